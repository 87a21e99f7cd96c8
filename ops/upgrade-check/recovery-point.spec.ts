import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { readStack } from "../stack";
import { dumpCommand } from "./recovery-point";
import { TestCheck } from "./testing-check";

const image = "supabase/storage-api:v1.77.0";

describe("the dump before an upgrade", function () {
  this.timeout(60_000);
  let check: TestCheck;
  before(async () => {
    check = await TestCheck.start();
  });
  after(() => check.stop());

  const command = async (...[platform, database]: [Parameters<TestCheck["stackFile"]>[0], object]) => {
    check.stackFile(platform, { database });
    return dumpCommand(await readStack("test", check.root), image);
  };

  it("is of the server as the stack file names it", async () => {
    const given = { host: "db.example.com", port: 5433, name: "platform", administrator: "keeper", tls: "verify-full" };
    assert.equal(
      await command("docker", given),
      `pg_dump "host=db.example.com port=5433 user=keeper dbname=platform sslmode=verify-full sslrootcert=system" --role ` +
        "supabase_storage_admin --schema storage --format custom --file test-before-v1.77.0.dump",
    );
    assert.match(
      await command("kubernetes", { host: "db.databases.svc", port: 5432, tls: "require", reach: "tunnel" }),
      /^npm run ops -- tunnel --stack test -- pg_dump "host=127\.0\.0\.1 port=15432 user=postgres dbname=postgres sslmode=require" /,
    );
  });

  it("is made by an own server's own program", async () => {
    const { settings, ...stack } = await readStack("dev");
    const blue = { ...stack, settings: { ...settings, namePrefix: "blue-" } };
    assert.equal(
      dumpCommand(blue, "registry:5000/storage-api:v2@sha256:0"),
      "docker exec --env PGPASSWORD blue-db-postgres pg_dump --host 127.0.0.1 --username supabase_admin --schema storage " +
        "--format custom postgres > dev-before-v2.dump",
    );
  });

  it("has every row, made by an administrator who is no superuser, and is restored", async function () {
    if (spawnSync("pg_dump", ["--version"]).status !== 0) {
      console.log("    not run: there is no pg_dump on this machine");
      this.skip();
    }
    const password = "of-the-administrator";
    const name = `it's "here"`;
    await check.sql(`CREATE ROLE supabase_storage_admin NOLOGIN;
      CREATE ROLE keeper LOGIN NOINHERIT CREATEROLE PASSWORD '${password}' IN ROLE supabase_storage_admin`);
    await check.sql(`CREATE DATABASE "it's ""here""" OWNER keeper`);
    const inside = `CREATE SCHEMA storage AUTHORIZATION supabase_storage_admin;
      SET ROLE supabase_storage_admin;
      CREATE TABLE storage.migrations (id int PRIMARY KEY, name text);
      CREATE TABLE storage.objects (name text);
      ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;
      INSERT INTO storage.migrations SELECT n, 'migration ' || n FROM generate_series(0, 9) n;
      INSERT INTO storage.objects VALUES ('kept')`;
    await check.sql(inside, name);
    const shell = (line: string) => {
      const env = { ...process.env, PGPASSWORD: password };
      const { status, stderr } = spawnSync("bash", ["-c", line], { cwd: check.root, encoding: "utf8", env });
      assert.equal(status, 0, `${line}\n${stderr}`);
    };
    const dump = await command("docker", { administrator: "keeper", name });
    shell(dump);
    await check.sql("DROP TABLE storage.objects; CREATE TABLE storage.newer (id int)", name);
    // As docs/upgrades.md has it: the owner may make no schema, and the administrator owns no table.
    const database = /^pg_dump (.*) --role/.exec(dump)?.[1] ?? "";
    const [empty = "", restore = ""] = restoreCommands();
    shell(`DATABASE=${database}\n${empty}\n${restore.replace("FILE", "test-before-v1.77.0.dump")}`);
    const assertion = `DO $$ BEGIN
      ASSERT (SELECT count(*) FROM storage.migrations) = 10 AND (SELECT count(*) FROM storage.objects) = 1;
      ASSERT to_regclass('storage.newer') IS NULL;
    END $$`;
    await check.sql(assertion, name);
  });
});

/** Those of the page: what empties the schema, and what fills it again. */
function restoreCommands(): string[] {
  const page = readFileSync(path.join(__dirname, "../../docs/upgrades.md"), "utf8");
  return [...page.matchAll(/^(?:psql|pg_restore) (?:.*\\\n)*.*$/gm)].map(([text]) => text);
}
