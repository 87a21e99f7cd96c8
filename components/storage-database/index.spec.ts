import assert from "node:assert/strict";
import { type Registered, registered } from "../../storagedb/testing-program";
import { secret } from "../../storagedb/testing-plugin";
import * as random from "@pulumi/random";
import { DatabaseConnection, type DatabaseConnectionArgs } from "./connection";
import { StorageDatabase } from "./index";

const args: DatabaseConnectionArgs = {
  host: "db.example",
  port: 5433,
  name: "platform",
  administrator: "admin",
  password: "hunter2",
  tls: "verify-full",
};

/** Passwords as the random provider would make them: secret. */
const register = (given: DatabaseConnectionArgs = args, backupReader?: boolean) =>
  registered(
    () => {
      const connection = new DatabaseConnection("connection", given);
      const generator = new random.Provider("random");
      new StorageDatabase("database", {
        ...{ connection, random: generator, passwords: "first" },
        ...(backupReader === undefined ? {} : { backupReader }),
      });
    },
    (request) =>
      Promise.resolve(
        request.getType() === "random:index/randomPassword:RandomPassword"
          ? { id: "none", outputs: { result: secret("generated") } }
          : undefined,
      ),
  );

const roles = ["anon", "authenticated", "service_role", "supabase_admin", "supabase_storage_admin", "authenticator"];
const roleNames = roles.map((role) => `database-${role}`);
const byName = (resources: readonly Registered[], name: string): Registered => {
  const found = resources.find((resource) => [`database-${name}`, `connection-${name}`].includes(resource.name));
  assert.ok(found, name);
  return found;
};

describe("StorageDatabase", () => {
  let resources: Registered[];
  before(async () => {
    resources = await register();
  });

  it("registers exactly these resources, each below itself", () => {
    const usages = [
      ...["anon", "authenticated", "service_role", "supabase_admin"].map((role) => `storage-usage-${role}`),
      ...roles.slice(0, 5).map((role) => `auth-usage-${role}`),
    ];
    const expected = [
      ["alfred:storage:DatabaseConnection", "connection"],
      ["pulumi:providers:storagedb", "connection-storagedb"],
      ["pulumi:providers:postgresql", "connection-postgresql"],
      ["pulumi:providers:random", "random"],
      ["alfred:storage:StorageDatabase", "database"],
      ["random:index/randomPassword:RandomPassword", "database-supabase_storage_admin-password"],
      ["random:index/randomPassword:RandomPassword", "database-authenticator-password"],
      ...roleNames.map((name) => ["storagedb:index:Role", name]),
      ["postgresql:index/schema:Schema", "database-storage-schema"],
      ["postgresql:index/schema:Schema", "database-auth-schema"],
      ...usages.map((name) => ["postgresql:index/grant:Grant", `database-${name}`]),
      ["postgresql:index/defaultPrivileges:DefaultPrivileges", "database-future-tables"],
      ["storagedb:index:Schema", "database-schema"],
      ["storagedb:index:Grants", "database-buckets-grants"],
      ["storagedb:index:Grants", "database-objects-grants"],
    ];
    assert.deepEqual(resources.map(({ type, name }) => [type, name]).sort(), expected.sort());
    const inDatabase = resources.filter(({ name }) => name.startsWith("database-"));
    assert.deepEqual(new Set(inDatabase.map(({ parent }) => parent)), new Set(["database"]));
  });

  it("keeps everything in the database when the program is destroyed", () => {
    const inDatabase = resources.filter(({ type }) => /^(storagedb|postgresql):/.test(type));
    assert.equal(inDatabase.length, 21);
    assert.deepEqual(
      inDatabase.filter(({ retainOnDelete }) => !retainOnDelete),
      [],
    );
  });

  it("connects both SQL providers alike, with the password as a secret", () => {
    assert.deepEqual(byName(resources, "storagedb").inputs, {
      host: "db.example",
      port: "5433",
      database: "platform",
      username: "admin",
      password: "[secret]",
      tls: "verify-full",
    });
    assert.deepEqual(byName(resources, "postgresql").inputs, {
      host: "db.example",
      port: "5433",
      database: "platform",
      username: "admin",
      password: "[secret]",
      sslmode: "verify-full",
      superuser: "false",
      connectTimeout: "180", // the default of @pulumi/postgresql
    });
    assert.doesNotMatch(JSON.stringify(resources), /hunter2|generated/);
  });

  it("sends no password where none is given, and the authority where one is", async () => {
    const { password, ...open } = args;
    assert.equal(password, "hunter2");
    const found = await register({ ...open, tlsCertificateAuthority: "PEM" });
    const given = byName(found, "storagedb").inputs;
    assert.deepEqual(["password" in given, given["tlsCertificateAuthority"]], [false, "PEM"]);
    assert.equal("password" in byName(found, "postgresql").inputs, false);
  });

  it("gives each role exactly its rights", () => {
    const unprivileged = { superuser: false, createRole: false, createDatabase: false, replication: false };
    const group = { ...unprivileged, login: false, bypassRowLevelSecurity: false, memberOf: [] };
    const login = {
      ...unprivileged,
      login: true,
      inherit: false,
      bypassRowLevelSecurity: false,
      memberOf: ["anon", "authenticated", "service_role"],
      password: "[secret]",
    };
    const expected = [group, group, { ...group, bypassRowLevelSecurity: "ifAllowed" }, {}, login, login];
    assert.deepEqual(
      roles.map((role) => byName(resources, role).inputs),
      roles.map((name, index) => ({ name, ...expected[index] })),
    );
  });

  it("has a role for recovery points where they are asked for, that reads everything and changes nothing", async () => {
    const found = await register(args, true);
    assert.equal(found.length, resources.length + 2);
    const { inputs, parent, retainOnDelete } = byName(found, "alfred_backup");
    assert.deepEqual([parent, retainOnDelete], ["database", true]);
    assert.deepEqual(inputs, {
      name: "alfred_backup",
      superuser: false,
      createRole: false,
      createDatabase: false,
      replication: false,
      login: true,
      inherit: true,
      bypassRowLevelSecurity: true,
      memberOf: ["pg_read_all_data"],
      password: "[secret]",
    });
    assert.doesNotMatch(JSON.stringify(found), /generated/);
  });

  it("makes things in an order in which each finds what it needs", () => {
    const dependsOn = (name: string) => byName(resources, name).dependsOn;
    assert.deepEqual(dependsOn("anon"), []);
    const groups = roleNames.slice(0, 4);
    const password = "database-authenticator-password";
    assert.deepEqual(dependsOn("authenticator"), [...groups, password].sort());
    assert.deepEqual(dependsOn("storage-schema"), [...roleNames].sort());
    assert.deepEqual(dependsOn("auth-schema"), [...roleNames].sort());
    assert.deepEqual(dependsOn("buckets-grants"), ["database-schema"]);
    assert.deepEqual(dependsOn("objects-grants"), ["database-schema"]);
    const grants = resources.filter(({ type }) => type === "postgresql:index/grant:Grant");
    const schema = ["database-storage-schema", "database-auth-schema", "database-future-tables"];
    assert.deepEqual(dependsOn("schema"), [...roleNames, ...schema, ...grants.map(({ name }) => name)].sort());
  });

  it("grants one after the other, since PostgreSQL fails when two change one schema side by side", () => {
    const grants = resources.filter(({ type }) => type === "postgresql:index/grant:Grant");
    const previous = grants.map(({ dependsOn }) => dependsOn.filter((name) => name.includes("-usage-")));
    const names = grants.map(({ name }) => [name]);
    assert.deepEqual(previous, [[], ...names.slice(0, -1)]);
  });

  it("asks for the schemas, privileges and functions that the service needs", () => {
    const all = ["SELECT", "INSERT", "UPDATE", "DELETE"];
    const callers = roles.slice(0, 4);
    const inputs = (name: string) => byName(resources, name).inputs;
    assert.deepEqual(inputs("storage-schema"), { name: "storage", owner: "supabase_storage_admin", ifNotExists: true });
    assert.deepEqual(inputs("auth-schema"), { name: "auth", ifNotExists: true });
    assert.deepEqual(inputs("auth-usage-anon"), {
      database: "platform",
      role: "anon",
      schema: "auth",
      objectType: "schema",
      privileges: ["USAGE"],
    });
    assert.deepEqual(inputs("future-tables"), {
      database: "platform",
      owner: "supabase_storage_admin",
      role: "service_role",
      schema: "storage",
      objectType: "table",
      privileges: all,
    });
    assert.deepEqual(inputs("schema"), {
      owner: "supabase_storage_admin",
      serviceRole: "service_role",
      callers: [...callers, "supabase_storage_admin"],
    });
    assert.deepEqual(inputs("objects-grants"), {
      schema: "storage",
      table: "objects",
      roles: Object.fromEntries(callers.map((role) => [role, all])),
    });
  });
});
