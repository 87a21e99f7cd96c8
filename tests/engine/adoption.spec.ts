import assert from "node:assert/strict";
import type { Operation } from "../harness/operation";
import { run } from "../harness/run";
import { Environment } from "./environment";
import { messages, steps, succeeded } from "./stack-environment";

/** A database in which Supabase's own tools and a storage service have been at work. */
const inhabited = `
  CREATE ROLE anon; CREATE ROLE authenticated; CREATE ROLE service_role BYPASSRLS;
  CREATE ROLE supabase_admin SUPERUSER LOGIN PASSWORD 'theirs';
  CREATE ROLE dashboard_user;
  CREATE ROLE authenticator LOGIN NOINHERIT PASSWORD 'old'; GRANT anon, authenticated, service_role TO authenticator;
  CREATE ROLE supabase_storage_admin LOGIN NOINHERIT CREATEROLE PASSWORD 'old';
  GRANT anon, authenticated, service_role, dashboard_user TO supabase_storage_admin;
  CREATE SCHEMA auth AUTHORIZATION supabase_admin;
  CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
  CREATE SCHEMA storage AUTHORIZATION supabase_storage_admin;
  SET ROLE supabase_storage_admin;
  CREATE TABLE storage.migrations (id int PRIMARY KEY, name text, hash text, executed_at timestamp);
  INSERT INTO storage.migrations SELECT n, 'migration ' || n, '', now() FROM generate_series(1, 64) n;
  CREATE TABLE storage.buckets (id text PRIMARY KEY, name text NOT NULL UNIQUE, owner uuid, created_at timestamptz,
    updated_at timestamptz, public boolean, avif_autodetection boolean, file_size_limit bigint,
    allowed_mime_types text[], owner_id text, type text NOT NULL DEFAULT 'STANDARD', versioning_status text);
  CREATE TABLE storage.objects (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), bucket_id text REFERENCES storage.buckets,
    name text, owner uuid, created_at timestamptz, updated_at timestamptz, last_accessed_at timestamptz, metadata jsonb,
    version text, owner_id text, user_metadata jsonb, is_versioned boolean, UNIQUE (bucket_id, name));
  CREATE FUNCTION storage.protect_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' THEN
      RAISE EXCEPTION 'Direct deletion from storage tables is not allowed.' USING ERRCODE = '42501';
    END IF; RETURN NULL; END $$;
  CREATE TRIGGER protect_buckets_delete BEFORE DELETE ON storage.buckets
    FOR EACH STATEMENT EXECUTE FUNCTION storage.protect_delete();
  INSERT INTO storage.buckets (id, name, public, file_size_limit) VALUES
    ('user-uploads', 'User Uploads', false, 1000), ('legacy', 'Legacy', false, 2048);
  INSERT INTO storage.objects (bucket_id, name, version) SELECT 'user-uploads', 'object ' || n, 'v1' FROM generate_series(1, 50) n;
`;

const objects = `SELECT md5(string_agg(o::text, ',' ORDER BY id)) AS digest, count(*)::int AS n FROM storage.objects o`;
const shape = `SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'storage' ORDER BY 1, 2`;

describe("a database that others have used before", function () {
  this.timeout(180_000);
  let environment: Environment;
  let before_: unknown;
  before(async () => {
    environment = await Environment.start("15");
    await environment.sql(inhabited);
    before_ = [await environment.sql(objects), await environment.sql(shape)];
  });
  after(() => environment.end());

  it("says at the preview what is there and what adopting it changes", async () => {
    const preview = await environment.preview();
    assert.deepEqual(adoptions(preview), [
      'Bucket "user-uploads" exists and will be adopted with public: false becomes true; fileSizeLimit: 1000 becomes ' +
        '5242880; allowedMimeTypes: nothing becomes ["image/jpeg","image/png","application/pdf"]',
      ...["buckets", "objects"].map(
        (table) =>
          `Grants "storage.${table}" exists and will be adopted with ` +
          ["anon", "authenticated", "service_role", "supabase_admin"]
            .map((role) => `roles.${role}: [] becomes ["SELECT","INSERT","UPDATE","DELETE"]`)
            .join("; "),
      ),
      'Role "anon" exists and will be adopted without a change',
      'Role "authenticated" exists and will be adopted without a change',
      'Role "service_role" exists and will be adopted without a change',
      'Role "supabase_admin" exists and will be adopted without a change',
      'Schema "storage" exists and will be adopted with functions["auth.jwt"] put in place; functions["auth.role"] put ' +
        'in place; functions["public.get_storage_status"] put in place; rowLevelSecurity.buckets put in place; ' +
        "rowLevelSecurity.objects put in place; serviceRolePolicies.buckets put in place; serviceRolePolicies.objects " +
        "put in place",
    ]);
  });

  it("adopts it without loss", async () => {
    const up = await environment.up();
    assert.ok(up.steps.every(({ op }) => op === "create"));
    assert.deepEqual([await environment.sql(objects), await environment.sql(shape)], before_);
    assert.deepEqual(
      await environment.sql(
        `SELECT public, file_size_limit::int AS size FROM storage.buckets WHERE id = 'user-uploads'`,
      ),
      [{ public: true, size: 5242880 }],
    );
    assert.ok(
      messages(up, "info").includes('bucket "user-uploads" exists with 50 objects: adopted as it is, not made anew'),
    );
  });

  it("leaves what others provide as it is", async () => {
    assert.deepEqual(
      await environment.sql(`SELECT rolsuper, rolcanlogin FROM pg_roles WHERE rolname = 'supabase_admin'`),
      [{ rolsuper: true, rolcanlogin: true }],
    );
    assert.deepEqual(
      await environment.sql(`SELECT pg_get_userbyid(nspowner) AS owner FROM pg_namespace WHERE nspname = 'auth'`),
      [{ owner: "supabase_admin" }],
    );
    const [uid] = await environment.sql<{ body: string }>(
      `SELECT prosrc AS body FROM pg_proc WHERE oid = 'auth.uid'::regproc`,
    );
    assert.match(uid?.body ?? "", /request\.jwt\.claim\.sub/);
    assert.deepEqual(
      await environment.sql(
        `SELECT roleid::regrole::text AS parent FROM pg_auth_members WHERE member = 'supabase_storage_admin'::regrole ORDER BY 1`,
      ),
      [{ parent: "anon" }, { parent: "authenticated" }, { parent: "dashboard_user" }, { parent: "service_role" }],
    );
  });

  it("takes from the service's role what it should not have", async () => {
    assert.deepEqual(
      await environment.sql(`SELECT rolcreaterole FROM pg_roles WHERE rolname = 'supabase_storage_admin'`),
      [{ rolcreaterole: false }],
    );
  });

  it("finds nothing different afterwards", async () => {
    assert.deepEqual(steps(await environment.preview("--refresh")), []);
  });

  it("imports a bucket by its id", async () => {
    const { deployment } = await environment.project.exportState();
    const provider = deployment.resources?.find(({ type }) => type === "pulumi:providers:storagedb");
    const imported = await environment.project.run([
      ...["import", "storagedb:index:Bucket", "legacy", "legacy", "--stack", "dev", "--yes", "--skip-preview"],
      ...["--protect=false", "--generate-code=false", "--provider", `storagedb=${provider?.urn ?? ""}`],
    ]);
    assert.equal(imported.exitCode, 0, imported.stdout + imported.stderr);
    const state = await environment.project.exportState();
    const bucket = state.deployment.resources?.find(({ id }) => id === "legacy");
    assert.deepEqual(bucket?.inputs, { bucketId: "legacy", name: "Legacy", public: false, fileSizeLimit: 2048 });
  });

  it("deletes an empty bucket past the service's own guard", async () => {
    succeeded(await environment.up()); // the program does not name it, so the import is undone
    assert.deepEqual(await environment.sql(`SELECT id FROM storage.buckets WHERE id = 'legacy'`), []);
  });

  it("writes the entries of what is in the database but not in the stack file", async () => {
    await environment.sql(
      `INSERT INTO storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
       VALUES ('attic', 'Attic', true, 2097152, '{image/*}')`,
    );
    const { folder, env } = environment.project;
    const adopt = ["ops/run.cjs", "ops", "buckets", "adopt", "--stack", "dev"];
    const options = { cwd: folder, env: { ...env, PGPASSWORD: environment.server.password } };
    const printed = await run(process.execPath, adopt, options);
    assert.equal(
      printed.stdout,
      `# For alfred-storage:buckets of Pulumi.dev.yaml:\n` +
        `- id: attic\n  name: Attic\n  public: true\n  fileSizeLimit: 2MiB\n  allowedMimeTypes:\n    - image/*\n`,
    );
    const written = await run(process.execPath, [...adopt, "--write"], options);
    assert.equal(written.stdout, "1 bucket added to Pulumi.dev.yaml: attic\n");
    assert.deepEqual(steps(await environment.up()), ["create Bucket attic"]);
    const again = await run(process.execPath, [...adopt, "--write"], options);
    assert.equal(again.stdout, "Pulumi.dev.yaml names every bucket that the database has.\n");
    const refused = await run(process.execPath, adopt, { ...options, env: { ...options.env, PGPASSWORD: "wrong" } });
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /^127\.0\.0\.1:\d+ did not accept the password of "postgres"\./);
  });
});

/** What our own resources say; the stand-in for the postgresql plugin speaks in the same words. */
function adoptions(preview: Operation): string[] {
  const own = {
    ...preview,
    diagnostics: preview.diagnostics.filter(({ urn }) => urn?.includes("storagedb:") === true),
  };
  return messages(own, "info").sort();
}
