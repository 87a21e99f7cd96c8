import assert from "node:assert/strict";
import { owner, schemaInputs, ServerDatabase } from "./testing";
import { Plugin, secret, type Wire } from "./testing-plugin";

const bucket = { bucketId: "docs", name: "Docs", public: false, fileSizeLimit: 1024 };
const access = { bucket: "docs", name: "own", roles: ["anon"], verbs: ["list", "download"], conditions: ["owner"] };
const hidden = "hunter2-of-the-role";

describe("the plugin on a PostgreSQL server", function () {
  this.timeout(20_000);
  let database: ServerDatabase;
  let storagedb: Plugin;

  before(async () => {
    [database, storagedb] = await Promise.all([ServerDatabase.create("operations"), Plugin.start()]);
    await database.prepare();
    await storagedb.configure({ ...database.config, password: secret(database.config.password) });
  });
  after(async () => {
    await storagedb.stop();
    await database.drop("operator");
    await database.close();
  });
  const heard = (count = 1) => storagedb.heard(count);
  const schema = async (): Promise<Wire> => (await storagedb.check("Schema", schemaInputs)).inputs;

  it("previews, and says nothing of what is not there", async () => {
    assert.deepEqual(await storagedb.create("Bucket", bucket, true), { id: "", state: bucket });
  });

  it("previews, and tells what will be put in place where the schema is there and empty", async () => {
    await storagedb.create("Schema", await schema(), true);
    const functions = ["auth.jwt", "auth.uid", "auth.role", "public.get_storage_status"];
    const missing = functions.map((name) => `functions["${name}"] put in place`).join("; ");
    const message = `Schema "storage" exists and will be adopted with tables put in place; ${missing}`;
    assert.deepEqual(await heard(), [["info", message, "Schema"]]);
  });

  it("applies the schema", async () => {
    const { id, state } = await storagedb.create("Schema", await schema());
    assert.equal(id, "storage");
    assert.equal(state["tables"], "baseline");
    assert.deepEqual(state["unmanagedPolicies"], []);
    assert.deepEqual(await storagedb.diff("Schema", state, await schema()), {
      changes: false,
      diffs: [],
      replaces: [],
      parts: {},
    });
  });

  it("makes a role, and gives its password back as a secret and in no other form", async () => {
    const inputs = { name: "operator", login: true, memberOf: ["anon"], password: secret(hidden) };
    const { id, state } = await storagedb.create("Role", inputs);
    assert.deepEqual([id, state], ["operator", { ...inputs, bypassesRowLevelSecurity: false, keptMemberships: [] }]);
    assert.deepEqual(await storagedb.read("Role", "operator", state), { id, state, inputs });
    // The schema says that it is a secret, so it leaves as one although it came in plain.
    const open = { name: "operator", password: hidden };
    for (const preview of [true, false]) {
      assert.deepEqual((await storagedb.create("Role", open, preview)).state["password"], secret(hidden));
    }
    assert.deepEqual(
      (await storagedb.update("Role", { ...open, keptMemberships: ["anon"] }, open))["password"],
      secret(hidden),
    );
    assert.equal((await heard(2)).length, 2); // exists, and stays a member
    const changed = { ...inputs, password: `${hidden}!` };
    const updated = await storagedb.update("Role", state, changed);
    assert.deepEqual(updated["password"], secret(`${hidden}!`));
    assert.deepEqual((await storagedb.update("Role", state, changed, true))["password"], secret(`${hidden}!`));
    await storagedb.create("Role", { ...inputs, login: false, memberOf: [] }, true);
    const message = 'Role "operator" exists and will be adopted with login: true becomes false; password: [secret]';
    assert.deepEqual(await heard(), [["info", message, "Role"]]);
    const imported = await storagedb.read("Role", "operator");
    assert.deepEqual(
      [imported.id, imported.state["password"], imported.inputs["password"]],
      [id, undefined, undefined],
    );
  });

  it("keeps any other input secret that was one", async () => {
    const inputs = { ...bucket, bucketId: "secretive", name: secret("Hush") };
    const { state } = await storagedb.create("Bucket", inputs);
    assert.deepEqual(state, inputs);
    const { state: found, inputs: asInputs } = await storagedb.read("Bucket", "secretive", state);
    assert.deepEqual([found, asInputs], [inputs, inputs]);
    assert.deepEqual(await storagedb.update("Bucket", state, { ...inputs, public: true }), { ...inputs, public: true });
  });

  it("gives and takes grants", async () => {
    const grants = { schema: "storage", table: "objects", roles: { anon: ["SELECT"], authenticated: [] } };
    const { id, state } = await storagedb.create("Grants", grants);
    assert.deepEqual([id, state], ["storage.objects", grants]);
    await database.sql("GRANT DELETE ON storage.objects TO anon");
    const found = await storagedb.read("Grants", id, state);
    assert.deepEqual(found.inputs["roles"], { anon: ["SELECT", "DELETE"], authenticated: [] });
    assert.deepEqual((await storagedb.diff("Grants", found.state, grants)).parts, { "roles.anon": "update" });
    await storagedb.update("Grants", found.state, grants);
    assert.deepEqual((await storagedb.read("Grants", id, state)).state, grants);
    await storagedb.delete("Grants", state);
    const held = "SELECT has_table_privilege('anon', 'storage.objects', 'SELECT') AS held";
    assert.deepEqual(await database.sql(held), [{ held: false }]);
  });

  it("makes, changes, imports and deletes a bucket with its access", async () => {
    const made = await storagedb.create("Bucket", bucket);
    assert.deepEqual(made, { id: "docs", state: bucket });
    const policy = await storagedb.create("AccessPolicy", access);
    assert.equal(policy.id, "docs/own");
    assert.deepEqual(policy.state["applied"], policy.state["policies"]);

    await database.sql("UPDATE storage.buckets SET file_size_limit = NULL WHERE id = 'docs'");
    const { fileSizeLimit, ...unlimited } = bucket;
    assert.deepEqual(await storagedb.read("Bucket", "docs", bucket), {
      id: "docs",
      state: unlimited,
      inputs: unlimited,
    });
    assert.deepEqual(await storagedb.read("Bucket", "docs"), { id: "docs", state: unlimited, inputs: unlimited });
    assert.deepEqual((await storagedb.diff("Bucket", unlimited, bucket)).parts, { fileSizeLimit: "add" });
    assert.deepEqual(await storagedb.update("Bucket", unlimited, bucket, true), bucket);
    assert.deepEqual((await storagedb.read("Bucket", "docs")).state, unlimited, "a preview changes nothing");
    await storagedb.create("Bucket", bucket, true);
    const message = `Bucket "docs" exists and will be adopted with fileSizeLimit: nothing becomes ${fileSizeLimit}`;
    assert.deepEqual(await heard(), [["info", message, "Bucket"]]);
    assert.deepEqual(await storagedb.update("Bucket", unlimited, bucket), bucket);
    await storagedb.create("Bucket", bucket, true);
    const unchanged = 'Bucket "docs" exists and will be adopted without a change';
    assert.deepEqual(await heard(), [["info", unchanged, "Bucket"]]);
    await storagedb.create("Bucket", bucket);
    const adopted = 'bucket "docs" exists with 0 objects: adopted as it is, not made anew';
    assert.deepEqual(await heard(), [["info", adopted, "Bucket"]]);

    await storagedb.delete("Bucket", bucket);
    assert.deepEqual(await storagedb.read("Bucket", "docs", bucket), { id: "", state: {}, inputs: {} });
    assert.deepEqual(await storagedb.read("AccessPolicy", "docs/own", policy.state), { id: "", state: {}, inputs: {} });
    await storagedb.delete("AccessPolicy", policy.state);
    await storagedb.delete("Bucket", bucket);
  });

  it("shows a policy that somebody changed as that policy, and puts it back", async () => {
    const { state } = await storagedb.create("AccessPolicy", access);
    await database.sql(`ALTER POLICY "docs/own/select" ON storage.objects USING (true)`);
    const found = await storagedb.read("AccessPolicy", "docs/own", state);
    assert.deepEqual(found.inputs, access);
    assert.deepEqual((await storagedb.diff("AccessPolicy", found.state, access)).parts, {
      'policies["docs/own/select"]': "update, in the database",
    });
    assert.deepEqual(await storagedb.update("AccessPolicy", found.state, access), state);
    await storagedb.create("AccessPolicy", access, true);
    const message = 'AccessPolicy "docs/own" exists and will be adopted without a change';
    assert.deepEqual(await heard(), [["info", message, "AccessPolicy"]]);
    await storagedb.delete("AccessPolicy", state);
    assert.equal((await storagedb.read("AccessPolicy", "docs/own", state)).id, "");
  });

  it("warns once of a policy that nobody looks after, however often it is read", async () => {
    const { state } = await storagedb.create("Schema", await schema());
    await database.sql("CREATE POLICY open ON storage.objects USING (true)");
    await storagedb.read("Schema", "storage", state);
    await storagedb.read("Schema", "storage", state);
    await storagedb.update("Schema", state, await schema());
    const message =
      "a policy that this program does not look after adds to what is allowed, since policies are ORed together: " +
      "open on storage.objects for ALL to public. Write it into the stack file, or drop it.";
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(await heard(), [["warning", message, "Schema"]]);
    await storagedb.delete("Schema", state);
    assert.deepEqual(await database.sql("SELECT to_regclass('storage.objects') IS NOT NULL AS there"), [
      { there: true },
    ]);
  });

  it("drops a role, and finds it gone", async () => {
    const { state } = await storagedb.create("Role", { name: "passing" });
    await storagedb.delete("Role", state);
    assert.equal((await storagedb.read("Role", "passing", state)).id, "");
    await storagedb.delete("Role", state);
  });

  it("said no password but as a secret", () => {
    const all = storagedb.answers.join("\n");
    assert.match(all, new RegExp(hidden));
    const marked = [hidden, `${hidden}!`].map((password) => JSON.stringify(secret(password)));
    const rest = marked.reduce((text, part) => text.replaceAll(part, ""), all);
    for (const password of [hidden, database.config.password]) assert.equal(rest.includes(password), false);
    assert.ok(all.includes(owner));
  });
});
