import assert from "node:assert/strict";
import { Stage } from "../testing";
import { role, type RoleInputs, type RoleState } from "./role";

const attributes = {
  login: true,
  inherit: false,
  superuser: false,
  createRole: false,
  createDatabase: true,
  replication: false,
  bypassRowLevelSecurity: true,
};
const full: RoleInputs = { name: "keeper", ...attributes, memberOf: ["readers"], password: "hunter2" };

describe("a role", function () {
  this.timeout(20_000);
  const stage = new Stage();
  beforeEach(async () => {
    await stage.wipe();
    for (const name of ["readers", "writers", "others"]) await stage.sql(`CREATE ROLE ${name}`);
  });
  const create = (inputs: RoleInputs) => stage.run((session) => role.create(session, inputs, stage.tell));
  const update = (inputs: RoleInputs, old: RoleState) =>
    stage.run((session) => role.update(session, inputs, old, stage.tell));
  const changes = async (state: RoleState) => (await stage.refresh(role, state)).changes;
  const verifier = async () => {
    const [row] = await stage.sql<{ text: string }>(
      "SELECT rolpassword AS text FROM pg_authid WHERE rolname = 'keeper'",
    );
    return row?.text;
  };

  it("is created with all that was asked for, and read back as the same", async () => {
    const state = await create(full);
    assert.deepEqual(state, { ...full, bypassesRowLevelSecurity: true, keptMemberships: [] });
    assert.deepEqual(await stage.refresh(role, state), { state, changes: [] });
    assert.match((await verifier()) ?? "", /^SCRAM-SHA-256\$4096:/);
    assert.deepEqual(stage.told, []);
  });

  it("has PostgreSQL's defaults where nothing is asked for, and those are not looked after", async () => {
    const state = await create({ name: "keeper" });
    assert.deepEqual(state, { name: "keeper", bypassesRowLevelSecurity: false, keptMemberships: [] });
    await stage.sql("ALTER ROLE keeper LOGIN CREATEDB PASSWORD 'x'");
    await stage.sql("GRANT readers TO keeper");
    assert.deepEqual(await stage.refresh(role, state), { state, changes: [] });
  });

  it("takes a name that needs quoting", async () => {
    const state = await create({ name: `o'dd "näme"; --`, memberOf: [] });
    assert.deepEqual((await stage.refresh(role, state)).state, state);
    await stage.run((session) => role.delete(session, state));
  });

  it("is adopted with the memberships that it has, which are then kept", async () => {
    await stage.sql("CREATE ROLE keeper LOGIN CREATEROLE");
    await stage.sql("GRANT writers, others TO keeper");
    const state = await create({ ...full, memberOf: ["readers", "others"] });
    assert.deepEqual(state.keptMemberships, ["writers"]);
    assert.deepEqual(stage.told, [["info", 'role "keeper" stays a member of writers as well']]);
    assert.deepEqual(await stage.refresh(role, state), { state, changes: [] });
    assert.deepEqual((await update(full, state)).keptMemberships, ["writers"]);
    assert.deepEqual(
      await stage.sql(`SELECT roleid::regrole::text AS of FROM pg_auth_members WHERE member = 'keeper'::regrole
                        ORDER BY 1`),
      [{ of: "readers" }, { of: "writers" }],
    );
    await stage.sql("REVOKE writers FROM keeper"); // a kept one that is taken away is nobody's loss
    assert.deepEqual((await stage.refresh(role, state)).state?.keptMemberships, []);
  });

  for (const [attribute, word] of [
    ["login", "NOLOGIN"],
    ["inherit", "INHERIT"],
    ["superuser", "SUPERUSER"],
    ["createRole", "CREATEROLE"],
    ["createDatabase", "NOCREATEDB"],
    ["replication", "REPLICATION"],
    ["bypassRowLevelSecurity", "NOBYPASSRLS"],
  ] as const) {
    it(`shows exactly ${attribute} where somebody said ${word}, and puts it back`, async () => {
      const state = await create(full);
      await stage.sql(`ALTER ROLE keeper ${word}`);
      const found = await stage.refresh(role, state);
      assert.deepEqual(found.changes, [`update ${attribute}`]);
      assert.equal(found.state?.[attribute], !attributes[attribute]);
      await update(full, state);
      assert.deepEqual(await changes(state), []);
    });
  }

  it("shows a membership that was added or taken away, and puts it back", async () => {
    const state = await create({ ...full, memberOf: ["readers", "others"] });
    await stage.sql("GRANT writers TO keeper");
    await stage.sql("REVOKE readers FROM keeper");
    const found = await stage.refresh(role, state);
    assert.deepEqual(found.changes, ["update memberOf"]);
    assert.deepEqual(found.state?.memberOf, ["others", "writers"]);
    await update({ ...full, memberOf: ["readers", "others"] }, state);
    assert.deepEqual(await changes(state), []);
  });

  it("takes no order of memberships for a difference", async () => {
    const state = await create({ ...full, memberOf: ["writers", "readers", "others"] });
    assert.deepEqual(await stage.refresh(role, state), { state, changes: [] });
  });

  it("shows another password, or none, and puts it back; the same one is not set again", async () => {
    const state = await create(full);
    for (const sql of ["PASSWORD 'other'", "PASSWORD NULL"]) {
      await stage.sql(`ALTER ROLE keeper ${sql}`);
      assert.deepEqual(await changes(state), ["add password"]);
      await update(full, state);
      assert.deepEqual(await changes(state), []);
    }
    const before = await verifier();
    await update(full, state);
    assert.equal(await verifier(), before);
    await update({ ...full, password: "new" }, state);
    assert.deepEqual(await changes({ ...state, password: "new" }), []);
  });

  it("gets BYPASSRLS `ifAllowed`, and loses it without a difference", async () => {
    const wanted: RoleInputs = { name: "keeper", bypassRowLevelSecurity: "ifAllowed" };
    const state = await create(wanted);
    assert.deepEqual(state, { ...wanted, bypassesRowLevelSecurity: true, keptMemberships: [] });
    await stage.sql("ALTER ROLE keeper NOBYPASSRLS");
    const found = await stage.refresh(role, state);
    assert.deepEqual(found, { state: { ...state, bypassesRowLevelSecurity: false }, changes: [] });
  });

  it("is imported with all that it has", async () => {
    await stage.sql("CREATE ROLE keeper CREATEDB PASSWORD 'x'");
    await stage.sql("GRANT writers TO keeper");
    const state = await stage.run((session) => role.read(session, role.parseId("keeper")));
    assert.deepEqual(state, {
      name: "keeper",
      ...attributes,
      login: false,
      inherit: true,
      bypassRowLevelSecurity: false,
      memberOf: ["writers"],
      bypassesRowLevelSecurity: false,
      keptMemberships: [],
    });
  });

  it("is gone once dropped: a refresh says so, an update refuses, a deletion is content", async () => {
    const state = await create(full);
    await stage.run((session) => role.delete(session, state));
    assert.equal((await stage.refresh(role, state)).state, undefined);
    await assert.rejects(update(full, state), {
      name: "Refusal",
      message: 'role "keeper" is gone; run "pulumi up --refresh" to make it again',
    });
    await stage.run((session) => role.delete(session, state));
  });

  describe("with an administrator who is no superuser", () => {
    const createAs = (inputs: RoleInputs) =>
      stage.runAs("manager", (session) => role.create(session, inputs, stage.tell));

    it("is made by one with CREATEROLE, who may then act as it and sees no password", async () => {
      await stage.sql("CREATE ROLE manager LOGIN CREATEROLE");
      const state = await createAs({ name: "keeper", password: "p", bypassRowLevelSecurity: "ifAllowed" });
      assert.equal(state.bypassesRowLevelSecurity, false);
      assert.deepEqual(await stage.sql("SELECT pg_has_role('manager', 'keeper', 'SET') AS may"), [{ may: true }]);
      await stage.sql("ALTER ROLE keeper PASSWORD 'other'");
      assert.deepEqual(await stage.runAs("manager", (session) => role.read(session, state, state)), state);
    });

    it("is refused to one without CREATEROLE, with the SQL for somebody who may and no password in it", async () => {
      await stage.sql("CREATE ROLE manager LOGIN");
      await assert.rejects(createAs({ ...full, login: false }), {
        name: "Refusal",
        message:
          '"manager" may neither create nor change the role "keeper", since it has not CREATEROLE.\n' +
          "Ask somebody who may to run:\n" +
          `  CREATE ROLE "keeper" NOLOGIN NOINHERIT NOSUPERUSER NOCREATEROLE CREATEDB NOREPLICATION BYPASSRLS ` +
          `PASSWORD '<the password of your choice>';\n` +
          '  GRANT "readers" TO "keeper";\n' +
          '  GRANT "keeper" TO "manager";',
      });
    });

    it("is refused to one who cannot give BYPASSRLS that it needs, and taken from somebody who gave it", async () => {
      await stage.sql("CREATE ROLE manager LOGIN CREATEROLE");
      const wanted: RoleInputs = { name: "keeper", login: true, bypassRowLevelSecurity: true, password: "hunter2" };
      const message =
        '"manager" may not have the role "keeper" see every row, since it cannot give BYPASSRLS.\nAsk somebody who may to run:\n';
      await assert.rejects(createAs(wanted), {
        name: "Refusal",
        message:
          `${message}  CREATE ROLE "keeper" LOGIN BYPASSRLS PASSWORD '<the password of your choice>';\n` +
          '  GRANT "keeper" TO "manager";',
      });
      await stage.sql("CREATE ROLE keeper LOGIN");
      await stage.sql("GRANT keeper TO manager WITH ADMIN OPTION");
      await assert.rejects(createAs(wanted), {
        name: "Refusal",
        message: `${message}  ALTER ROLE "keeper" BYPASSRLS;`,
      });
      await stage.sql("ALTER ROLE keeper BYPASSRLS");
      assert.equal((await createAs(wanted)).bypassesRowLevelSecurity, true);
    });

    it("is refused to one who may not give a membership, with the SQL for somebody who may", async () => {
      await stage.sql("CREATE ROLE manager LOGIN CREATEROLE");
      await assert.rejects(createAs({ name: "keeper", memberOf: ["pg_read_all_data"] }), {
        name: "Refusal",
        message:
          '"manager" may not make the role "keeper" a member of "pg_read_all_data".\n' +
          'Ask somebody who may to run:\n  GRANT "pg_read_all_data" TO "manager" WITH ADMIN OPTION;',
      });
    });

    it("is refused where somebody else made it and the administrator may not act as it", async () => {
      await stage.sql("CREATE ROLE manager LOGIN CREATEROLE");
      await stage.sql("CREATE ROLE keeper");
      await assert.rejects(createAs({ name: "keeper" }), {
        name: "Refusal",
        message:
          '"manager" may not act as the role "keeper", which somebody else made.\n' +
          'Ask somebody who may to run:\n  GRANT "keeper" TO "manager";',
      });
    });
  });
});
