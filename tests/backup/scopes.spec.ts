import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { chosen } from "../../ops/backup/works";
import { restoreSet } from "../../ops/recovery/restore";
import { surroundings, type Surroundings } from "../../ops/recovery/surroundings";
import { takeSet } from "../../ops/recovery/take";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { planFor } from "./plan-for";
import { scratch, type Scratch } from "./restic-scratch";
import { makeStorage, ScratchDatabase } from "./storage-database";

describe("recovery points of the other scopes", function () {
  this.timeout(180_000);
  let server: PostgresServer;
  let database: ScratchDatabase;
  let place: Scratch;
  let around: Surroundings;
  let redis: string;

  before(async () => {
    server = await startPostgres({ version: "15" });
    database = await ScratchDatabase.create(server, "platform");
    await makeStorage(database.connection);
    for (const statement of rest) await database.sql(statement);
    place = scratch();
    redis = place.at("redis");
    mkdirSync(`${redis}/appendonlydir`, { recursive: true });
    writeFileSync(`${redis}/dump.rdb`, "snapshot");
    writeFileSync(`${redis}/appendonlydir/1.aof`, "appended");
    const plan = planFor(place, database, { wholeDatabase: true, volumes: { redis: { folder: redis } } });
    around = surroundings(plan, { progress: () => undefined, signal: place.ending.signal });
    for (const scope of ["database", "redis"]) await takeSet(around, scope);
  });
  after(async () => {
    await database.close();
    await server.stop();
    place.remove();
  });

  const restore = async (scope: string, replace: boolean, set?: string) =>
    restoreSet(
      around,
      await chosen(around, {
        ...{ scope, latest: true, acceptIncomplete: false },
        ...(set === undefined ? {} : { set }),
      }),
      { replace, acceptIncomplete: false },
    );
  const files = () =>
    Object.fromEntries(
      readdirSync(redis, { recursive: true, encoding: "utf8" })
        .filter((name) => name.includes("."))
        .map((name) => [name, readFileSync(`${redis}/${name}`, "utf8")]),
    );
  const whole = { "dump.rdb": "snapshot", "appendonlydir/1.aof": "appended" };

  it("bring a volume back into an empty folder, and over what is there only where that may go", async () => {
    rmSync(redis, { recursive: true });
    mkdirSync(redis);
    assert.deepEqual(await restore("redis", false), { warnings: [] });
    assert.deepEqual(files(), whole);
    writeFileSync(`${redis}/dump.rdb`, "later");
    writeFileSync(`${redis}/temp-1.rdb`, "half");
    await assert.rejects(restore("redis", false), {
      message: `There are files already in ${redis}. With --replace they go, after a recovery point was made of them.`,
    });
    const { before = assert.fail() } = await restore("redis", true);
    assert.deepEqual(files(), whole);
    await restore("redis", true, before);
    assert.deepEqual(files(), { ...whole, "dump.rdb": "later", "temp-1.rdb": "half" });
  });

  /** What rows, routines and views the rest has, and that schema storage stays as it is. */
  const state = () =>
    database.sql(
      `SELECT (SELECT jsonb_agg(p ORDER BY id) FROM public.papers p) AS papers, (SELECT count(*) FROM public.names) AS names,
              public.answer() AS answer, (SELECT count(*) FROM pg_policies WHERE schemaname = 'storage') AS policies,
              (SELECT count(*) FROM storage.buckets) AS buckets, to_regclass('public.later') AS later,
              (SELECT jsonb_agg(pubname) FROM pg_publication) AS publications`,
    );

  it("bring the rest of a database back beside schema storage, over what is there only where that may go", async () => {
    const original = await state();
    await database.sql("DELETE FROM public.papers; CREATE TABLE public.later AS SELECT 1 AS id");
    await database.sql("CREATE OR REPLACE FUNCTION public.answer() RETURNS int LANGUAGE sql AS 'SELECT 43'");
    const altered = await state();
    await assert.rejects(restore("database", false), {
      message:
        "There are tables already, public.later among them. With --replace they go, after a recovery point was made of them.",
    });
    assert.deepEqual(await state(), altered);
    const { before = assert.fail(), warnings } = await restore("database", true);
    assert.deepEqual(warnings, []);
    assert.deepEqual(await state(), original);
    await restore("database", true, before);
    assert.deepEqual(await state(), altered);
  });

  it("leave all as it is where something of the rest cannot be made again", async () => {
    const before = await state();
    await database.sql("CREATE COLLATION public.odd (locale = 'C')");
    await takeSet(around, "database");
    await assert.rejects(
      restore("database", true),
      /^Error: Nothing was restored and nothing has changed in database .* already exists/,
    );
    assert.deepEqual(await state(), before);
    await database.sql("DROP COLLATION public.odd");
  });

  it("leave a table as it is on which schema storage hangs", async () => {
    await database.sql("ALTER TABLE storage.buckets ADD COLUMN paper int REFERENCES public.papers (id)");
    await assert.rejects(restore("database", true), {
      message:
        "Schema storage depends on public.papers, which cannot be replaced beside it, and nothing was changed. Restore into " +
        "an empty database: CREATE DATABASE … TEMPLATE template0.",
    });
  });
});

const rest: readonly string[] = [
  "CREATE TYPE public.kind AS ENUM ('a', 'b')",
  "CREATE TYPE public.pair AS (one int, other public.kind)",
  "CREATE TABLE public.papers (id serial PRIMARY KEY, bucket text REFERENCES storage.buckets (id), pair public.pair)",
  "INSERT INTO public.papers (bucket, pair) VALUES ('avatars', (1, 'a')), (NULL, NULL)",
  "CREATE VIEW public.names AS SELECT b.name, p.id FROM storage.buckets b LEFT JOIN public.papers p ON p.bucket = b.id",
  "CREATE FUNCTION public.answer() RETURNS int LANGUAGE sql AS 'SELECT 42'",
  "CREATE PUBLICATION changes FOR TABLE public.papers",
];
