import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { StorageClient } from "@supabase/storage-js";
import { SignJWT } from "jose";
import { Client } from "pg";

import { describeWithDocker, startDocker, type DockerEngine } from "./docker";
import { startContainer } from "./docker-containers";
import { freePort } from "./machine";

const password = `pa$s w"o'rd`;
const key = Buffer.from("the-key-that-signs-the-tokens-of-this-test");
const keySet = JSON.stringify({ keys: [{ kty: "oct", kid: "k1", alg: "HS256", k: key.toString("base64url") }] });
const token = (role: string) =>
  new SignJWT({ role, sub: `a-${role}` })
    .setProtectedHeader({ alg: "HS256", kid: "k1" })
    .setExpirationTime("1h")
    .sign(key);

describeWithDocker("the images on a scratch Docker Engine", function () {
  this.timeout(60_000);
  let engine: DockerEngine;
  let started: DockerEngine | undefined; // the same, where it came so far
  before(async () => {
    started = engine = await startDocker();
    for (const kind of ["postgres", "supabase-postgres", "postgrest", "storage"] as const) {
      await engine.image(kind, `example/${kind}:1`);
    }
    await engine.must(["network", "create", "platform"]);
  });
  after(async () => {
    await started?.stop();
  });

  interface Server {
    readonly image: string;
    readonly administrator: string;
    readonly port: number;
    readonly volume: string;
    readonly password: string;
  }

  async function startDatabase(name: string, { image, administrator, port, volume, password }: Server): Promise<void> {
    const data = "/var/lib/postgresql/data";
    await startContainer(engine, name, {
      image,
      network: "platform",
      // KILL: without it the root process that `--init` puts first may not pass a signal on to the server's own user.
      capabilities: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "SETGID", "SETUID"],
      volumes: { [volume]: data },
      ports: { 5432: port },
      environment: {
        POSTGRES_USER: administrator,
        POSTGRES_DB: "platform",
        POSTGRES_PASSWORD_FILE: "/etc/password",
        PGDATA: data,
      },
      files: { "/etc/password": password },
      health: "pg_isready -q -h 127.0.0.1 -p 5432",
    });
    await engine.healthy(name);
  }

  async function startStorage(name: string, port: number, database: string): Promise<void> {
    const secrets = {
      DATABASE_URL: `postgres://supabase_storage_admin:two@${database}:5432/platform?sslmode=disable`,
      AUTH_JWT_SECRET: "a-key-that-signs-nothing",
      JWT_JWKS: keySet,
      ANON_KEY: await token("anon"),
      SERVICE_KEY: await token("service_role"),
    };
    await startContainer(engine, name, {
      image: "example/storage:1",
      network: "platform",
      volumes: { files: "/var/lib/storage" },
      ports: { 5000: port },
      environment: {
        SERVER_PORT: "5000",
        UPLOAD_FILE_SIZE_LIMIT: "1000000",
        STORAGE_BACKEND: "file",
        STORAGE_FILE_BACKEND_PATH: "/var/lib/storage",
        STORAGE_S3_BUCKET: "platform",
        STORAGE_S3_REGION: "local",
        DB_SUPER_USER: "postgres",
        MULTI_TENANT: "false",
        TENANT_ID: "tenant",
      },
      files: {
        "/app/.env": Object.entries(secrets)
          .map(([name, value]) => `${name}='${value}'\n`)
          .join(""),
      },
      health: "wget --no-verbose --tries=1 --spider http://127.0.0.1:5000/status",
    });
  }

  it("postgres: sets an empty volume up, keeps a used one, and stops in good order with clients connected", async () => {
    const port = await freePort();
    const server = { image: "example/postgres:1", administrator: "boss", port, volume: "one", password };
    await startDatabase("first", server);
    await query(server, "CREATE TABLE kept ()");
    await assert.rejects(query({ ...server, password: "wrong" }, "SELECT 1"), /password authentication failed/);
    const client = clientOf(server);
    client.on("error", () => undefined); // its connection is closed
    await client.connect();
    await engine.must(["stop", "--time", "20", "first"]);
    assert.equal((await engine.inspect("first")).State.ExitCode, 0);
    assert.match((await engine.run(["logs", "first"])).stderr, /received fast shutdown request/);
    await engine.must(["rm", "first"]);

    await startDatabase("second", { ...server, password: "another" }); // of no importance to a used volume
    const [row] = await query(server, "SELECT to_regclass('kept')::text AS kept");
    assert.deepEqual(row, { kept: "kept" });
    await engine.must(["rm", "--force", "second"]);
  });

  it("supabase-postgres: its superuser gets in by the loopback address, and nobody else without a password", async () => {
    const port = await freePort();
    const server = {
      image: "example/supabase-postgres:1",
      administrator: "supabase_admin",
      port,
      volume: "two",
      password,
    };
    await startDatabase("db", server);
    const inside = (host: string, user: string) =>
      engine.run([
        "exec",
        "db",
        "su",
        "postgres",
        "-s",
        "/bin/sh",
        "-c",
        `psql -w -h ${host} -U ${user} -d platform -c ''`,
      ]);
    assert.equal((await inside("127.0.0.1", "supabase_admin")).exitCode, 0);
    assert.match((await inside("/var/run/postgresql", "supabase_admin")).stderr, /no password supplied/);
    assert.equal((await inside("/var/run/postgresql", "postgres")).exitCode, 0);
    const [role] = await query(
      { ...server, administrator: "postgres" },
      "SELECT rolsuper FROM pg_roles WHERE rolname = current_user",
    );
    assert.deepEqual(role, { rolsuper: false });
    await query(server, ...tables);
  });

  it("postgrest: calls a function of the database as the token's role", async () => {
    const config = "/etc/postgrest.conf";
    const settings = [
      'db-uri = "@/etc/url"',
      'db-schemas = "public"',
      'db-anon-role = "anon"',
      'jwt-secret = "@/etc/keys"',
    ];
    const ports = ["server-port = 3000", 'admin-server-host = "127.0.0.1"', "admin-server-port = 3001"];
    await startContainer(engine, "api", {
      image: "example/postgrest:1",
      network: "platform",
      files: {
        [config]: [...settings, ...ports, ""].join("\n"),
        "/etc/url": "postgres://authenticator:one@db:5432/platform?sslmode=disable",
        "/etc/keys": keySet,
      },
      command: ["postgrest", config],
      health: `postgrest --ready ${config}`,
    });
    await engine.healthy("api");
    const ask = async (...headers: readonly string[]) => {
      const url = "http://127.0.0.1:3000/rpc/get_storage_status";
      return (await engine.run(["exec", "api", "wget", "-q", "-O", "-", ...headers, url])).stdout;
    };
    assert.match(await ask(), /"status":"ok","buckets":2/);
    assert.match(await ask("--header", `Authorization: Bearer ${await token("authenticated")}`), /"status":"ok"/);
    assert.equal(await ask("--header", "Authorization: Bearer nonsense"), "");
    await engine.must(["stop", "db"]);
    assert.equal((await engine.run(["exec", "api", "postgrest", "--ready", config])).exitCode, 1);
    await engine.must(["start", "db"]);
    await engine.healthy("db");
  });

  describe("storage", () => {
    let port: number;
    const bucketOf = async (role: string, bucket = "files") =>
      new StorageClient(`http://127.0.0.1:${port}`, { authorization: `Bearer ${await token(role)}` }).from(bucket);
    before(async () => {
      port = await freePort();
      await startStorage("storage", port, "db");
      await engine.healthy("storage");
    });

    it("keeps a file with its type beside it and a row in the table", async () => {
      const files = await bucketOf("service_role");
      const first = await files.upload("a/b.txt", "hello", { contentType: "text/plain", metadata: { colour: "red" } });
      assert.equal(first.data?.fullPath, "files/a/b.txt");
      const again = await files.upload("a/b.txt", "hello");
      assert.deepEqual([again.error?.statusCode, again.error?.message], ["409", "The resource already exists"]);
      const blob = new Blob(["hello again"], { type: "text/plain" }); // goes out as a form
      assert.equal((await files.upload("a/b.txt", blob, { upsert: true, metadata: { colour: "blue" } })).error, null);

      const { data: info } = await files.info("a/b.txt");
      assert.deepEqual([info?.contentType, info?.size, info?.metadata], ["text/plain", 11, { colour: "blue" }]);
      const folder = "/var/lib/storage/platform/tenant/files/a/b.txt";
      assert.equal(await engine.must(["exec", "storage", "ls", folder]), info?.version); // and no older one
      const attribute = ["getfattr", "--only-values", "--absolute-names", "--name=user.supabase.content-type"];
      const type = await engine.must(["exec", "storage", ...attribute, `${folder}/${info?.version ?? ""}`]);
      assert.equal(type, "text/plain");
    });

    it("leaves it to the database who may see and store what", async () => {
      const person = await bucketOf("authenticated");
      assert.equal((await person.upload("mine.txt", "mine")).error?.statusCode, "403");
      assert.equal((await person.download("a/b.txt")).error?.name, "StorageApiError");
      assert.deepEqual((await person.list()).data, []);
      const open = await bucketOf("service_role", "open");
      assert.equal((await open.upload("c.txt", "open")).error, null);
      assert.equal(await (await fetch(open.getPublicUrl("c.txt").data.publicUrl)).text(), "open");
      assert.equal((await open.upload("large.txt", "more than ten bytes")).error?.statusCode, "413");
    });

    it("lists, signs URLs, and is the same after a restart, which is quick", async () => {
      const files = await bucketOf("service_role");
      assert.deepEqual(
        (await files.list("a")).data?.map(({ name }) => name),
        ["b.txt"],
      );
      assert.deepEqual(
        (await files.list()).data?.map(({ name, id }) => [name, id]),
        [["a", null]],
      );
      assert.equal((await files.exists("a")).data, false);
      const { data: signed } = await files.createSignedUrl("a/b.txt", 60);
      assert.equal(await (await fetch(signed?.signedUrl ?? "")).text(), "hello again");
      assert.equal((await fetch((signed?.signedUrl ?? "").replace("b.txt", "c.txt"))).status, 400);

      const begin = performance.now();
      await engine.must(["restart", "--time", "20", "storage"]);
      assert.ok(performance.now() - begin < 5000);
      await engine.healthy("storage");
      assert.equal(await (await files.download("a/b.txt")).data?.text(), "hello again");
      assert.equal((await files.remove(["a/b.txt"])).data?.length, 1);
      assert.equal((await files.exists("a/b.txt")).data, false);
    });

    it("ends with status 1 where no database answers", async () => {
      await startStorage("alone", await freePort(), "nowhere");
      await assert.rejects(engine.healthy("alone", 20), /alone is exited[^]*the database does not answer/);
      assert.equal((await engine.inspect("alone")).State.ExitCode, 1);
    });
  });
});

const sql = (name: string) => readFileSync(path.join(__dirname, "../../storagedb/sql", name), "utf8");

/** What a program of this project makes for the two services, in short. */
const tables = [
  "ALTER ROLE authenticator PASSWORD 'one'",
  "ALTER ROLE supabase_storage_admin PASSWORD 'two'",
  "GRANT anon, authenticated, service_role TO supabase_storage_admin",
  "ALTER SCHEMA storage OWNER TO supabase_storage_admin",
  "SET ROLE supabase_storage_admin",
  sql("010-storage-tables.sql"),
  "ALTER TABLE storage.buckets ENABLE ROW LEVEL SECURITY",
  "ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY",
  "GRANT ALL ON storage.buckets, storage.objects TO anon, authenticated, service_role",
  "INSERT INTO storage.buckets (id, name) VALUES ('files', 'files')",
  "INSERT INTO storage.buckets (id, name, public, file_size_limit) VALUES ('open', 'open', true, 10)",
  "RESET ROLE",
  sql("030-storage-status.sql"),
];

interface Access {
  readonly port: number;
  readonly administrator: string;
  readonly password: string;
}

function clientOf({ port, administrator, password }: Access): Client {
  return new Client({ host: "127.0.0.1", port, user: administrator, password, database: "platform" });
}

/** Gives the rows of the last statement. */
async function query(access: Access, ...statements: readonly string[]): Promise<unknown[]> {
  const client = clientOf(access);
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) ({ rows } = await client.query<Record<string, unknown>>(statement));
    return rows;
  } finally {
    await client.end();
  }
}
