import assert from "node:assert/strict";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Provider } from "../../storagedb/provider";
import { decode } from "../../storagedb/wire";
import { EmbeddedDatabase } from "../embedded";
import { postgresqlStandIn } from "./package";

const tokens = {
  schema: "postgresql:index/schema:Schema",
  grant: "postgresql:index/grant:Grant",
  defaults: "postgresql:index/defaultPrivileges:DefaultPrivileges",
};

const properties = (values: object) => decode(Struct.fromJavaScript(values as Record<string, string>));

describe("the stand-in for the plugin of @pulumi/postgresql", function () {
  this.timeout(30_000);
  let database: EmbeddedDatabase;
  let provider: Provider;

  before(async () => {
    database = await EmbeddedDatabase.start();
    await database.transaction(async (session) => {
      await session.query("CREATE ROLE manager LOGIN CREATEROLE");
      await session.query("GRANT CREATE ON DATABASE postgres TO manager");
      for (const name of ["keeper", "reader"]) await session.query(`CREATE ROLE ${name}`);
      await session.query("GRANT keeper TO manager WITH SET TRUE, INHERIT FALSE");
    });
    await database.signInAs("manager"); // no superuser, and inherits nothing
    provider = new Provider({ ...postgresqlStandIn, connect: () => database }, () => undefined);
    provider.configure(properties({ host: "localhost", username: "manager", password: "x", sslmode: "disable" }));
  });
  after(() => database.close());

  const create = (token: string, inputs: object) => provider.create(token, "urn", properties(inputs), false);
  const refreshed = async (token: string, { id, state }: { id: string; state: object }) => {
    const found = await provider.read(token, "urn", id, properties(state), properties(state));
    return found && { state: found.state, changes: provider.diff(token, properties(found.state), properties(state)) };
  };
  const rows = (sql: string) => database.transaction(async (session) => (await session.query(sql)).rows);

  it("makes a schema for an owner, adopts it, and shows no difference afterwards", async () => {
    const inputs = { name: "store", owner: "keeper", ifNotExists: true };
    const made = await create(tokens.schema, inputs);
    assert.deepEqual(made, { id: "store", state: inputs, secrets: [] });
    assert.deepEqual(await create(tokens.schema, inputs), made);
    assert.deepEqual(await refreshed(tokens.schema, made), { state: inputs, changes: [] });
    assert.deepEqual(await rows("SELECT nspowner::regrole::text AS owner FROM pg_namespace WHERE nspname = 'store'"), [
      { owner: "keeper" },
    ]);
    await assert.rejects(
      create(tokens.schema, { ...inputs, ifNotExists: false }),
      /^Error: schema "store" exists already$/,
    );
  });

  it("grants exactly the privileges on a schema, as its owner", async () => {
    const inputs = {
      database: "postgres",
      role: "reader",
      schema: "store",
      objectType: "schema",
      privileges: ["USAGE", "CREATE"],
    };
    const made = await create(tokens.grant, inputs);
    assert.equal(made.id, "reader_postgres_store_schema");
    assert.deepEqual(await refreshed(tokens.grant, made), { state: inputs, changes: [] });
    const fewer = { ...inputs, privileges: ["USAGE"] };
    await provider.update(tokens.grant, "urn", properties(inputs), properties(fewer), false);
    assert.deepEqual(
      await rows(
        "SELECT has_schema_privilege('reader', 'store', 'USAGE') AS usage, has_schema_privilege('reader', 'store', 'CREATE') AS make",
      ),
      [{ usage: true, make: false }],
    );
    await provider.delete(tokens.grant, "urn", properties(fewer));
    assert.equal(await refreshed(tokens.grant, made), undefined);
  });

  it("says what is missing, and knows only the kinds of objects that it carries out", async () => {
    const inputs = {
      database: "postgres",
      role: "reader",
      schema: "nowhere",
      objectType: "schema",
      privileges: ["USAGE"],
    };
    await assert.rejects(create(tokens.grant, inputs), /^Error: there is no schema "nowhere"$/);
    const { failures } = await provider.check(tokens.grant, properties({ ...inputs, objectType: "table" }));
    assert.deepEqual(failures, [
      { property: "objectType", reason: "is not one that this stand-in knows: schema, database" },
    ]);
    await assert.rejects(
      create(tokens.grant, { ...inputs, schema: "public" }),
      /the schema "public" is owned by "pg_database_owner", and "manager" is no member of that role\. Nothing was changed/,
    );
  });

  it("sets default privileges as the role that makes the objects", async () => {
    const inputs = {
      role: "reader",
      database: "postgres",
      schema: "store",
      owner: "keeper",
      objectType: "table",
      privileges: ["SELECT", "INSERT"],
    };
    const made = await create(tokens.defaults, inputs);
    assert.deepEqual(await refreshed(tokens.defaults, made), { state: inputs, changes: [] });
    const table = await database.transaction(async (session) => {
      await session.query("SET LOCAL ROLE keeper");
      await session.query("CREATE TABLE store.things (id int)");
      return session.query("SELECT has_table_privilege('reader', 'store.things', 'INSERT') AS may");
    });
    assert.deepEqual(table.rows, [{ may: true }]);
    await provider.delete(tokens.defaults, "urn", properties(inputs));
    assert.equal(await refreshed(tokens.defaults, made), undefined);
  });

  it("takes the real provider's configuration, and passes over what it does not use", () => {
    const config = {
      host: "db",
      port: "5433",
      username: "me",
      sslmode: "verify-ca",
      superuser: "false",
      maxConnections: "4",
    };
    assert.deepEqual(provider.checkConfig(properties(config)), []);
    assert.deepEqual(postgresqlStandIn.connection(config), {
      host: "db",
      port: 5433,
      database: "postgres",
      username: "me",
      tls: "verify-full",
    });
  });
});
