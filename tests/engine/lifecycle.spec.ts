import assert from "node:assert/strict";
import { Environment, query } from "./environment";
import { messages, steps } from "./stack-environment";

for (const version of ["15", "18"] as const) {
  describe(`the dev stack with a given database, PostgreSQL ${version}`, function () {
    this.timeout(180_000);
    let environment: Environment;
    before(async () => {
      environment = await Environment.start(version);
    });
    after(() => environment.end());

    it("previews on an empty database without a warning", async () => {
      const preview = await environment.preview();
      assert.equal(preview.steps.length, 38);
      assert.ok(preview.steps.every(({ op }) => op === "create"));
      assert.deepEqual(messages(preview, "warning"), []);
      assert.deepEqual(await environment.sql(`SELECT 1 FROM pg_roles WHERE rolname = 'anon'`), []);
    });

    it("comes up, and the rows equal the stack file", async () => {
      const up = await environment.up();
      assert.equal(up.steps.length, 38);
      assert.deepEqual(messages(up, "warning"), []);
      assert.deepEqual(
        await environment.sql(
          `SELECT id, name, public, file_size_limit::int AS size, allowed_mime_types AS types FROM storage.buckets ORDER BY 1`,
        ),
        [
          {
            id: "agent-documents",
            name: "Agent Documents",
            public: false,
            size: 10485760,
            types: ["application/pdf", "text/plain", "application/json"],
          },
          {
            id: "system-backups",
            name: "System Backups",
            public: false,
            size: 52428800,
            types: ["application/gzip", "application/zip", "application/x-tar"],
          },
          {
            id: "user-uploads",
            name: "User Uploads",
            public: true,
            size: 5242880,
            types: ["image/jpeg", "image/png", "application/pdf"],
          },
        ],
      );
    });

    it("makes the service's role an owner of its schema and no superuser", async () => {
      assert.deepEqual(
        await environment.sql(
          `SELECT rolname, rolsuper, rolcreaterole, rolcanlogin, pg_get_userbyid(nspowner) AS owner
             FROM pg_roles, pg_namespace WHERE rolname = 'supabase_storage_admin' AND nspname = 'storage'`,
        ),
        [
          {
            rolname: "supabase_storage_admin",
            rolsuper: false,
            rolcreaterole: false,
            rolcanlogin: true,
            owner: "supabase_storage_admin",
          },
        ],
      );
    });

    it("makes a role for recovery points that reads every row and changes none", async () => {
      const password = (await environment.generated("alfred_backup"))[0] ?? assert.fail();
      const asReader = environment.server.connectionString("postgres", "alfred_backup", password);
      assert.deepEqual(await query(asReader, "SELECT count(*)::int AS buckets FROM storage.buckets"), [{ buckets: 3 }]);
      await assert.rejects(query(asReader, "UPDATE storage.buckets SET public = true"), /permission denied/);
    });

    it("answers get_storage_status() to a caller without a token", async () => {
      const asAnon = `${environment.server.connectionString()}?options=${encodeURIComponent("-c role=anon")}`;
      const [row] = await query<{ who: string; status: object }>(
        asAnon,
        `SELECT current_user AS who, public.get_storage_status() AS status`,
      );
      assert.deepEqual(row, {
        who: "anon",
        status: { status: "ok", buckets: 3, objects_estimate: 0, service_started_before: false },
      });
    });

    it("changes nothing when it is run again", async () => {
      const again = await environment.up();
      assert.deepEqual(steps(again), []);
      assert.equal(again.sames, 38);
    });

    it("finds nothing different in the database", async () => {
      assert.deepEqual(steps(await environment.preview("--refresh")), []);
    });

    it("makes a bucket that was added, and nothing else", async () => {
      environment.addBucket({ id: "reports", name: "Reports", public: false });
      assert.deepEqual(steps(await environment.up()), ["create Bucket reports"]);
    });

    it("changes a limit in place", async () => {
      environment.editBucket("reports", { fileSizeLimit: "1MiB" });
      const up = await environment.up();
      assert.deepEqual(steps(up), ["update Bucket reports"]);
      assert.deepEqual(Object.keys(up.steps[0]?.detailedDiff ?? {}), ["fileSizeLimit"]);
    });

    it("changes a policy in place", async () => {
      environment.edit((file) => {
        file.setIn(["config", "alfred-storage:buckets", 0, "policies", 1, "actions"], ["select"]);
      });
      const up = await environment.up();
      assert.deepEqual(steps(up), ["update AccessPolicy agent-documents/user_documents"]);
      assert.deepEqual(Object.keys(up.steps[0]?.detailedDiff ?? {}), ["verbs"]);
      assert.deepEqual(
        await environment.sql(`SELECT policyname FROM pg_policies WHERE policyname LIKE 'agent-documents/user%'`),
        [{ policyname: "agent-documents/user_documents/select" }],
      );
    });

    it("deletes an empty bucket that was removed", async () => {
      environment.removeBucket("reports");
      assert.deepEqual(steps(await environment.up()), ["delete Bucket reports"]);
    });

    it("refuses to delete a bucket with objects, names their number, and leaves its access as it was", async () => {
      await environment.sql(
        `INSERT INTO storage.objects (bucket_id, name) VALUES ('user-uploads', 'a'), ('user-uploads', 'b')`,
      );
      const file = environment.project.readStackFile();
      environment.removeBucket("user-uploads");
      const up = await environment.project.up();
      assert.notEqual(up.exitCode, 0);
      const [refusal] = messages(up, "error").filter((message) => message.includes("holds"));
      assert.equal(
        refusal,
        `bucket "user-uploads" holds 2 objects and is not deleted; nothing was changed. Put it back into the stack ` +
          `file; or empty it through the storage service first; or, to have it forgotten here and kept in the ` +
          `database, put it back with "onRemoval: retain", run "pulumi up", and then remove it.`,
      );
      const policies = `SELECT count(*)::int AS n FROM pg_policies WHERE policyname LIKE 'user-uploads/%'`;
      assert.deepEqual(await environment.sql(policies), [{ n: 4 }]);

      environment.restore(file);
      await environment.up();
      assert.deepEqual(await environment.sql(policies), [{ n: 4 }]);
      assert.deepEqual(steps(await environment.up()), []);
    });

    it("forgets a bucket with objects where the stack file says so", async () => {
      environment.editBucket("user-uploads", { onRemoval: "retain" });
      await environment.up();
      environment.removeBucket("user-uploads");
      assert.deepEqual(steps(await environment.up()), [
        "delete AccessPolicy user-uploads/own_uploads",
        "delete Bucket user-uploads",
      ]);
      assert.deepEqual(
        await environment.sql(`SELECT count(*)::int AS n FROM storage.objects WHERE bucket_id = 'user-uploads'`),
        [{ n: 2 }],
      );
      assert.deepEqual(await environment.sql(`SELECT id FROM storage.buckets WHERE id = 'user-uploads'`), [
        { id: "user-uploads" },
      ]);
    });

    it("takes a new password of the administrator without touching anything", async () => {
      await environment.sql(`ALTER ROLE postgres PASSWORD 'another-password'`);
      const refused = await environment.project.preview({ args: ["--refresh"] });
      assert.notEqual(refused.exitCode, 0);
      assert.match(messages(refused, "error").join("\n"), /did not accept the password of "postgres"/);
      await environment.connectAs({ name: "postgres", password: "another-password" });
      assert.deepEqual(steps(await environment.up()), []);
      assert.deepEqual(steps(await environment.preview("--refresh")), []);
    });

    it("destroys the buckets and their policies, and leaves roles, tables and functions", async () => {
      const destroy = await environment.project.destroy();
      assert.equal(destroy.exitCode, 0, destroy.stdout);
      const rows = await environment.sqlAs("another-password", `SELECT id FROM storage.buckets`);
      assert.deepEqual(rows, [{ id: "user-uploads" }]);
      const left = await environment.sqlAs(
        "another-password",
        `SELECT rolname FROM pg_roles WHERE rolname ~ '^(alfred|anon|auth|service|supabase)' ORDER BY 1`,
      );
      assert.deepEqual(
        left.map(({ rolname }) => String(rolname)),
        [
          ...["alfred_backup", "anon", "authenticated", "authenticator"],
          ...["service_role", "supabase_admin", "supabase_storage_admin"],
        ],
      );
    });
  });
}
