import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import pg from "pg";
import { Failure } from "../../cluster/failure";
import { openSource, type Source } from "../../ops/recovery/database/source";
import { compareCounts, inspectTarget, rowsOf } from "../../ops/recovery/database/target";
import { folderPath } from "../../ops/recovery/files/path";
import { blobPath, type Listener, type ObjectRow, type Order } from "../../ops/recovery/types";
import type { ConnectionArgs } from "../../storagedb/database";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { freePort } from "../harness/machine";
import { programs, serverUser } from "../harness/postgres-programs";
import { runOrFail, start } from "../harness/run";
import { connectionTo, makeStorage, ScratchDatabase } from "./storage-database";

const quiet: Listener = { progress: () => undefined, signal: new AbortController().signal };

const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => assert.fail("it went well"),
    (error: unknown) => error,
  );
  assert.ok(error instanceof Failure, String(error));
  return error.message;
};

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

for (const version of ["15", "18"] as const) {
  describe(`a database as the source of a backup, PostgreSQL ${version}`, function () {
    this.timeout(120_000);
    let server: PostgresServer;
    let database: ScratchDatabase;
    let started: PostgresServer | undefined;
    before(async () => {
      server = started = await startPostgres({ version });
      database = await ScratchDatabase.create(server, "platform");
      await makeStorage(database.connection);
    });
    after(async () => {
      await database.close();
      await started?.stop();
    });
    beforeEach(async () => {
      await database.sql("TRUNCATE storage.objects, storage.buckets");
      const ids = ["avatars", "documents", "empty"];
      await database.sql("INSERT INTO storage.buckets (id, name) SELECT id, id FROM unnest($1::text[]) id", [ids]);
    });

    /** Opens it, and closes it after the work. */
    async function opened<T>(work: (source: Source) => Promise<T>, connection = database.connection): Promise<T> {
      const source = await openSource(connection, quiet);
      try {
        return await work(source);
      } finally {
        await source.close();
      }
    }

    /** Objects with their path's number as name and version. */
    const insert = (bucket: string, from: number, to: number) =>
      database.sql(
        `INSERT INTO storage.objects (bucket_id, name, version, metadata)
         SELECT $1, 'object ' || n, 'v' || n, jsonb_build_object('size', n) FROM generate_series($2::int, $3::int) n`,
        [bucket, from, to],
      );

    it("gives counts by bucket and table, the last migration and the server's version", async () => {
      await insert("avatars", 1, 3);
      await insert("documents", 10, 10);
      await database.sql("INSERT INTO storage.objects (bucket_id, name) VALUES ('documents', 'of unknown size')");
      await opened((source) => {
        assert.deepEqual(source.counts, {
          buckets: [
            { bucket: "avatars", objects: 3, bytes: 6 },
            { bucket: "documents", objects: 2, bytes: 10 },
            { bucket: "empty", objects: 0, bytes: 0 },
          ],
          objects: 5,
          bytes: 16,
          tables: { "storage.buckets": 3, "storage.migrations": 64, "storage.objects": 5 },
        });
        assert.deepEqual(source.lastMigration, { id: 63, name: "migration-63" });
        assert.match(source.serverVersion, new RegExp(`^${version}\\.\\d+$`));
        return Promise.resolve();
      });
    });

    it("gives of each row what its blob has", async () => {
      const metadata = { size: 12, eTag: '"abc"', mimetype: "image/png", cacheControl: "max-age=3600" };
      await database.sql(
        `INSERT INTO storage.objects (bucket_id, name, version, metadata)
         VALUES ('avatars', 'a', 'v', $1), ('avatars', 'b', NULL, NULL), ('avatars', 'c', 'v', '{"size": "12"}'),
                ('avatars', 'd', 'v', '{"size": 1.5, "eTag": null}'), ('avatars', NULL, 'v', NULL)`,
        [metadata],
      );
      const nothing = { size: null, etag: null, contentType: null, cacheControl: null };
      assert.deepEqual(await opened((source) => all(source.rows("bytes"))), [
        {
          ...{ bucket: "avatars", name: "a", version: "v", size: 12 },
          ...{ etag: '"abc"', contentType: "image/png", cacheControl: "max-age=3600" },
        },
        { bucket: "avatars", name: "b", version: null, ...nothing },
        { bucket: "avatars", name: "c", version: "v", ...nothing, size: 12 },
        { bucket: "avatars", name: "d", version: "v", ...nothing },
      ]);
    });

    it("leaves out the marks of deleted objects, which have no blob", async () => {
      await insert("avatars", 1, 2);
      await database.sql("ALTER TABLE storage.objects ADD COLUMN is_delete_marker boolean DEFAULT false");
      try {
        await database.sql("UPDATE storage.objects SET is_delete_marker = true WHERE name = 'object 1'");
        await opened(async (source) => {
          assert.deepEqual(
            (await all(source.rows("bytes"))).map(({ name }) => name),
            ["object 2"],
          );
          assert.deepEqual([source.counts.objects, source.counts.tables["storage.objects"]], [1, 2]);
        });
      } finally {
        await database.sql("ALTER TABLE storage.objects DROP COLUMN is_delete_marker");
      }
    });

    it("is of one moment, while another session inserts and deletes a thousand rows", async () => {
      await insert("avatars", 1, 1000);
      await opened(async (source) => {
        const writer = await database.connect();
        const seen: string[] = [];
        const writing = (async () => {
          for (let n = 1; n <= 1000; n++) {
            await writer.query("BEGIN");
            await writer.query("SELECT set_config('storage.allow_delete_query', 'true', true)");
            await writer.query("DELETE FROM storage.objects WHERE name = $1", [`object ${n}`]);
            await writer.query("INSERT INTO storage.objects (bucket_id, name) VALUES ('documents', $1)", [`new ${n}`]);
            await writer.query("COMMIT");
          }
        })();
        for (const order of ["bytes", "folders"] as const) {
          for await (const { bucket, name } of source.rows(order)) seen.push(`${bucket}/${name}`);
        }
        await writing;
        for await (const { bucket, name } of source.rows("bytes")) seen.push(`${bucket}/${name}`);
        assert.equal(seen.length, 3000);
        assert.equal(new Set(seen).size, 1000);
        assert.ok(seen.every((path) => path.startsWith("avatars/object ")));
        const { rows } = await source.session.query(
          "SELECT count(*)::int AS n FROM storage.objects WHERE name LIKE 'new%'",
        );
        assert.deepEqual(rows, [{ n: 0 }]);
        assert.deepEqual(await database.sql("SELECT bucket_id, count(*)::int AS n FROM storage.objects GROUP BY 1"), [
          { bucket_id: "documents", n: 1000 },
        ]);
      });
    });

    it("says which rows are still there at the moment of asking", async () => {
      await insert("avatars", 1, 4);
      await database.sql("UPDATE storage.objects SET version = NULL WHERE name = 'object 4'");
      await opened(async (source) => {
        const rows = await all(source.rows("bytes"));
        await database.sql("UPDATE storage.objects SET version = 'another' WHERE name = 'object 2'");
        await database.sql("UPDATE storage.objects SET bucket_id = 'documents' WHERE name = 'object 3'");
        const names = async (asked: readonly ObjectRow[]) => (await source.stillThere(asked)).map(({ name }) => name);
        assert.deepEqual(await names(rows), ["object 1", "object 4"]);
        assert.deepEqual(await names([...rows].reverse()), ["object 4", "object 1"]);
        assert.deepEqual(await names([]), []);
      });
    });

    it("refuses a role from which row-level security hides rows, also where a policy shows it some", async () => {
      await insert("avatars", 1, 3);
      await database.sql(`CREATE ROLE reader LOGIN PASSWORD 'of-the-reader';
        GRANT USAGE ON SCHEMA storage TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA storage TO reader`);
      const reader = database.as("reader", "of-the-reader");
      const expected =
        '"reader" does not see every row of storage.objects: row-level security holds for it, and a backup would lack rows ' +
        "without a word. Sign in as a superuser, as a role with BYPASSRLS that may read the tables, or as one that may " +
        'be their owner: GRANT "supabase_storage_admin" TO "reader";';
      assert.equal(await refusal(openSource(reader, quiet)), expected);
      await database.sql("CREATE POLICY few ON storage.objects FOR SELECT TO reader USING (name < 'object 3')");
      assert.equal(await refusal(openSource(reader, quiet)), expected);
      assert.equal(await refusal(all(rowsOf(reader, "bytes", quiet))), expected);
      assert.equal(await refusal(inspectTarget(reader, quiet)), expected);
      await database.sql("DROP POLICY few ON storage.objects");
    });

    it("is read as the owner of its tables by an administrator who may be that, and by BYPASSRLS", async () => {
      await insert("avatars", 1, 3);
      await database.sql(`CREATE ROLE keeper LOGIN NOINHERIT CREATEROLE PASSWORD 'of-the-keeper' IN ROLE supabase_storage_admin;
        CREATE ROLE passer LOGIN BYPASSRLS PASSWORD 'of-the-passer';
        GRANT USAGE ON SCHEMA storage TO passer; GRANT SELECT ON ALL TABLES IN SCHEMA storage TO passer`);
      const read = (connection: ConnectionArgs) =>
        opened(
          async (source) => ({ role: source.connection.role, rows: (await all(source.rows("bytes"))).length }),
          connection,
        );
      const keeper = database.as("keeper", "of-the-keeper");
      assert.deepEqual(await read(keeper), { role: "supabase_storage_admin", rows: 3 });
      assert.deepEqual(await read(database.as("passer", "of-the-passer")), { role: undefined, rows: 3 });
      assert.deepEqual(await read({ ...database.connection }), { role: undefined, rows: 3 });
      await database.sql("ALTER TABLE storage.objects FORCE ROW LEVEL SECURITY");
      assert.match(
        await refusal(openSource(keeper, quiet)),
        /^"supabase_storage_admin" does not see every row .* ALTER TABLE storage\.objects NO FORCE ROW LEVEL SECURITY;$/,
      );
      await database.sql("ALTER TABLE storage.objects NO FORCE ROW LEVEL SECURITY");
    });

    it("is refused without schema storage, and where nothing answers", async () => {
      const postgres = { ...database.connection, database: "postgres" };
      assert.equal(
        await refusal(openSource(postgres, quiet)),
        `Database "postgres" on 127.0.0.1:${server.port} has no schema storage with the tables buckets and objects, so there ` +
          "is nothing to back up. Correct database.name in the stack file, or run pulumi up first.",
      );
      assert.deepEqual(await inspectTarget(postgres, quiet), {
        hasSchema: false,
        counts: { buckets: [], objects: 0, bytes: 0, tables: {} },
        serviceSessions: [],
      });
      assert.match(await refusal(openSource({ ...postgres, port: 1 }, quiet)), /^nothing listens on 127\.0\.0\.1:1 /);
      const wrong = await refusal(openSource({ ...postgres, password: "hunter2-hunter2" }, quiet));
      assert.match(wrong, /^127\.0\.0\.1:\d+ did not accept the password of "postgres"\./);
      assert.doesNotMatch(wrong, /hunter2/);
    });

    it("says that the connection was lost", async () => {
      await opened(async (source) => {
        const { rows } = await source.session.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
        await database.sql("SELECT pg_terminate_backend($1)", [rows[0]?.pid]);
        const lost = new RegExp(`^the connection to 127\\.0\\.0\\.1:${server.port} was lost`);
        while (!lost.test(await refusal(source.session.query("SELECT")))) continue;
        assert.match(await refusal(all(source.rows("bytes"))), /snapshot/);
      });
    });

    it("says that the connection was lost in the middle of the rows", async () => {
      await insert("avatars", 1, 5000);
      await opened(async (source) => {
        let seen = 0;
        const lost = (async () => {
          for await (const { bucket } of source.rows("bytes")) {
            if (bucket === "avatars" && ++seen === 1500) {
              await database.sql(
                `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                  WHERE datname = current_database() AND query LIKE 'FETCH%' AND pid <> pg_backend_pid()`,
              );
            }
          }
        })();
        assert.match(await refusal(lost), /was lost|terminating connection/);
        assert.equal(seen, 2000);
      });
    });

    it("ends where it is broken off", async () => {
      await insert("avatars", 1, 5000);
      const ending = new AbortController();
      const source = await openSource(database.connection, { ...quiet, signal: ending.signal });
      const reason = new Error("the person had enough");
      const seen: ObjectRow[] = [];
      await assert.rejects(async () => {
        for await (const row of source.rows("bytes")) {
          if (seen.push(row) === 1500) ending.abort(reason);
        }
      }, reason);
      assert.ok(seen.length < 5000);
      await assert.rejects(source.session.query("SELECT"), reason);
      await source.close();
    });

    it("tells who of the service is connected, and where counts differ", async () => {
      await insert("avatars", 1, 3);
      const [{ counts }] = [await inspectTarget(database.connection, quiet)];
      assert.deepEqual(await compareCounts(database.connection, counts, quiet), []);
      await insert("avatars", 4, 4);
      assert.deepEqual(await compareCounts(database.connection, counts, quiet), [
        { of: 'bucket "avatars"', unit: "objects", expected: 3, found: 4 },
        { of: 'bucket "avatars"', unit: "bytes", expected: 6, found: 10 },
        { of: "storage.objects", unit: "rows", expected: 3, found: 4 },
      ]);
      await database.sql("ALTER ROLE supabase_storage_admin PASSWORD 'of-the-service'");
      const service = new pg.Client({
        ...database.as("supabase_storage_admin", "of-the-service"),
        ...{ user: "supabase_storage_admin", application_name: "storage-api" },
      });
      await service.connect();
      const { serviceSessions } = await inspectTarget(database.connection, quiet);
      await service.end();
      assert.deepEqual(
        serviceSessions.map(({ address, application }) => ({ address, application })),
        [{ address: "127.0.0.1", application: "storage-api" }],
      );
    });

    it("streams 200,000 rows without holding them", async function () {
      this.timeout(300_000);
      await insert("avatars", 1, 200_000);
      const collect = gc();
      const heap = () => {
        collect();
        return process.memoryUsage().heapUsed / 1e6;
      };
      let count = 0;
      let most = 0;
      const begin = heap();
      await opened(async (source) => {
        for await (const { bucket } of source.rows("folders")) {
          if (bucket === "avatars" && ++count % 20_000 === 0) most = Math.max(most, heap() - begin);
        }
      });
      assert.equal(count, 200_000);
      // Held, they would take more than 60 MB.
      assert.ok(most < 15, `the heap grew by ${most.toFixed(1)} MB`);
    });

    it("gives names that a folder folds where a walk comes to their files", async () => {
      const odd = ["a", "a!", "a//b", "a/./c", "/z", "./y", "a/", "//", ".", "...", "a/.b"];
      await database.sql(
        `INSERT INTO storage.objects (bucket_id, name, version) SELECT 'avatars', name, 'v' FROM unnest($1::text[]) name`,
        [odd],
      );
      const rows = await all(rowsOf(database.connection, "folders", quiet));
      assert.deepEqual(
        rows.map((row) => folderPath(row).slice("avatars/".length)),
        [".../v", "a/.b/v", "a/b/v", "a/c/v", "a/v", "a/v", "a!/v", "v", "v", "y/v", "z/v"],
      );
      assert.deepEqual(rows.map(({ name }) => name).sort(), odd.toSorted());
    });

    it("sorts by the bytes of whole paths, or as a walk of folders sees them", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(objects, { selector: ({ bucket, name }) => `${bucket}\0${name}` }),
          async (made) => {
            await database.sql("TRUNCATE storage.objects, storage.buckets");
            await database.sql(
              "INSERT INTO storage.buckets (id, name) SELECT DISTINCT id, id FROM unnest($1::text[]) id",
              [made.map(({ bucket }) => bucket)],
            );
            await database.sql(
              `INSERT INTO storage.objects (bucket_id, name, version)
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[])`,
              [made.map(({ bucket }) => bucket), made.map(({ name }) => name), made.map(({ version }) => version)],
            );
            for (const order of ["bytes", "folders"] as const) {
              const found = (await all(rowsOf(database.connection, order, quiet))).map(pathOf[order]);
              assert.deepEqual(found, made.map(pathOf[order]).sort(orders[order]));
            }
          },
        ),
        { numRuns: version === "15" ? 60 : 15 },
      );
    });
  });
}

describe("a standby as the source of a backup", function () {
  this.timeout(120_000);
  let folder: string;
  let server: PostgresServer;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "standby-"));
    server = await startPostgres({ version: "15" });
  });
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it("is refused", async () => {
    const bin = path.dirname(programs("15").postgres);
    const user = await serverUser();
    const data = path.join(folder, "data");
    const { host, port, superuser, password } = server;
    const from = ["-h", host, "-p", String(port), "-U", superuser, "--checkpoint=fast", "--no-sync"];
    const env = { ...process.env, PGPASSWORD: password };
    await runOrFail(path.join(bin, "pg_basebackup"), [...from, "--write-recovery-conf", "-D", data], { env });
    if (user.uid !== undefined) await runOrFail("chown", ["-R", `${user.uid}:${user.gid ?? user.uid}`, folder]);
    const own = await freePort();
    const settings = [`listen_addresses=${host}`, `port=${own}`, `unix_socket_directories=${folder}`];
    const flags = settings.flatMap((setting) => ["-c", setting]);
    const standby = start(path.join(bin, "postgres"), ["-D", data, ...flags], { cwd: folder, ...user });
    try {
      const connection = { ...connectionTo(server, "postgres"), port: own };
      let said: string;
      do said = await refusal(openSource(connection, quiet));
      while (/nothing listens|starting up|not yet accepting/.test(said));
      assert.equal(
        said,
        `127.0.0.1:${own} is a standby, whose snapshots a backup cannot rely on. Name the primary server: database.host and ` +
          "database.port in the stack file.",
      );
    } finally {
      standby.child.kill("SIGQUIT");
      await standby.finished;
    }
  });
});

/** What collects garbage. */
function gc(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}

/** The oracle: by Node's own comparison of bytes. */
const bytes = (left: string, right: string) => Buffer.compare(Buffer.from(left), Buffer.from(right));
const orders: Readonly<Record<Order, (left: string, right: string) => number>> = {
  bytes,
  folders: (left, right) => {
    const [one, other] = [left.split("/"), right.split("/")];
    for (let index = 0; index < Math.min(one.length, other.length); index++) {
      const step = bytes(one[index] ?? "", other[index] ?? "");
      if (step !== 0) return step;
    }
    return one.length - other.length;
  },
};

/** A folder knows neither empty names nor `.`, so rows are compared with it by the path without them. */
const pathOf = { bytes: blobPath, folders: folderPath };

/** Names whose order differs between collations, encodings, and between paths and folders. */
const names = fc
  .array(
    fc.oneof(
      fc.constantFrom("/", "//", ".", "..", " ", "!", "0", "a", "A", "ä", "a\u0308", "z", "\uff5e", "😀", "\u{10ffff}"),
      fc.constantFrom("\x01", "\t", "\n", "\x1f", "\x7f", "\u0085", "\u2028", "'", '"', "\\", "%", "_"),
      fc.string({ unit: "binary", minLength: 1, maxLength: 3 }).map((text) => text.replaceAll("\0", "")),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));
const objects = fc.record({
  bucket: fc.constantFrom("a", "a!", "a b", "b", "ä", "😀"),
  name: names,
  version: fc.option(fc.uuid()),
});
