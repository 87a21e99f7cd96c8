import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { promisify } from "node:util";
import { Failure } from "../../cluster/failure";
import { dumpDatabase, dumpMetadata } from "../../ops/recovery/database/dump";
import { checkDump } from "../../ops/recovery/database/dump-check";
import { prerequisitesSql } from "../../ops/recovery/database/prerequisites";
import { restoreMetadata } from "../../ops/recovery/database/restore";
import { restoreDatabase } from "../../ops/recovery/database/restore-rest";
import { databaseRolesSql, rolesSql } from "../../ops/recovery/database/roles";
import { openSource, type Source } from "../../ops/recovery/database/source";
import { applySql, compareCounts, rowsOf } from "../../ops/recovery/database/target";
import type { Listener, ObjectRow } from "../../ops/recovery/types";
import type { ConnectionArgs } from "../../storagedb/database";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { catalog } from "./storage-catalog";
import { insertRows, makeObjects } from "./service-files";
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

async function rows(connection: ConnectionArgs, order: "bytes" | "folders"): Promise<ObjectRow[]> {
  const found: ObjectRow[] = [];
  for await (const row of rowsOf(connection, order, quiet)) found.push(row);
  return found;
}

/** What a set has of a database. */
interface Taken {
  readonly roles: string;
  readonly prerequisites: string;
  /** A file. */
  readonly metadata: string;
  readonly counts: Source["counts"];
}

describe("the database's part of a set", function () {
  this.timeout(180_000);
  let folder: string;
  let server: PostgresServer;
  let other: PostgresServer;
  let original: ScratchDatabase;
  let taken: Taken;
  const scratch: ScratchDatabase[] = [];
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "database-restore-"));
    server = await startPostgres({ version: "15" });
    other = await startPostgres({ version: "15" });
    original = await make(server, "platform");
    await makeStorage(original.connection);
    const objects = await makeObjects({ folder: path.join(folder, "objects"), count: 300, seed: 7 });
    await insertRows(await original.connect(), objects);
    for (const statement of surroundings) await original.sql(statement);
    taken = await take(original.connection);
  });
  after(async () => {
    await Promise.all(scratch.map((database) => database.close()));
    await Promise.all([server.stop(), other.stop()]);
    rmSync(folder, { recursive: true });
  });

  async function make(on: PostgresServer, name: string): Promise<ScratchDatabase> {
    const database = await ScratchDatabase.create(on, name);
    scratch.push(database);
    return database;
  }

  const fileOf = (name: string) => path.join(folder, name);

  async function take(connection: ConnectionArgs, name = "metadata.dump"): Promise<Taken> {
    const source = await openSource(connection, quiet);
    try {
      const metadata = fileOf(name);
      await dumpMetadata(source.connection, source.snapshotId, createWriteStream(metadata), quiet);
      await checkDump(createReadStream(metadata), source.counts.tables, quiet);
      return {
        roles: await rolesSql(source.session),
        prerequisites: await prerequisitesSql(source.session),
        metadata,
        counts: source.counts,
      };
    } finally {
      await source.close();
    }
  }

  async function restore(connection: ConnectionArgs, set: Taken): Promise<readonly string[]> {
    const warnings = [
      ...(await applySql(connection, set.roles, quiet)),
      ...(await applySql(connection, set.prerequisites, quiet)),
    ];
    await restoreMetadata(connection, set.metadata, quiet);
    return warnings;
  }

  /** Everything that has to be as it was. */
  const state = async (database: ScratchDatabase) => ({
    catalog: await catalog(database),
    bytes: await rows(database.connection, "bytes"),
    folders: await rows(database.connection, "folders"),
    whole: await database.sql("SELECT * FROM storage.objects ORDER BY id"),
    buckets: await database.sql("SELECT * FROM storage.buckets ORDER BY id"),
    migrations: await database.sql("SELECT * FROM storage.migrations ORDER BY id"),
  });

  it("goes into an empty database of another server, where other roles are, and is equal there", async () => {
    const target = await make(other, "restored");
    await target.sql("CREATE ROLE somebody LOGIN; CREATE ROLE anon NOLOGIN");
    assert.deepEqual(await restore(target.connection, taken), [
      'public.note_change() is yours, since there is no role "noter" here',
    ]);
    assert.notDeepEqual(await state(target), await state(original));
    await target.sql("CREATE ROLE noter; ALTER FUNCTION public.note_change() OWNER TO noter");
    const restored = await state(target);
    assert.deepEqual(restored, await state(original));
    assert.equal(restored.bytes.length, 300);
    assert.ok(restored.catalog.policies.some(({ using }) => using?.includes("auth.uid()") === true));
    assert.deepEqual(await compareCounts(target.connection, taken.counts, quiet), []);
    // A second time, over what is there.
    await target.sql("UPDATE storage.objects SET version = 'altered'");
    await target.sql("DELETE FROM storage.migrations");
    assert.deepEqual(await restore(target.connection, taken), []);
    assert.deepEqual(await state(target), restored);
  });

  it("has no passwords in its roles, and leaves roles, schemas and functions as they are that are there", async () => {
    assert.doesNotMatch(taken.roles, /PASSWORD|SCRAM|SUPERUSER/);
    const target = await make(other, "prepared");
    await target.sql("ALTER ROLE supabase_storage_admin CREATEDB CONNECTION LIMIT 7");
    await target.sql("CREATE SCHEMA auth");
    await target.sql("CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'");
    assert.deepEqual(await restore(target.connection, taken), []);
    assert.deepEqual(
      await target.sql(
        `SELECT (SELECT prosrc FROM pg_proc WHERE oid = 'auth.uid()'::regprocedure), rolcreatedb, rolconnlimit
           FROM pg_roles WHERE rolname = 'supabase_storage_admin'`,
      ),
      [{ prosrc: "SELECT NULL::uuid", rolcreatedb: true, rolconnlimit: 7 }],
    );
    await target.sql("ALTER ROLE supabase_storage_admin NOCREATEDB CONNECTION LIMIT -1");
  });

  it("takes the place of what a newer service made, all of it", async () => {
    const target = await make(other, "newer");
    await restore(target.connection, taken);
    const expected = await state(target);
    for (const statement of [
      "SET ROLE supabase_storage_admin",
      "CREATE TYPE storage.newer_kind AS ENUM ('a')",
      "CREATE TABLE storage.newer (id int PRIMARY KEY, kind storage.newer_kind)",
      "ALTER TABLE storage.objects ADD COLUMN newer int REFERENCES storage.newer (id)",
      "CREATE FUNCTION storage.newer_rows() RETURNS SETOF storage.newer LANGUAGE sql AS 'SELECT * FROM storage.newer'",
      "CREATE VIEW storage.newest AS SELECT * FROM storage.newer_rows()",
      "INSERT INTO storage.migrations VALUES (64, 'newer', 'x')",
      "RESET ROLE",
    ]) {
      await target.sql(statement);
    }
    await restoreMetadata(target.connection, taken.metadata, quiet);
    assert.deepEqual(await state(target), expected);
  });

  it("is not restored where a foreign key or a view of another schema hangs on it, and nothing changes", async () => {
    const target = await make(other, "hung_on");
    await restore(target.connection, taken);
    await target.sql("DELETE FROM storage.migrations WHERE id > 5");
    const hang = async (statement: string, name: string, drop: string) => {
      await target.sql(statement);
      const before = await state(target);
      assert.equal(
        await refusal(restoreMetadata(target.connection, taken.metadata, quiet)),
        `Nothing was restored and nothing has changed in database "hung_on" on 127.0.0.1:${other.port}: ${name} depends on ` +
          "schema storage. Drop what depends on it, restore, and make it again.",
      );
      assert.deepEqual(await state(target), before);
      await target.sql(drop);
    };
    await hang(
      "CREATE TABLE public.papers (id int, object uuid CONSTRAINT to_object REFERENCES storage.objects (id))",
      "constraint to_object on table public.papers",
      "DROP TABLE public.papers",
    );
    await hang(
      "CREATE VIEW public.names AS SELECT name FROM storage.objects",
      "rule _RETURN on view public.names",
      "DROP VIEW public.names",
    );
    await hang(
      "CREATE TABLE public.kinds (kind storage.buckettype)",
      "column kind of table public.kinds",
      "DROP TABLE public.kinds",
    );
    await hang(
      "CREATE PUBLICATION feed FOR TABLE storage.objects, TABLES IN SCHEMA storage",
      "publication of schema storage in publication feed, publication of table storage.objects in publication feed",
      "DROP PUBLICATION feed",
    );
    await restoreMetadata(target.connection, taken.metadata, quiet);
    assert.deepEqual(await state(target), await state(original));
  });

  it("is refused where a table of another schema is missing on which it depends", async () => {
    const keyed = await make(server, "keyed");
    await makeStorage(keyed.connection);
    await keyed.sql("CREATE TABLE public.people (id uuid PRIMARY KEY)");
    await keyed.sql("ALTER TABLE storage.objects ADD FOREIGN KEY (owner) REFERENCES public.people (id)");
    const set = await take(keyed.connection, "keyed.dump");
    const target = await make(other, "without_people");
    assert.equal(
      await refusal(restore(target.connection, set)),
      `database "without_people" on 127.0.0.1:${other.port}: schema storage depends on the table public.people, which is not ` +
        "in this database; make it first",
    );
    await target.sql("CREATE TABLE public.people (id uuid PRIMARY KEY)");
    await restore(target.connection, set);
  });

  it("is of the moment of its snapshot, while another session writes", async () => {
    const source = await openSource(original.connection, quiet);
    const file = fileOf("while-writing.dump");
    const before = await original.sql("SELECT count(*)::int AS rows FROM storage.objects");
    try {
      const writer = await original.connect();
      await writer.query("SET storage.allow_delete_query = 'true'");
      await writer.query("BEGIN");
      await writer.query("DELETE FROM storage.objects WHERE version LIKE '0%'");
      await writer.query(
        "INSERT INTO storage.objects (bucket_id, name, version) SELECT 'documents', n, 'new' FROM generate_series(1, 1000) n",
      );
      await writer.query("COMMIT");
      await dumpMetadata(source.connection, source.snapshotId, createWriteStream(file), quiet);
      await checkDump(createReadStream(file), source.counts.tables, quiet);
    } finally {
      await source.close();
    }
    const target = await make(other, "while_writing");
    await restore(target.connection, { ...taken, metadata: file });
    assert.deepEqual(await target.sql("SELECT count(*)::int AS rows FROM storage.objects"), before);
    assert.deepEqual(await target.sql("SELECT FROM storage.objects WHERE version = 'new'"), []);
    await restore(original.connection, taken);
  });

  it("is refused as a dump where it has fewer rows than were counted, such as one under row-level security", async () => {
    await original.sql(`CREATE ROLE reader LOGIN PASSWORD 'of-the-reader'; GRANT USAGE ON SCHEMA storage TO reader;
      GRANT SELECT ON ALL TABLES IN SCHEMA storage TO reader`);
    const { host, port, database } = original.connection;
    const env = { ...process.env, PGPASSWORD: "of-the-reader" };
    const args = [
      "-h",
      host,
      "-p",
      String(port),
      "-U",
      "reader",
      "-Fc",
      "-n",
      "storage",
      "--enable-row-security",
      database,
    ];
    const { stdout } = await promisify(execFile)("pg_dump", args, { env, encoding: "buffer" });
    assert.equal(
      await refusal(checkDump(Readable.from([stdout]), taken.counts.tables, quiet)),
      "The dump of the database does not have the rows that were counted: storage.buckets has 0 rows instead of " +
        "5; storage.migrations has 0 rows instead of 64; storage.objects has 0 rows instead of 300.",
    );
    await original.sql("DROP OWNED BY reader; DROP ROLE reader");
  });

  it("is refused where it is cut, and nothing changes then", async () => {
    const whole = readFileSync(taken.metadata);
    const target = await make(other, "kept");
    await restore(target.connection, taken);
    await target.sql("DELETE FROM storage.migrations WHERE id > 5");
    const before = await state(target);
    const file = fileOf("cut.dump");
    for (const part of [0, 0.02, 0.5, 0.9]) {
      const cut = whole.subarray(0, whole.length * part);
      const checked = await refusal(checkDump(Readable.from([cut]), taken.counts.tables, quiet));
      assert.match(checked, /^The dump of the database is cut or damaged: /);
      writeFileSync(file, cut);
      const restored = await refusal(restoreMetadata(target.connection, file, quiet));
      assert.match(restored, /^The dump of the database is cut or damaged: /);
      assert.deepEqual(await target.sql("SELECT count(*)::int AS rows FROM storage.migrations"), [{ rows: 6 }]);
    }
    assert.deepEqual(await state(target), before);
  });

  it("is rolled back where it is broken off", async () => {
    const target = await make(other, "broken_off");
    await restore(target.connection, taken);
    await target.sql("DELETE FROM storage.migrations WHERE id > 5");
    const before = await state(target);
    const holder = await target.connect();
    await holder.query("BEGIN; LOCK TABLE storage.objects IN ACCESS SHARE MODE");
    const ending = new AbortController();
    const reason = new Error("the person had enough");
    const restoring = restoreMetadata(target.connection, taken.metadata, { ...quiet, signal: ending.signal });
    const waiting = "SELECT FROM pg_stat_activity WHERE datname = 'broken_off' AND wait_event_type = 'Lock'";
    while ((await target.sql(waiting)).length === 0) continue;
    ending.abort(reason);
    await assert.rejects(restoring, reason);
    await holder.query("ROLLBACK");
    assert.deepEqual(await state(target), before);
  });

  it("is not finished where the dump fails, and says why", async () => {
    const source = await openSource(original.connection, quiet);
    await source.close();
    const out = new PassThrough();
    assert.equal(
      await refusal(dumpMetadata(source.connection, source.snapshotId, out, quiet)),
      `Database "platform" on 127.0.0.1:${server.port} was not dumped: invalid snapshot identifier: "${source.snapshotId}". ` +
        "The connection that kept the moment was lost: run it again.",
    );
    assert.deepEqual([out.writableFinished, out.destroyed], [false, true]);
  });

  /** An administrator as managed databases have it: owner of the database, may make roles, inherits nothing. */
  async function keeperOf(target: ScratchDatabase): Promise<ConnectionArgs> {
    await target.sql("CREATE ROLE keeper LOGIN NOINHERIT CREATEROLE PASSWORD 'of-the-keeper'");
    await target.sql(`ALTER DATABASE "${target.connection.database}" OWNER TO keeper`);
    await target.sql("GRANT CREATE ON SCHEMA public TO keeper");
    return target.as("keeper", "of-the-keeper");
  }

  /** All but who owns the functions that the prerequisites made. */
  const stateButFunctions = async (database: ScratchDatabase) => {
    const { catalog: made, ...data } = await state(database);
    return { ...data, catalog: { ...made, functions: [] } };
  };

  it("goes back by an administrator who is no superuser, over what is there, too", async () => {
    const target = await make(other, "managed");
    const keeper = await keeperOf(target);
    assert.equal(
      await refusal(restoreMetadata(keeper, taken.metadata, quiet)),
      '"keeper" may not act as "supabase_storage_admin", which owns schema storage in the dump. Ask somebody who may to run: ' +
        'GRANT "supabase_storage_admin" TO "keeper";',
    );
    assert.deepEqual([...(await restore(keeper, taken))].sort(), [
      'auth.email() is yours, since you may not hand it to "postgres"',
      'auth.jwt() is yours, since you may not hand it to "postgres"',
      'auth.role() is yours, since you may not hand it to "postgres"',
      'auth.uid() is yours, since you may not hand it to "postgres"',
      'public.note_change() is yours, since you may not hand it to "noter"',
      'rules.may_read(text) is yours, since you may not hand it to "postgres"',
      'rules.may_see(text,public.mood) is yours, since you may not hand it to "postgres"',
    ]);
    assert.deepEqual(await stateButFunctions(target), await stateButFunctions(original));
    await target.sql("DELETE FROM storage.migrations WHERE id > 5");
    await restoreMetadata(keeper, taken.metadata, quiet);
    assert.deepEqual(await stateButFunctions(target), await stateButFunctions(original));
    // Such an administrator takes sets, too.
    assert.deepEqual((await take(keeper, "by-keeper.dump")).counts, taken.counts);
    // One that inherits has the owner's rights without acting as the owner.
    await target.sql("ALTER ROLE keeper INHERIT");
    await restoreMetadata(keeper, taken.metadata, quiet);
    assert.deepEqual(await stateButFunctions(target), await stateButFunctions(original));
  });

  it("comes back with the rest of its database, on which it hangs and that hangs on it", async () => {
    for (const statement of rest) await original.sql(statement);
    const set = await take(original.connection, "with-rest.dump");
    const roles = await databaseRolesSql(original.connection, quiet);
    const file = fileOf("rest.dump");
    await dumpDatabase(original.connection, createWriteStream(file), quiet);
    const target = await make(other, "whole");
    assert.deepEqual(await applySql(target.connection, roles, quiet), []);
    await restore(target.connection, set);
    assert.deepEqual(await restoreDatabase(target.connection, file, quiet), []);
    assert.deepEqual(await state(target), await state(original));
    for (const query of [
      "SELECT id, kind::text, size FROM public.papers ORDER BY id",
      "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'public.papers'::regclass ORDER BY 1",
      "SELECT evtname, pg_get_userbyid(evtowner) AS owner FROM pg_event_trigger",
      "SELECT count(*)::int AS names FROM public.names",
      "SELECT tableowner FROM pg_tables WHERE tablename = 'papers'",
    ]) {
      const found = await target.sql(query);
      assert.deepEqual(found, await original.sql(query));
      assert.notEqual(found.length, 0);
    }
    assert.equal(
      await refusal(restoreDatabase(target.connection, file, quiet)),
      `Database "whole" on 127.0.0.1:${other.port} has tables already, public.papers among them, and nothing of it was ` +
        "changed. Restore into an empty database: CREATE DATABASE … TEMPLATE template0.",
    );
    for (const statement of ["DROP EVENT TRIGGER noticed", "DROP SCHEMA publishing CASCADE"])
      await original.sql(statement);
    await original.sql("DROP TABLE public.papers; DROP VIEW public.names; DROP FUNCTION public.first_object");
  });

  it("leaves out of the rest what only a superuser makes, and says so", async () => {
    const own = await make(server, "own");
    await own.sql("CREATE ROLE tenant LOGIN PASSWORD 'of-the-tenant'");
    await own.sql("ALTER DATABASE own OWNER TO tenant; SET ROLE tenant; CREATE TABLE public.mine (id int)");
    await own.sql("INSERT INTO public.mine VALUES (1)");
    await own.sql("RESET ROLE; CREATE EXTENSION hstore");
    await own.sql("CREATE FUNCTION public.see() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'");
    await own.sql("ALTER FUNCTION public.see() OWNER TO tenant");
    await own.sql("CREATE EVENT TRIGGER seen ON sql_drop EXECUTE FUNCTION public.see()");
    const file = fileOf("own.dump");
    const tenant = own.as("tenant", "of-the-tenant");
    await dumpDatabase(tenant, createWriteStream(file), quiet);
    const target = await make(server, "own_again");
    await target.sql("ALTER DATABASE own_again OWNER TO tenant");
    const again = target.as("tenant", "of-the-tenant");
    assert.deepEqual(await restoreDatabase(again, file, quiet), [
      "COMMENT - EXTENSION hstore ",
      "EVENT TRIGGER - seen postgres",
    ]);
    assert.deepEqual(await target.sql("SELECT * FROM public.mine"), [{ id: 1 }]);
    await own.sql("CREATE TABLE public.hidden (id int)");
    assert.equal(
      await refusal(dumpDatabase(tenant, new PassThrough(), quiet)),
      `Database "own" on 127.0.0.1:${server.port} was not dumped: permission denied for table hidden. Sign in as a superuser, ` +
        'or have "tenant" granted what it takes to read all of it.',
    );
  });

  describe("on PostgreSQL 18", () => {
    let newest: PostgresServer;
    before(async () => {
      newest = await startPostgres({ version: "18" });
    });
    after(() => newest.stop());

    it("asks for its roles and for its prerequisites first", async () => {
      const target = await make(newest, "bare");
      assert.equal(
        await refusal(restoreMetadata(target.connection, taken.metadata, quiet)),
        'There is no role "supabase_storage_admin", which owns schema storage in the dump. Restore the roles of the set first.',
      );
      await target.sql("CREATE ROLE supabase_storage_admin");
      assert.match(
        await refusal(restoreMetadata(target.connection, taken.metadata, quiet)),
        /^Nothing was restored and nothing has changed in database "bare" on 127\.0\.0\.1:\d+: .* does not exist\. Restore the (roles|prerequisites) of the set first\.$/,
      );
      assert.deepEqual(await target.sql("SELECT FROM pg_namespace WHERE nspname = 'storage'"), []);
      await target.sql("DROP ROLE supabase_storage_admin");
    });

    it("goes back by an administrator who made the roles and may only act as the owner", async () => {
      const target = await make(newest, "managed");
      const keeper = await keeperOf(target);
      const warnings = await restore(keeper, taken);
      assert.deepEqual(warnings.slice(0, 2), [
        'the role "counter" was made without BYPASSRLS, which you may not give',
        'the role "service_role" was made without BYPASSRLS, which you may not give',
      ]);
      assert.deepEqual(
        warnings.slice(2).filter((warning) => !warning.includes(" is yours, since ")),
        [],
      );
      for (let times = 0; times < 2; times++) {
        const { catalog: found, ...data } = await state(target);
        const { catalog: expected, ...originalData } = await state(original);
        assert.deepEqual(data, originalData);
        for (const what of ["schemas", "policies", "triggers", "types", "defaults", "memberships"] as const) {
          assert.deepEqual(found[what], expected[what], what);
        }
        await target.sql("UPDATE storage.objects SET version = 'altered'");
        await restoreMetadata(keeper, taken.metadata, quiet);
      }
    });

    it("is not dumped by an older pg_dump, which is named", async () => {
      const out = new PassThrough();
      const source = await openSource(connectionTo(newest, "managed"), quiet);
      try {
        assert.match(
          await refusal(dumpMetadata(source.connection, source.snapshotId, out, quiet)),
          /^pg_dump 15\.\d+ is older than the server, 18\.\d+, and does not dump it\. Install PostgreSQL's client programs of version 18 or newer where this runs\.$/,
        );
      } finally {
        await source.close();
      }
    });
  });
});

/** What somebody else added, on which schema storage then depends. */
const surroundings: readonly string[] = [
  "CREATE FUNCTION auth.email() RETURNS text LANGUAGE sql STABLE AS $$ SELECT auth.jwt() ->> 'email' $$",
  "CREATE ROLE reviewers",
  "CREATE ROLE auditor IN ROLE reviewers",
  "CREATE POLICY audited ON storage.objects FOR SELECT TO auditor USING (true)",
  "CREATE ROLE counter BYPASSRLS",
  "GRANT SELECT (id) ON storage.objects TO counter",
  "CREATE SCHEMA extensions",
  "GRANT USAGE ON SCHEMA extensions TO PUBLIC",
  "CREATE EXTENSION pg_trgm WITH SCHEMA extensions",
  "CREATE INDEX by_parts ON storage.objects USING gin (name extensions.gin_trgm_ops)",
  `CREATE TYPE public.mood AS ENUM ('it''s fine', 'bad')`,
  `CREATE DOMAIN public.note AS text COLLATE "C" DEFAULT 'none' CHECK (length(VALUE) < 100)`,
  `CREATE TYPE public."Noted mood" AS (mood public.mood, "the note" public.note)`,
  `ALTER TABLE storage.objects ADD COLUMN noted public."Noted mood" DEFAULT ROW('bad', 'so so')`,
  "CREATE SCHEMA rules",
  "GRANT USAGE ON SCHEMA rules TO authenticated, supabase_storage_admin",
  `CREATE FUNCTION rules.may_see(bucket text, "the mood" public.mood DEFAULT NULL) RETURNS boolean
     LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $body$
   DECLARE
     found text := 'two
  lines, $sql$ and \\';
   BEGIN
     RETURN bucket <> found;
   END $body$`,
  "REVOKE ALL ON FUNCTION rules.may_see FROM PUBLIC",
  "GRANT EXECUTE ON FUNCTION rules.may_see TO authenticated",
  `CREATE FUNCTION rules.may_read(bucket text) RETURNS boolean LANGUAGE sql STABLE
   BEGIN ATOMIC
     SELECT rules.may_see(bucket);
   END`,
  `CREATE POLICY "as the rules say" ON storage.objects FOR SELECT TO authenticated USING (rules.may_read(bucket_id))`,
  "CREATE FUNCTION public.note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
  "CREATE ROLE noter",
  "GRANT CREATE ON SCHEMA public TO noter",
  "ALTER FUNCTION public.note_change() OWNER TO noter",
  `CREATE TRIGGER noted BEFORE UPDATE ON storage.objects FOR EACH ROW EXECUTE FUNCTION public.note_change()`,
];

/** What is in the same database besides, some of which hangs on schema storage. */
const rest: readonly string[] = [
  "CREATE TABLE public.papers (id int PRIMARY KEY, object uuid REFERENCES storage.objects (id), kind storage.buckettype, size bigint)",
  "INSERT INTO public.papers SELECT row_number() OVER (ORDER BY id), id, 'STANDARD', 5 FROM storage.objects",
  "CREATE VIEW public.names AS SELECT name, rules.may_see(bucket_id) FROM storage.objects",
  "CREATE FUNCTION public.first_object() RETURNS storage.objects LANGUAGE sql AS 'SELECT * FROM storage.objects LIMIT 1'",
  "CREATE FUNCTION public.notice() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
  "CREATE EVENT TRIGGER noticed ON ddl_command_end EXECUTE FUNCTION public.notice()",
  "CREATE ROLE publisher",
  "CREATE SCHEMA publishing AUTHORIZATION publisher",
];
