import assert from "node:assert/strict";
import { Environment, query } from "./environment";
import { messages, steps } from "./stack-environment";

/** An administrator as managed databases give it, and what its service_role comes to. */
interface Case {
  readonly version: "15" | "18";
  readonly what: string;
  readonly attributes: string;
  readonly bypass: boolean;
  /** Whether it can make the role for recovery points; else they are read by the administrator itself. */
  readonly makesReader?: true;
}

const cases: readonly Case[] = [
  { version: "15", what: "CREATEROLE and CREATEDB", attributes: "CREATEROLE CREATEDB", bypass: false },
  { version: "18", what: "CREATEROLE and CREATEDB", attributes: "CREATEROLE CREATEDB", bypass: false },
  { version: "18", what: "CREATEROLE and BYPASSRLS", attributes: "CREATEROLE BYPASSRLS", bypass: true },
  {
    version: "18",
    what: "CREATEROLE, BYPASSRLS and pg_read_all_data",
    attributes: "CREATEROLE BYPASSRLS",
    bypass: true,
    makesReader: true,
  },
];

for (const { version, what, attributes, bypass, makesReader = false } of cases) {
  describe(`an administrator with ${what}, PostgreSQL ${version}`, function () {
    this.timeout(180_000);
    let environment: Environment;
    before(async () => {
      environment = await withAdministrator(version, attributes);
      if (!makesReader) return;
      environment.set(["backup", "readAs"], "role");
      await environment.sql("GRANT pg_read_all_data TO manager WITH ADMIN OPTION");
    });
    after(() => environment.end());

    it("is enough", async () => {
      await environment.up();
      assert.deepEqual(steps(await environment.up()), []);
      assert.deepEqual(steps(await environment.preview("--refresh")), []);
    });

    it(`${bypass ? "gives" : "cannot give"} service_role BYPASSRLS, and that role sees everything either way`, async () => {
      const connection = inPlatform(environment);
      const [role] = await query<{ bypass: boolean }>(
        connection,
        `SELECT rolbypassrls AS bypass FROM pg_roles WHERE rolname = 'service_role'`,
      );
      assert.equal(role?.bypass, bypass);
      await query(connection, `INSERT INTO storage.objects (bucket_id, name) VALUES ('system-backups', 'x')`);
      const [asService] = await query<{ n: number }>(
        `${connection}?options=${encodeURIComponent("-c role=service_role")}`,
        `SELECT count(*)::int AS n FROM storage.objects`,
      );
      assert.equal(asService?.n, 1);
    });

    it("repairs what was changed by hand", async () => {
      await query(inPlatform(environment), `REVOKE UPDATE ON storage.objects FROM authenticated`);
      await query(
        inPlatform(environment),
        `ALTER POLICY "user-uploads/own_uploads/select" ON storage.objects USING (true)`,
      );
      const up = await environment.project.up({ args: ["--refresh"] });
      assert.equal(up.exitCode, 0, up.stdout);
      assert.deepEqual(
        [...new Set(steps(up))],
        ["update AccessPolicy user-uploads/own_uploads", "update Grants database-objects-grants"],
      );
      assert.deepEqual(steps(await environment.preview("--refresh")), []);
    });
  });
}

describe("an administrator who cannot make the role for recovery points", function () {
  this.timeout(120_000);
  let environment: Environment;
  before(async () => {
    environment = await withAdministrator("15", "CREATEROLE CREATEDB");
    environment.set(["backup", "readAs"], "role");
  });
  after(() => environment.end());

  it("is told the SQL for somebody who may", async () => {
    const up = await environment.project.up();
    assert.notEqual(up.exitCode, 0);
    const [refusal] = messages(up, "error").filter((message) => message.includes('role "alfred_backup"'));
    assert.equal(
      refusal,
      `"manager" may not have the role "alfred_backup" see every row, since it cannot give BYPASSRLS.\n` +
        `Ask somebody who may to run:\n` +
        `  CREATE ROLE "alfred_backup" LOGIN INHERIT NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION BYPASSRLS ` +
        `PASSWORD '<the password of your choice>';\n` +
        `  GRANT "pg_read_all_data" TO "alfred_backup";\n` +
        `  GRANT "alfred_backup" TO "manager";`,
    );
  });
});

describe("an administrator without CREATEROLE", function () {
  this.timeout(120_000);
  let environment: Environment;
  before(async () => {
    environment = await withAdministrator("15", "");
  });
  after(() => environment.end());

  it("is told the SQL for somebody who may, and nothing is changed", async () => {
    const up = await environment.project.up();
    assert.notEqual(up.exitCode, 0);
    const [refusal] = messages(up, "error").filter((message) => message.includes('role "service_role"'));
    assert.equal(
      refusal,
      `"manager" may neither create nor change the role "service_role", since it has not CREATEROLE.\n` +
        `Ask somebody who may to run:\n` +
        `  CREATE ROLE "service_role" NOLOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION BYPASSRLS;\n` +
        `  GRANT "service_role" TO "manager";`,
    );
    assert.deepEqual(await environment.sql(`SELECT 1 FROM pg_roles WHERE rolname IN ('anon', 'service_role')`), []);
  });
});

describe("tables that somebody else owns", function () {
  this.timeout(120_000);
  let environment: Environment;
  before(async () => {
    environment = await withAdministrator("15", "CREATEROLE CREATEDB");
    await query(
      inPlatform(environment),
      `CREATE SCHEMA storage; CREATE TABLE storage.buckets (id text PRIMARY KEY, name text); GRANT ALL ON SCHEMA storage TO manager WITH GRANT OPTION`,
    );
    await query(
      inPlatform(environment),
      `CREATE ROLE supabase_storage_admin; ALTER SCHEMA storage OWNER TO supabase_storage_admin; GRANT supabase_storage_admin TO manager`,
    );
  });
  after(() => environment.end());

  it("are refused with the owner's name and the statement to ask for, before anything is changed", async () => {
    const up = await environment.project.up();
    assert.notEqual(up.exitCode, 0);
    const [refusal] = messages(up, "error").filter((message) => message.includes("is owned by"));
    assert.equal(
      refusal,
      `the table storage.buckets is owned by "postgres", and the storage service, which runs as ` +
        `"supabase_storage_admin", must own it to migrate it. Nothing was changed.\nAsk somebody who may to run:\n` +
        `  ALTER TABLE storage.buckets OWNER TO "supabase_storage_admin";`,
    );
    assert.deepEqual(await query(inPlatform(environment), `SELECT to_regclass('storage.objects') AS objects`), [
      { objects: null },
    ]);
  });
});

/** A database `platform` that belongs to the administrator `manager`, who is no superuser. */
async function withAdministrator(version: "15" | "18", attributes: string): Promise<Environment> {
  const environment = await Environment.start(version);
  await environment.sql(`CREATE ROLE manager LOGIN ${attributes} PASSWORD 'of the manager'`);
  await environment.sql(`CREATE DATABASE platform OWNER manager`);
  await environment.connectAs({ name: "manager", password: "of the manager" });
  environment.edit((file) => {
    file.setIn(["config", "alfred-storage:database", "name"], "platform");
    file.setIn(["config", "alfred-storage:backup", "readAs"], "administrator");
  });
  return environment;
}

function inPlatform(environment: Environment): string {
  return environment.server.connectionString("platform");
}
