import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../ops/recovery/program";
import { restoreSet } from "../../ops/recovery/restore";
import { finishedSets } from "../../ops/recovery/sets";
import { surroundings } from "../../ops/recovery/surroundings";
import { takeSet } from "../../ops/recovery/take";
import { blobPath } from "../../ops/recovery/types";
import { planFor } from "../backup/plan-for";
import { scratch, type Scratch } from "../backup/restic-scratch";
import { insertRows } from "../backup/service-files";
import { makeStorage, ScratchDatabase } from "../backup/storage-database";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { checkout, type Figure, seconds } from "./figures";

type Tell = (line: string) => void;

/** Of an object, in bytes. No two are alike. */
const size = 256 * 1024;
/** Rows of which the memory is measured. */
const rows = [10_000, 1_000_000] as const;

/** A recovery point and its restore, against the plain programs with the same data; and what memory rows take. */
export async function backup(objects: number, tell: Tell): Promise<Figure[]> {
  const server = await startPostgres({ version: "15" });
  try {
    return [...(await speed(server, objects, tell)), ...(await memory(server, tell))];
  } finally {
    await server.stop();
  }
}

async function speed(server: PostgresServer, objects: number, tell: Tell): Promise<Figure[]> {
  const database = await ScratchDatabase.create(server, "speed");
  const place = scratch();
  try {
    await makeStorage(database.connection);
    tell(`making ${objects} objects`);
    await fill(database, place, objects);
    const plan = planFor(place, database);
    const around = surroundings(plan, { progress: () => undefined, signal: place.ending.signal });
    const plain = new Plain(place, database);
    await around.repository.ensure();
    await plain.ensure();
    const lose = async () => {
      await database.sql("DROP SCHEMA storage CASCADE");
      rmSync(place.at("objects"), { recursive: true });
    };
    const times: number[] = [];
    for (const [what, work] of [
      ["plain restic and pg_dump", () => plain.take()],
      ["a recovery point", () => takeSet(around, "storage")],
      ["both again, plain", () => plain.take()],
      ["both again", () => takeSet(around, "storage")],
      ["losing all", lose],
      ["plain restic and pg_restore", () => plain.restore()],
      ["losing all again", lose],
      [
        "restoring a recovery point",
        async () => {
          const [set] = await finishedSets(around.repository);
          if (set === undefined) throw new Error("there is no recovery point");
          await restoreSet(around, set, { replace: false, acceptIncomplete: false });
        },
      ],
    ] as const) {
      tell(what);
      const begin = performance.now();
      await work();
      times.push(performance.now() - begin);
    }
    const [plainFirst = NaN, first = NaN, plainSecond = NaN, second = NaN, , plainRestore = NaN, , restore = NaN] =
      times;
    return figures(objects, { plainFirst, first, plainSecond, second, plainRestore, restore });
  } finally {
    await database.close();
    place.remove();
  }
}

function figures(
  objects: number,
  times: Readonly<Record<"plainFirst" | "first" | "plainSecond" | "second" | "plainRestore" | "restore", number>>,
): Figure[] {
  const all = `${((objects * size) / 1e9).toFixed(1)} GB in ${objects} objects`;
  // At least 0.8 of the throughput.
  const aim = 1 / 0.8;
  const unit = "×";
  return [
    {
      what: `a recovery point of ${all}`,
      measured: seconds(times.first),
      floor: `${seconds(times.plainFirst)}, restic backup and pg_dump`,
      reached: times.first / times.plainFirst,
      ...{ aim, unit },
    },
    {
      what: "the same again, nothing changed",
      measured: seconds(times.second),
      floor: `${seconds(times.first)}, the first one`,
      reached: times.second / times.first,
      ...{ aim: 0.1, unit },
    },
    {
      what: "the same again, nothing changed",
      measured: seconds(times.second),
      floor: `${seconds(times.plainSecond)}, restic backup and pg_dump again`,
      reached: times.second / times.plainSecond,
      unit,
    },
    {
      what: `its restore into an empty place`,
      measured: seconds(times.restore),
      floor: `${seconds(times.plainRestore)}, restic restore and pg_restore`,
      reached: times.restore / times.plainRestore,
      ...{ aim, unit },
    },
  ];
}

async function fill(database: ScratchDatabase, place: Scratch, count: number): Promise<void> {
  const objects = Array.from({ length: count }, (_, index) => ({
    ...{ bucket: "documents", name: `${index % 64}/${index}.bin`, version: `v${index}`, size, etag: null },
    ...{ contentType: "application/octet-stream", cacheControl: "no-cache" },
  }));
  for (const object of objects) {
    const file = place.at("objects", blobPath(object));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, randomBytes(size));
  }
  await insertRows(await database.connect(), objects);
}

/** restic, pg_dump and pg_restore as somebody would call them. */
class Plain {
  readonly #place: Scratch;
  readonly #database: ScratchDatabase;

  constructor(place: Scratch, database: ScratchDatabase) {
    this.#place = place;
    this.#database = database;
  }

  ensure = () => this.#restic("init");

  async take(): Promise<void> {
    await this.#postgres("pg_dump", "--format=custom", "--schema=storage", `--file=${this.#place.at("plain.dump")}`);
    await this.#restic("backup", this.#place.at("objects"), this.#place.at("plain.dump"));
  }

  async restore(): Promise<void> {
    await this.#restic("restore", "latest", "--target", "/", "--include", this.#place.at("objects"));
    await this.#postgres("pg_restore", "--single-transaction", "--exit-on-error", this.#place.at("plain.dump"));
  }

  async #restic(...args: string[]): Promise<void> {
    const env = { RESTIC_REPOSITORY: this.#place.at("plain"), RESTIC_PASSWORD_FILE: this.#place.at("password") };
    const cache = ["--cache-dir", this.#place.at("plain-cache")];
    await run("restic", ["--quiet", ...cache, ...args], { env, signal: this.#place.ending.signal });
  }

  async #postgres(program: string, ...args: string[]): Promise<void> {
    const { host, port, database, username, password } = this.#database.connection;
    const env = { PGHOST: host, PGPORT: String(port), PGUSER: username, PGPASSWORD: password };
    await run(program, [`--dbname=${database}`, ...args], { env, signal: this.#place.ending.signal });
  }
}

/** The peak of a process that stores rows, by how many there are. */
async function memory(server: PostgresServer, tell: Tell): Promise<Figure[]> {
  const peaks: number[] = [];
  for (const count of rows) {
    const database = await ScratchDatabase.create(server, `rows_${count}`);
    const place = scratch();
    try {
      tell(`making ${count} rows`);
      await makeStorage(database.connection);
      await database.sql(
        `INSERT INTO storage.objects (bucket_id, name, version, metadata)
           SELECT 'documents', n % 1000 || '/' || md5(n::text) || '.pdf', md5('version' || n)::uuid::text,
                  jsonb_build_object('size', n, 'eTag', md5(n::text), 'mimetype', 'application/pdf', 'cacheControl', 'no-cache')
             FROM generate_series(1, $1) n`,
        [count],
      );
      mkdirSync(place.at("objects"));
      writeFileSync(place.at("objects", "file"), "");
      const plan = place.at("plan.json");
      const content = planFor(place, database);
      writeFileSync(plan, JSON.stringify(content));
      const { repository } = surroundings(content, { progress: () => undefined, signal: place.ending.signal });
      await repository.ensure();
      tell(`storing ${count} rows`);
      const program = ["-r", "./typescript.cjs", "tests/bench/backup-memory.ts", plan];
      const { stdout } = await run(process.execPath, program, { cwd: checkout, signal: place.ending.signal });
      peaks.push(Number(stdout) / 1e6);
    } finally {
      await database.close();
      place.remove();
    }
  }
  const [few = NaN, many = NaN] = peaks;
  return [
    {
      what: `memory while ${rows[1].toLocaleString("en")} rows are stored and compared with a listing`,
      measured: `${many.toFixed(0)} MB`,
      floor: `${few.toFixed(0)} MB, with ${rows[0].toLocaleString("en")}`,
      reached: many / few,
      aim: 1.25,
      unit: "×",
    },
  ];
}
