import assert from "node:assert/strict";
import { freePort } from "../tests/harness/machine";
import { owner, schemaInputs, ServerDatabase } from "./testing";
import { Plugin, secret } from "./testing-plugin";

const bucket = { bucketId: "docs", name: "Docs", public: false };
const access = { bucket: "docs", name: "own", roles: ["anon"], verbs: ["list"], conditions: [] };

describe("the plugin's errors on a PostgreSQL server", function () {
  this.timeout(20_000);
  let database: ServerDatabase;
  let storagedb: Plugin;
  let server: string;

  before(async () => {
    [database, storagedb] = await Promise.all([ServerDatabase.create("errors"), Plugin.start()]);
    await database.prepare();
    server = `${database.config.host}:${database.config.port}`;
    await connect({});
    const { inputs } = await storagedb.check("Schema", schemaInputs);
    await storagedb.create("Schema", inputs);
  });
  after(async () => {
    await storagedb.stop();
    await database.close();
  });

  async function connect(change: Partial<ServerDatabase["config"]>): Promise<void> {
    const { password, ...config } = { ...database.config, ...change };
    await storagedb.configure({ ...config, ...(password === "" ? {} : { password: secret(password) }) });
  }
  const createdWith = async (change: Partial<ServerDatabase["config"]>) => {
    await connect(change);
    return storagedb.create("Bucket", bucket);
  };
  const saying = (message: string) => ({ message });

  it("nothing listens", async () => {
    const port = String(await freePort());
    const message =
      `nothing listens on 127.0.0.1:${port} (connection refused). Start the database, or correct database.host and ` +
      "database.port in the stack file. Where it has database.reach: tunnel, run the command through the tunnel: " +
      "npm run ops -- tunnel --stack <stack> -- pulumi …";
    await assert.rejects(createdWith({ port }), saying(message));
    await assert.rejects(storagedb.read("Bucket", "docs", bucket), saying(message));
    await assert.rejects(storagedb.update("Bucket", bucket, bucket), saying(message));
    await assert.rejects(storagedb.delete("Bucket", bucket), saying(message));
    // A preview goes on, and says once what it does not know.
    for (const bucketId of ["a", "b"]) await storagedb.create("Bucket", { ...bucket, bucketId }, true);
    const ignorance = "The database was not reached, so this preview does not know what exists there.";
    assert.deepEqual(await storagedb.heard(), [["warning", `${message} ${ignorance}`, "Bucket"]]);
  });

  const set = "pulumi config set --secret --path 'alfred-storage:database.password'";
  it("the password is wrong", async () => {
    const message = `${server} did not accept the password of "postgres". Set the right one: ${set}`;
    await assert.rejects(createdWith({ password: "hunter2" }), saying(message));
    await storagedb.create("Bucket", bucket, true);
    const warning = `${message} This preview does not know what exists there.`;
    assert.deepEqual(await storagedb.heard(), [["warning", warning, "Bucket"]]);
  });

  it("the password is missing", () =>
    assert.rejects(
      createdWith({ password: "" }),
      saying(`${server} asks for the password of "postgres" and none is configured. Set it: ${set}`),
    ));

  it("the database is missing", () =>
    assert.rejects(
      createdWith({ database: "nowhere" }),
      saying(`there is no database "nowhere" on ${server}. Create it, or correct database.name in the stack file.`),
    ));

  it("the server offers no TLS, which is asked for where nothing is said", async () => {
    const message = `${server} does not offer TLS. Set database.tls to "disable" in the stack file, or turn TLS on there.`;
    await assert.rejects(createdWith({ tls: "require" }), saying(message));
    const { tls, ...unsaid } = database.config;
    assert.equal(tls, "disable");
    await storagedb.configure(unsaid);
    await assert.rejects(storagedb.create("Bucket", bucket), saying(message));
  });

  describe("once connected:", () => {
    let where: string;
    before(async () => {
      where = `database "errors" on ${server}`;
      await connect({});
      await storagedb.create("Bucket", bucket);
    });

    it("a role of a policy is unknown", () =>
      assert.rejects(
        storagedb.create("AccessPolicy", { ...access, roles: ["nobody_here"] }),
        saying(`${where}: role "nobody_here" does not exist. Create it first, or correct its name in the stack file.`),
      ));

    it("a function of a condition is unknown", () =>
      assert.rejects(storagedb.create("AccessPolicy", { ...access, conditions: [{ sql: "auth.nothing()" }] }), {
        message: new RegExp(`^${where}: function auth\\.nothing\\(\\) does not exist\\. `),
      }));

    it("PostgreSQL repeats the password in its message", async () => {
      const sql = `"${database.config.password}" = 1`;
      await assert.rejects(
        storagedb.create("AccessPolicy", { ...access, conditions: [{ sql }] }),
        saying(`${where}: column "[secret]" does not exist`),
      );
    });

    it("the name of a bucket is taken", () =>
      assert.rejects(
        storagedb.create("Bucket", { ...bucket, bucketId: "other" }),
        saying('the name "Docs" belongs to bucket "docs" already. Give bucket "other" another name.'),
      ));

    it("a bucket holds objects", async () => {
      await database.sql("INSERT INTO storage.objects (bucket_id, name) SELECT 'docs', generate_series(1, 3)::text");
      await assert.rejects(storagedb.delete("Bucket", bucket), {
        message: /^bucket "docs" holds 3 objects and is not deleted; nothing was changed\. /,
      });
    });

    it("an id to import has another form", async () => {
      for (const [type, id, message] of [
        ["AccessPolicy", "docs", '"docs" is not of the form bucket/policy'],
        ["Grants", "a.b.c", '"a.b.c" is not of the form schema.table'],
        ["Schema", "public", '"public" cannot be imported: the only schema of this kind is "storage"'],
      ] as const) {
        await assert.rejects(storagedb.read(type, id), saying(message));
      }
    });

    it("somebody breaks the work off on the server", async () => {
      const other = await database.connect();
      await other.query("BEGIN");
      await other.query("LOCK TABLE storage.objects");
      const refused = assert.rejects(
        storagedb.create("AccessPolicy", access),
        saying(`the work in ${where} was cancelled; it was rolled back.`),
      );
      await database.waiting();
      await database.sql(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'alfred-storage'",
      );
      await refused;
      await other.query("ROLLBACK");
    });

    it("the administrator is neither the tables' owner nor a member of it", async () => {
      await database.sql("CREATE ROLE outsider LOGIN CREATEROLE PASSWORD 'outsider-password'");
      await connect({ username: "outsider", password: "outsider-password" });
      const grant = `Ask somebody who may to run:\n  GRANT "${owner}" TO "outsider";`;
      for (const [type, table, inputs] of [
        ["Bucket", "buckets", bucket],
        ["AccessPolicy", "objects", access],
        ["Grants", "objects", { schema: "storage", table: "objects", roles: {} }],
      ] as const) {
        await assert.rejects(
          storagedb.create(type, inputs),
          saying(
            `the table storage.${table} is owned by "${owner}", and "outsider" is no member of that role. Nothing was ` +
              `changed.\n${grant}`,
          ),
        );
      }
      await connect({});
    });

    after(() => database.drop("outsider"));
  });
});
