import assert from "node:assert/strict";
import { owner, schemaInputs, Stage } from "../testing";
import { schema, type SchemaInputs, type SchemaState } from "./schema";
import { sqlChecksum } from "./schema-sql";

const ours = {
  "auth.jwt": "ours",
  "auth.uid": "ours",
  "auth.role": "ours",
  "public.get_storage_status": "ours",
} as const;
const both = { buckets: true, objects: true };
const applied: SchemaState = {
  ...schemaInputs,
  sqlChecksum,
  tables: "baseline",
  serviceMigrations: 0,
  functions: ours,
  rowLevelSecurity: both,
  serviceRolePolicies: both,
  unmanagedPolicies: [],
};

describe("the storage schema", function () {
  this.timeout(20_000);
  const stage = new Stage();
  beforeEach(async () => {
    await stage.wipe();
    await stage.prepare();
  });
  const apply = (inputs: SchemaInputs = schemaInputs) =>
    stage.run((session) => schema.create(session, inputs, stage.tell));
  const refresh = () => stage.refresh(schema, applied);
  /** Shows what `sql` changed as exactly `changes`, and has an update put it back. */
  const repairs = async (sql: string, changes: string[]) => {
    await stage.sql(sql);
    assert.deepEqual((await refresh()).changes, changes);
    await stage.run((session) => schema.update(session, schemaInputs, applied, stage.tell));
    assert.deepEqual(await refresh(), { state: applied, changes: [] });
  };

  it("is applied once, and a second time without a change", async () => {
    assert.deepEqual(await apply(), applied);
    const catalogue = () =>
      stage.sql(`SELECT oid, relname::text, relowner::regrole::text, relacl::text, xmin::text FROM pg_class
                  WHERE relnamespace = 'storage'::regnamespace
                  UNION ALL SELECT oid, proname::text, proowner::regrole::text, proacl::text, xmin::text FROM pg_proc
                  WHERE pronamespace = 'auth'::regnamespace OR proname = 'get_storage_status'`);
    const before = await catalogue();
    assert.deepEqual(await apply(), applied);
    assert.deepEqual(await catalogue(), before);
    assert.deepEqual(await refresh(), { state: applied, changes: [] });
  });

  it("belongs to the service's role, with the columns that the service expects", async () => {
    await apply();
    assert.deepEqual(
      await stage.sql(
        "SELECT relname::text AS table, relowner::regrole::text AS owner FROM pg_class WHERE relkind = 'r' AND relnamespace = 'storage'::regnamespace ORDER BY 1",
      ),
      ["buckets", "objects"].map((table) => ({ table, owner })),
    );
    const columns = await stage.sql<{ column: string }>(
      `SELECT table_name || '.' || column_name || ' ' || udt_name AS column FROM information_schema.columns
        WHERE table_schema = 'storage' ORDER BY table_name, ordinal_position`,
    );
    assert.deepEqual(
      columns.map(({ column }) => column),
      [
        ...["id text", "name text", "owner uuid", "created_at timestamptz", "updated_at timestamptz", "public bool"],
        ...["avif_autodetection bool", "file_size_limit int8", "allowed_mime_types _text", "owner_id text"],
      ]
        .map((column) => `buckets.${column}`)
        .concat(
          [
            ...["id uuid", "bucket_id text", "name text", "owner uuid", "created_at timestamptz"],
            ...["updated_at timestamptz", "last_accessed_at timestamptz", "metadata jsonb", "path_tokens _text"],
            ...["version text", "owner_id text", "user_metadata jsonb"],
          ].map((column) => `objects.${column}`),
        ),
    );
  });

  it("answers the platform's health question to everybody, in numbers only", async () => {
    await apply();
    await stage.sql("INSERT INTO storage.buckets (id, name) VALUES ('a', 'A')");
    const status = { status: "ok", buckets: 1, objects_estimate: 0, service_started_before: false };
    assert.deepEqual(
      await stage.runAs(
        "anon",
        async (session) => (await session.query("SELECT public.get_storage_status() AS status")).rows,
      ),
      [{ status }],
    );
    const [found] = await stage.sql(
      "SELECT proowner::regrole::text AS owner FROM pg_proc WHERE proname = 'get_storage_status'",
    );
    assert.deepEqual(found, { owner });
    const lent = await stage.sql(`SELECT has_schema_privilege('${owner}', 'public', 'CREATE') AS may`);
    assert.deepEqual(lent, [{ may: false }], "the right to create in public was lent only");
  });

  it("reads the token of a request, and nothing where there is none", async () => {
    await apply();
    const asked = (claims: string) =>
      stage.run(async (session) => {
        await session.query("SELECT set_config('request.jwt.claims', $1, true)", [claims]);
        return (await session.query("SELECT auth.uid()::text AS uid, auth.role() AS role, auth.jwt() AS jwt")).rows[0];
      });
    const sub = "8a0b2e3c-52b5-4f7d-9a55-2f2ad4a0f5a1";
    assert.deepEqual(await asked(`{"sub":"${sub}","role":"anon"}`), {
      uid: sub,
      role: "anon",
      jwt: { sub, role: "anon" },
    });
    assert.deepEqual(await asked(`{"sub":""}`), { uid: null, role: null, jwt: { sub: "" } });
    assert.deepEqual(await asked(""), { uid: null, role: null, jwt: null });
  });

  describe("once the service has migrated it", () => {
    beforeEach(async () => {
      await apply();
      await stage.sql("CREATE TABLE storage.migrations (id int)");
      await stage.sql("INSERT INTO storage.migrations SELECT generate_series(1, 57)");
    });

    it("has nothing run on its tables any more", async () => {
      await stage.sql("DROP INDEX storage.bucketid_objname");
      await stage.sql("ALTER TABLE storage.buckets ADD COLUMN type text, DROP COLUMN avif_autodetection");
      assert.deepEqual(await apply(), { ...applied, tables: "service", serviceMigrations: 57 });
      assert.deepEqual(await stage.sql("SELECT to_regclass('storage.bucketid_objname') AS index"), [{ index: null }]);
      assert.deepEqual((await refresh()).changes, []);
    });

    it("is refused where columns are missing, by name, before anything is changed", async () => {
      await stage.sql("ALTER TABLE storage.buckets DROP COLUMN owner_id");
      await stage.sql("ALTER TABLE storage.objects DROP COLUMN user_metadata");
      await stage.sql("DROP FUNCTION auth.role()");
      await assert.rejects(apply(), {
        name: "Refusal",
        message:
          "the tables of schema storage lack buckets.owner_id, objects.user_metadata. They come from an older storage " +
          "service: start the current one once, so that it migrates them, then run this again. Nothing was changed.",
      });
      assert.equal((await refresh()).state?.functions["auth.role"], "missing");
    });
  });

  describe("shows exactly what somebody changed, and puts back", () => {
    beforeEach(() => apply().then(() => undefined));
    const body = "LANGUAGE sql STABLE AS $$ SELECT NULL::uuid $$";

    it("a function with another body", () =>
      repairs(`CREATE OR REPLACE FUNCTION auth.uid() RETURNS uuid ${body}`, [`update functions["auth.uid"]`]));
    it("a function that was dropped", () =>
      repairs("DROP FUNCTION public.get_storage_status()", [`update functions["public.get_storage_status"]`]));
    it("row-level security that was switched off", () =>
      repairs("ALTER TABLE storage.objects DISABLE ROW LEVEL SECURITY", ["update rowLevelSecurity.objects"]));
    it("the policy of the service's own role, dropped", () =>
      repairs(`DROP POLICY "alfred-storage: the service's own role" ON storage.buckets`, [
        "update serviceRolePolicies.buckets",
      ]));
    it("the policy of the service's own role, narrowed", () =>
      repairs(`ALTER POLICY "alfred-storage: the service's own role" ON storage.objects USING (false)`, [
        "update serviceRolePolicies.objects",
      ]));
    it("a table that was dropped", async () => {
      await stage.sql("DROP TABLE storage.objects");
      assert.deepEqual((await refresh()).changes, ["update tables"]);
      assert.deepEqual(await apply(), applied);
    });

    it("the schema given to another owner", async () => {
      await stage.sql("ALTER SCHEMA storage OWNER TO service_role");
      assert.deepEqual((await refresh()).changes, ["update owner"]);
    });

    it("SQL of ours that is newer than what was applied", async () => {
      const { state } = await stage.refresh(schema, { ...applied, sqlChecksum: "older" });
      assert.equal(state?.sqlChecksum, "older");
      assert.deepEqual(schema.derive?.(), { sqlChecksum });
    });
  });

  it("leaves a function alone that somebody else provides", async () => {
    await stage.sql("CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'");
    const state = { ...applied, functions: { ...ours, "auth.uid": "given" } };
    assert.deepEqual(await apply(), state);
    assert.deepEqual(await stage.sql("SELECT prosrc FROM pg_proc WHERE oid = 'auth.uid'::regproc"), [
      { prosrc: "SELECT NULL::uuid" },
    ]);
    assert.deepEqual((await refresh()).changes, []);
  });

  it("warns of policies that nobody here looks after, and not of restrictive ones", async () => {
    await apply();
    await stage.sql(`CREATE POLICY "Give all" ON storage.objects FOR SELECT TO anon, authenticated USING (true)`);
    await stage.sql("CREATE POLICY everyone ON storage.buckets USING (true)");
    await stage.sql("CREATE POLICY narrower ON storage.objects AS RESTRICTIVE USING (true)");
    const { state, changes } = await refresh();
    assert.deepEqual(changes, []);
    const policies = [
      '"Give all" on storage.objects for SELECT to anon, authenticated',
      "everyone on storage.buckets for ALL to public",
    ];
    assert.deepEqual(state?.unmanagedPolicies, policies);
    assert.deepEqual(
      schema.warnings?.(state),
      policies.map(
        (policy) =>
          "a policy that this program does not look after adds to what is allowed, since policies are ORed together: " +
          `${policy}. Write it into the stack file, or drop it.`,
      ),
    );
  });

  it("outlives its deletion, is imported by its only id, and is gone where the schema is", async () => {
    await apply();
    await stage.run((session) => schema.delete(session, applied));
    assert.deepEqual(schema.parseId("storage"), {});
    const state = await stage.run((session) => schema.read(session, {}));
    assert.deepEqual(state, { ...applied, callers: [] });
    assert.throws(() => schema.parseId("public"), {
      message: '"public" cannot be imported: the only schema of this kind is "storage"',
    });
    await stage.sql("DROP SCHEMA storage CASCADE");
    assert.equal((await refresh()).state, undefined);
  });
});
