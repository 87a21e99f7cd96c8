import assert from "node:assert/strict";
import { Stage } from "../testing";
import { grants, type GrantsInputs } from "./grants";

const wanted: GrantsInputs = {
  schema: "storage",
  table: "ledger",
  roles: { reader: ["SELECT"], writer: ["SELECT", "INSERT", "UPDATE", "DELETE"], nobody_special: [] },
};

describe("grants", function () {
  this.timeout(20_000);
  const stage = new Stage();
  beforeEach(async () => {
    await stage.wipe();
    for (const name of ["keeper", "reader", "writer", "nobody_special", "other"]) {
      await stage.sql(`CREATE ROLE ${name}`);
    }
    await stage.sql("CREATE SCHEMA storage AUTHORIZATION keeper");
    await stage.sql("CREATE TABLE storage.ledger (id int)");
    await stage.sql("ALTER TABLE storage.ledger OWNER TO keeper");
  });
  const create = (inputs: GrantsInputs) => stage.run((session) => grants.create(session, inputs, stage.tell));
  const update = (inputs: GrantsInputs, old: GrantsInputs) =>
    stage.run((session) => grants.update(session, inputs, old, stage.tell));
  /** What PostgreSQL holds, without the owner's own rights. */
  const found = async () => {
    const rows = await stage.sql<{ role: string; privilege: string }>(
      `SELECT grantee::regrole::text AS role, privilege_type AS privilege
         FROM pg_class CROSS JOIN aclexplode(relacl) WHERE relname = 'ledger' AND grantee <> relowner ORDER BY 1, 2`,
    );
    return rows.map(({ role, privilege }) => `${role} ${privilege}`);
  };
  const granted = ["reader SELECT", ...["DELETE", "INSERT", "SELECT", "UPDATE"].map((word) => `writer ${word}`)];

  it("are given exactly, and read back as the same", async () => {
    assert.deepEqual(await create(wanted), wanted);
    assert.deepEqual(await found(), granted);
    assert.deepEqual(await stage.refresh(grants, wanted), { state: wanted, changes: [] });
  });

  it("take away what is too much and leave every other privilege and role alone", async () => {
    await stage.sql("GRANT ALL ON storage.ledger TO reader");
    await stage.sql("GRANT SELECT ON storage.ledger TO other");
    await create(wanted);
    const others = ["MAINTAIN", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE"].map((word) => `reader ${word}`);
    assert.deepEqual(await found(), ["other SELECT", ...others, ...granted.slice(1)]);
    assert.deepEqual((await stage.refresh(grants, wanted)).changes, []);
  });

  it("show what was revoked or granted by hand, role by role, and put it back", async () => {
    await create(wanted);
    await stage.sql("REVOKE SELECT ON storage.ledger FROM reader");
    await stage.sql("GRANT UPDATE ON storage.ledger TO nobody_special");
    const { state, changes } = await stage.refresh(grants, wanted);
    assert.deepEqual(state?.roles, { ...wanted.roles, reader: [], nobody_special: ["UPDATE"] });
    assert.deepEqual(changes, ["update roles.reader", "update roles.nobody_special"]);
    await update(wanted, state);
    assert.deepEqual(await found(), granted);
  });

  it("are taken from a role that is no longer named, and from all of them at the end", async () => {
    await create(wanted);
    const fewer = { ...wanted, roles: { reader: ["SELECT"] } } as GrantsInputs;
    await update(fewer, wanted);
    assert.deepEqual(await found(), ["reader SELECT"]);
    await stage.run((session) => grants.delete(session, fewer));
    assert.deepEqual(await found(), []);
  });

  it("are imported by schema and table, with every role that has any", async () => {
    await create(wanted);
    await stage.sql("GRANT TRUNCATE ON storage.ledger TO other");
    const state = await stage.run((session) => grants.read(session, grants.parseId("storage.ledger")));
    const { reader, writer } = wanted.roles;
    assert.deepEqual(state?.roles, { keeper: writer, reader, writer });
    for (const id of ["ledger", "storage.", ".ledger", "a.b.c"]) {
      assert.throws(() => grants.parseId(id), { message: `"${id}" is not of the form schema.table` });
    }
  });

  it("are gone with their table: a refresh says so, a creation refuses, a deletion is content", async () => {
    await stage.sql("DROP TABLE storage.ledger");
    assert.equal((await stage.refresh(grants, wanted)).state, undefined);
    await assert.rejects(create(wanted), {
      name: "Refusal",
      message:
        'there is no table storage.ledger. The storage schema is not in place: run "pulumi up --refresh", so that it ' +
        "is applied again.",
    });
    await stage.run((session) => grants.delete(session, wanted));
  });

  it("to an unknown role fail, and change nothing", async () => {
    const unknown = { ...wanted, roles: { reader: ["SELECT"], nobody_here: ["SELECT"] } } as GrantsInputs;
    await assert.rejects(create(unknown), { code: "42704" });
    assert.deepEqual(await found(), []);
  });

  it("are refused to whoever is no member of the table's owner, with what to ask for", async () => {
    await stage.sql("CREATE ROLE manager LOGIN CREATEROLE");
    await assert.rejects(
      stage.runAs("manager", (session) => grants.create(session, wanted, stage.tell)),
      {
        name: "Refusal",
        message:
          'the table storage.ledger is owned by "keeper", and "manager" is no member of that role. Nothing was ' +
          'changed.\nAsk somebody who may to run:\n  GRANT "keeper" TO "manager";',
      },
    );
    await stage.sql("GRANT keeper TO manager WITH SET TRUE, INHERIT FALSE");
    await stage.runAs("manager", (session) => grants.create(session, wanted, stage.tell));
    assert.deepEqual(await found(), granted);
  });
});
