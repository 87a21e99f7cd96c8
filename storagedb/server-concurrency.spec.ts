import assert from "node:assert/strict";
import { schemaInputs, ServerDatabase } from "./testing";
import { Plugin } from "./testing-plugin";

const bucket = { bucketId: "docs", name: "Docs", public: false };
const access = { bucket: "docs", name: "all", roles: ["anon"], verbs: ["list"], conditions: [] };
const upload = "INSERT INTO storage.objects (bucket_id, name) VALUES ('docs', 'late')";

describe("the plugin beside others on a PostgreSQL server", function () {
  this.timeout(20_000);
  let database: ServerDatabase;
  let storagedb: Plugin;

  before(async () => {
    [database, storagedb] = await Promise.all([ServerDatabase.create("concurrency"), Plugin.start()]);
    await database.prepare();
    await storagedb.configure(database.config);
    await storagedb.create("Schema", (await storagedb.check("Schema", schemaInputs)).inputs);
  });
  after(async () => {
    await storagedb.stop();
    await database.close();
  });
  const there = async () =>
    database.sql(`SELECT (SELECT count(*)::int FROM storage.buckets WHERE id = 'docs') AS buckets,
                         (SELECT count(*)::int FROM storage.objects WHERE bucket_id = 'docs') AS objects,
                         (SELECT count(*)::int FROM pg_policy WHERE polname LIKE 'docs/%') AS policies`);

  it("does as much at once as the engine asks for, over four connections", async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `bucket-${index}`);
    const made = await Promise.all(
      ids.flatMap((id) => [
        storagedb.create("Bucket", { bucketId: id, name: id, public: false }),
        storagedb.create("AccessPolicy", { ...access, bucket: id }),
        storagedb.create("Role", { name: id, memberOf: ["anon"] }),
      ]),
    );
    const [used] = await database.sql<{ connections: number }>(
      `SELECT count(*)::int AS connections FROM pg_stat_activity
        WHERE application_name = 'alfred-storage' AND datname = current_database()`,
    );
    assert.deepEqual(used, { connections: 4 });
    const types = ["Bucket", "AccessPolicy", "Role"];
    await Promise.all(made.map(({ state }, index) => storagedb.delete(types[index % 3] ?? "", state)));
    const left = await database.sql("SELECT FROM pg_policy WHERE polname LIKE 'bucket-%'");
    assert.equal(left.length, 0);
  });

  for (const [what, policies] of [
    ["with a policy", [access]],
    ["without a policy", []],
  ] as const) {
    it(`does not delete a bucket ${what} into which an upload is under way`, async () => {
      await storagedb.create("Bucket", bucket);
      for (const policy of policies) await storagedb.create("AccessPolicy", policy);
      const service = await database.connect();
      await service.query("BEGIN");
      await service.query(upload);
      const refused = assert.rejects(storagedb.delete("Bucket", bucket), {
        message: /^bucket "docs" holds 1 object and is not deleted; nothing was changed\. /,
      });
      await database.waiting();
      await service.query("COMMIT");
      await refused;
      assert.deepEqual(await there(), [{ buckets: 1, objects: 1, policies: policies.length }]);
      await database.sql("DELETE FROM storage.objects");
      await storagedb.delete("Bucket", bucket);
      assert.deepEqual(await there(), [{ buckets: 0, objects: 0, policies: 0 }]);
    });
  }

  it("lets no upload slip in between the count and the deletion", async () => {
    await storagedb.create("Bucket", bucket);
    await database.sql(`CREATE FUNCTION storage.wait() RETURNS trigger LANGUAGE plpgsql AS
                        'BEGIN PERFORM pg_advisory_xact_lock(42); RETURN OLD; END'`);
    await database.sql(`CREATE TRIGGER wait BEFORE DELETE ON storage.buckets
                        FOR EACH STATEMENT EXECUTE FUNCTION storage.wait()`);
    await database.sql("SELECT pg_advisory_lock(42)");
    const deleted = storagedb.delete("Bucket", bucket); // has counted, and waits just before the row goes
    await database.waiting();
    const service = await database.connect();
    const late = assert.rejects(service.query(upload), { code: "23503" });
    await database.waiting(2);
    await database.sql("SELECT pg_advisory_unlock(42)");
    await Promise.all([deleted, late]);
    assert.deepEqual(await there(), [{ buckets: 0, objects: 0, policies: 0 }]);
  });

  it("breaks off what is running when it is cancelled, and begins nothing new", async () => {
    const other = await database.connect();
    await other.query("SELECT pg_advisory_lock(hashtext('alfred-storage'))");
    const { host, port } = database.server;
    const where = `database "concurrency" on ${host}:${port}`;
    const cancelled = assert.rejects(storagedb.create("Role", { name: "never" }), {
      message: `the work in ${where} was cancelled; it was rolled back.`,
    });
    await database.waiting();
    await storagedb.cancel();
    await cancelled;
    await assert.rejects(storagedb.create("Bucket", bucket), { message: `${where}: cancelled` });
    await storagedb.cancel();
    assert.deepEqual(await database.sql("SELECT FROM pg_roles WHERE rolname = 'never'"), []);
    assert.deepEqual(await there(), [{ buckets: 0, objects: 0, policies: 0 }]);
  });
});
