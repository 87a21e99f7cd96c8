import assert from "node:assert/strict";
import { owner, schemaInputs, Stage } from "../testing";
import { role } from "./role";
import { schema } from "./schema";

describe("the storage schema is refused, naming the SQL to ask for,", function () {
  this.timeout(20_000);
  const stage = new Stage();
  beforeEach(async () => {
    await stage.wipe();
    await stage.prepare();
  });
  const apply = () => stage.run((session) => schema.create(session, schemaInputs, stage.tell));
  const tables = () =>
    stage.sql(
      "SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'storage'::regnamespace AND relkind = 'r'",
    );

  it("where a table belongs to somebody else", async () => {
    await stage.sql("CREATE TABLE storage.objects (id int)");
    await assert.rejects(apply(), {
      name: "Refusal",
      message:
        `the table storage.objects is owned by "postgres", and the storage service, which runs as "${owner}", must own ` +
        "it to migrate it. Nothing was changed.\nAsk somebody who may to run:\n" +
        `  ALTER TABLE storage.objects OWNER TO "${owner}";`,
    });
    assert.deepEqual(await tables(), [{ name: "objects" }]);
  });

  it("where the service has run its migrations and a table of its is gone", async () => {
    await stage.sql("CREATE TABLE storage.migrations (id int)");
    await stage.sql("INSERT INTO storage.migrations VALUES (1), (2)");
    await stage.sql(`ALTER TABLE storage.migrations OWNER TO ${owner}`);
    await assert.rejects(apply(), {
      name: "Refusal",
      message:
        "the storage service has recorded 2 migrations, but its tables are not all there. Empty ones in their place " +
        "would hide what was lost: restore schema storage from a backup. Nothing was changed.",
    });
    assert.deepEqual(await tables(), [{ name: "migrations" }]);
  });

  it("where the schema of a function is missing", async () => {
    await stage.sql("DROP SCHEMA auth");
    await assert.rejects(apply(), {
      name: "Refusal",
      message:
        'the schema "auth", in which auth.jwt() belongs, does not exist\n' +
        'Ask somebody who may to run:\n  CREATE SCHEMA "auth";',
    });
    assert.deepEqual(await tables(), []);
  });

  it("where the owner's role does not exist", async () => {
    await assert.rejects(
      stage.run((session) => schema.create(session, { ...schemaInputs, owner: "nobody_here" }, stage.tell)),
      { name: "Refusal", message: 'there is no role "nobody_here"' },
    );
  });

  describe("to an administrator who is no superuser,", () => {
    const applyAs = () => stage.runAs("manager", (session) => schema.create(session, schemaInputs, stage.tell));
    beforeEach(async () => {
      await stage.sql("CREATE ROLE manager LOGIN CREATEROLE");
      await stage.sql("GRANT CREATE, USAGE ON SCHEMA auth TO manager");
    });

    it("where he is no member of the service's role", async () => {
      await assert.rejects(applyAs(), {
        name: "Refusal",
        message:
          `the storage schema is to be owned by "${owner}", and "manager" is no member of that role. Nothing was ` +
          `changed.\nAsk somebody who may to run:\n  GRANT "${owner}" TO "manager";`,
      });
    });

    it("where he may not create functions, until he may", async () => {
      await stage.sql(`GRANT ${owner} TO manager WITH SET TRUE, INHERIT FALSE`);
      await assert.rejects(applyAs(), {
        name: "Refusal",
        message:
          '"manager" may not create functions in schema "public". Nothing was changed.\n' +
          'Ask somebody who may to run:\n  GRANT CREATE ON SCHEMA "public" TO "manager" WITH GRANT OPTION;',
      });
      assert.deepEqual(await tables(), []);
      await stage.sql("GRANT CREATE ON SCHEMA public TO manager WITH GRANT OPTION");
      const state = await applyAs();
      assert.deepEqual([state.tables, new Set(Object.values(state.functions))], ["baseline", new Set(["ours"])]);
    });

    it("and not where he made the roles and schemas himself", async () => {
      await stage.wipe();
      await stage.sql("CREATE ROLE manager LOGIN CREATEROLE");
      await stage.sql("GRANT CREATE ON DATABASE postgres TO manager");
      await stage.sql("GRANT CREATE ON SCHEMA public TO manager WITH GRANT OPTION");
      for (const name of [owner, ...schemaInputs.callers]) {
        await stage.runAs("manager", (session) => role.create(session, { name }, stage.tell));
      }
      await stage.runAs("manager", async (session) => {
        await session.query(`CREATE SCHEMA storage AUTHORIZATION ${owner}`);
        await session.query("CREATE SCHEMA auth");
      });
      assert.equal((await applyAs()).tables, "baseline");
    });
  });
});
