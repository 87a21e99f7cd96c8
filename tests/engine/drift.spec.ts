import assert from "node:assert/strict";
import type { Operation } from "../harness/operation";
import { Environment } from "./environment";
import { messages, steps, succeeded } from "./stack-environment";

/** One change by hand, and what a preview with refresh must say about it: resource and property, and nothing else. */
interface Change {
  readonly what: string;
  readonly sql: string;
  readonly step: string;
  readonly properties: readonly string[];
}

const changes: readonly Change[] = [
  {
    what: "a bucket's row",
    sql: `UPDATE storage.buckets SET public = false WHERE id = 'user-uploads'`,
    step: "update Bucket user-uploads",
    properties: ["public"],
  },
  {
    what: "a bucket's row that is gone",
    sql: `SET storage.allow_delete_query = 'true'; DELETE FROM storage.buckets WHERE id = 'system-backups'`,
    step: "create Bucket system-backups",
    properties: [],
  },
  {
    what: "a role's attribute",
    sql: `ALTER ROLE anon CREATEROLE`,
    step: "update Role database-anon",
    properties: ["createRole"],
  },
  {
    what: "a membership that was taken away",
    sql: `REVOKE service_role FROM supabase_storage_admin`,
    step: "update Role database-supabase_storage_admin",
    properties: ["memberOf"],
  },
  {
    what: "a membership that was given",
    sql: `GRANT supabase_storage_admin TO authenticator`,
    step: "update Role database-authenticator",
    properties: ["memberOf"],
  },
  {
    what: "a password",
    sql: `ALTER ROLE authenticator PASSWORD 'set by hand'`,
    step: "update Role database-authenticator",
    properties: ["password"],
  },
  {
    what: "a role that is gone",
    sql: `DROP OWNED BY authenticator; DROP ROLE authenticator`,
    step: "create Role database-authenticator",
    properties: [],
  },
  {
    what: "a table grant",
    sql: `REVOKE UPDATE ON storage.objects FROM authenticated`,
    step: "update Grants database-objects-grants",
    properties: ["roles.authenticated"],
  },
  {
    what: "a policy's expression",
    sql: `ALTER POLICY "agent-documents/user_documents/select" ON storage.objects USING (true)`,
    step: "update AccessPolicy agent-documents/user_documents",
    properties: [`policies["agent-documents/user_documents/select"]`],
  },
  {
    what: "a policy's roles",
    sql: `ALTER POLICY "user-uploads/own_uploads/delete" ON storage.objects TO anon`,
    step: "update AccessPolicy user-uploads/own_uploads",
    properties: [`policies["user-uploads/own_uploads/delete"]`],
  },
  {
    what: "a policy that is gone",
    sql: `DROP POLICY "user-uploads/own_uploads/insert" ON storage.objects`,
    step: "update AccessPolicy user-uploads/own_uploads",
    properties: [`policies["user-uploads/own_uploads/insert"]`],
  },
  {
    what: "a function's body",
    sql: `CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid'`,
    step: "update Schema database-schema",
    properties: [`functions["auth.uid"]`],
  },
  {
    what: "a function that is gone",
    sql: `DROP FUNCTION public.get_storage_status()`,
    step: "update Schema database-schema",
    properties: [`functions["public.get_storage_status"]`],
  },
  {
    what: "row-level security that was turned off",
    sql: `ALTER TABLE storage.objects DISABLE ROW LEVEL SECURITY`,
    step: "update Schema database-schema",
    properties: ["rowLevelSecurity.objects"],
  },
];

/** As few rounds as there can be, so that no resource is changed twice in one: its step would not tell by what. */
function rounds(): Change[][] {
  const all: Change[][] = [];
  for (const change of changes) {
    const resource = (one: Change) => one.step.split(" ").slice(1).join(" ");
    const round = all.find((taken) => taken.every((other) => resource(other) !== resource(change)));
    if (round === undefined) all.push([change]);
    else round.push(change);
  }
  return all;
}

for (const version of ["15", "18"] as const) {
  describe(`drift of the database, PostgreSQL ${version}`, function () {
    this.timeout(180_000);
    let environment: Environment;
    before(async () => {
      environment = await Environment.start(version);
      await environment.up();
    });
    after(() => environment.end());

    for (const round of rounds()) {
      const all = round.map(({ what }) => what).join(", ");
      it(`is shown as exactly that, and repaired: ${all}`, async () => {
        const before = await snapshot(environment);
        for (const { sql } of round) await environment.sql(sql);
        const preview = await environment.preview("--refresh");
        assert.deepEqual(planned(preview).sort(), round.map(({ step }) => step).sort());
        for (const { step, properties } of round) assert.deepEqual(propertiesOf(preview, step), properties, step);
        succeeded(await environment.project.up({ args: ["--refresh"] }));
        assert.deepEqual(await snapshot(environment), before);
      });
    }

    it("is found by a refresh without the program, too", async () => {
      await environment.sql(`UPDATE storage.buckets SET file_size_limit = 1 WHERE id = 'user-uploads'`);
      const refresh = succeeded(await environment.project.refresh());
      assert.deepEqual(steps(refresh), ["update Bucket user-uploads"]);
      assert.deepEqual(steps(await environment.up()), ["update Bucket user-uploads"]);
      assert.deepEqual(steps(await environment.preview("--refresh")), []);
    });

    it("is warned of where it is a permissive policy that nobody here made, which stays", async () => {
      await environment.sql(`CREATE POLICY "let me in" ON storage.objects FOR SELECT TO anon USING (true)`);
      const preview = await environment.preview("--refresh");
      assert.deepEqual(planned(preview), []);
      assert.ok(
        messages(preview, "warning").some((message) =>
          message.includes(`"let me in" on storage.objects for SELECT to anon`),
        ),
        messages(preview, "warning").join("\n"),
      );
      assert.equal((await environment.sql(`SELECT 1 FROM pg_policies WHERE policyname = 'let me in'`)).length, 1);
    });
  });
}

/** The engine tells first what the refresh found, then what `up` would do about it: about the same resources. */
function planned(preview: Operation): string[] {
  return [...new Set(steps(preview))];
}

function propertiesOf(preview: Operation, step: string): string[] {
  const [op, , name] = step.split(" ");
  const found = preview.steps.findLast((candidate) => candidate.op === op && candidate.name === name);
  return Object.keys(found?.detailedDiff ?? {});
}

/** All that the stack looks after, as PostgreSQL describes it. */
async function snapshot(environment: Environment): Promise<unknown> {
  const [roles, members, policies, grants, functions, tables, buckets] = await Promise.all([
    environment.sql(
      `SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls
         FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1`,
    ),
    environment.sql(
      `SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members WHERE roleid >= 16384 ORDER BY 1, 2`,
    ),
    environment.sql(`SELECT * FROM pg_policies ORDER BY policyname, tablename`),
    environment.sql(
      `SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants
        WHERE table_schema = 'storage' ORDER BY 1, 2, 3`,
    ),
    environment.sql(
      `SELECT oid::regprocedure::text, prosrc, prosecdef, proowner::regrole::text FROM pg_proc WHERE oid >= 16384 ORDER BY 1`,
    ),
    environment.sql(
      `SELECT relname, relrowsecurity, relowner::regrole::text FROM pg_class WHERE relnamespace = 'storage'::regnamespace ORDER BY 1`,
    ),
    environment.sql(`SELECT id, name, public, file_size_limit, allowed_mime_types FROM storage.buckets ORDER BY 1`),
  ]);
  return { roles, members, policies, grants, functions, tables, buckets };
}
