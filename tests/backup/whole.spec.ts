import assert from "node:assert/strict";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { drill } from "../../ops/recovery/drill";
import { listSets } from "../../ops/recovery/list";
import { prune } from "../../ops/recovery/prune";
import { restoreSet } from "../../ops/recovery/restore";
import { finishedSets } from "../../ops/recovery/sets";
import { surroundings, type Surroundings } from "../../ops/recovery/surroundings";
import { takeSet } from "../../ops/recovery/take";
import { verifySet } from "../../ops/recovery/verify";
import { blobPath } from "../../ops/recovery/types";
import { run } from "../../ops/recovery/program";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { planFor } from "./plan-for";
import { scratch, type Scratch } from "./restic-scratch";
import { insertRows, type MadeObject, makeObjects } from "./service-files";
import { makeStorage, ScratchDatabase } from "./storage-database";

describe("a recovery point of rows and files", function () {
  this.timeout(300_000);
  let server: PostgresServer;
  let database: ScratchDatabase;
  let place: Scratch;
  let objects: readonly MadeObject[];
  let around: Surroundings;
  let original: Contents;
  const noon = (day: number) => new Date(Date.UTC(2026, 10, day, 12));

  before(async () => {
    server = await startPostgres({ version: "15" });
    database = await ScratchDatabase.create(server, "platform");
    await makeStorage(database.connection);
    place = scratch();
    chmodSync(place.folder, 0o755); // the drill's server runs as another user than root
    objects = await makeObjects({ folder: place.at("objects"), count: 400, seed: 1 });
    await insertRows(await database.connect(), objects);
    around = surroundings(planFor(place, database), { progress: () => undefined, signal: place.ending.signal });
    original = await contents();
  });
  after(async () => {
    await database.close();
    await server.stop();
    place.remove();
  });

  it("says what it holds", async () => {
    const { state, storage, blobs, set, programs } = await takeSet(around, "storage", noon(1));
    assert.equal(set, "20261101T120000Z");
    assert.equal(state, "complete");
    assert.deepEqual(Object.keys(programs), ["alfredStorage", "restic", "pgDump"]);
    for (const version of Object.values(programs)) assert.match(version ?? "", /^\d+\.\d+/);
    assert.equal(storage?.objects, 400);
    assert.equal(storage.deleted, 0);
    assert.equal(blobs?.kind === "file" && blobs.files, 400);
  });

  it("is what was stored, also where every byte is read again", async () => {
    const [set = assert.fail()] = await finishedSets(around.repository);
    assert.deepEqual(await verifySet(around, set, { readData: true }), []);
  });

  it("is incomplete where an object has no file, and names it", async () => {
    const [one = assert.fail()] = objects;
    const file = place.at("objects", blobPath(one));
    const content = readFileSync(file);
    rmSync(file);
    const { state, storage } = await takeSet(around, "storage", noon(2));
    assert.equal(state, "incomplete");
    assert.deepEqual(storage?.missing, { count: 1, first: [blobPath(one)] });
    const [, set = assert.fail()] = await finishedSets(around.repository);
    const options = { replace: false, acceptIncomplete: false };
    await assert.rejects(restoreSet(around, set, options), /^Error: Set 20261102T120000Z is incomplete: /);
    writeFileSync(file, content);
    await restoreAttributes(file, one);
    assert.deepEqual(await contents(), original);
  });

  it("is not restored over what is there", async () => {
    const [set = assert.fail()] = await finishedSets(around.repository);
    await assert.rejects(
      restoreSet(around, set, { replace: false, acceptIncomplete: false }),
      /There are objects already: 400 rows in the database, and blobs\. With --replace they go/,
    );
  });

  it("is restored on trial, and that is kept with it", async () => {
    const result = await drill(around);
    assert.deepEqual(result.problems, []);
    assert.equal(result.set, "20261101T120000Z");
    const listed = await listSets(around, "storage", { now: noon(2) });
    assert.deepEqual(
      listed.map(({ set, drill: trial, because }) => [set.name, because, trial?.problems]),
      [
        ["20261102T120000Z", ["daily", "weekly", "newest"], undefined],
        ["20261101T120000Z", ["daily", "weekly", "monthly", "newest"], []],
      ],
    );
  });

  it("brings back every row, byte and attribute after all was lost", async () => {
    rmSync(place.at("objects"), { recursive: true });
    await database.sql("DROP SCHEMA storage CASCADE");
    const [set = assert.fail()] = await finishedSets(around.repository);
    const restored = await restoreSet(around, set, { replace: false, acceptIncomplete: false });
    assert.deepEqual(restored, { warnings: [] });
    assert.deepEqual(await contents(), original);
    assert.deepEqual(await around.repository.snapshots({ part: "restoring" }), []);
  });

  it("stays with all others where a snapshot cannot be read, and that is said", async () => {
    const id = "0123456789abcdef".repeat(4);
    const file = place.at("repository", "snapshots", id);
    writeFileSync(file, "no snapshot");
    const unreadable: string[] = [];
    const listed = await listSets(around, "storage", { onUnreadable: (one) => unreadable.push(one) });
    assert.equal(listed.length, 2);
    assert.equal(unreadable.length, 1);
    assert.ok(id.startsWith(unreadable[0] ?? "-"));
    const few = { ...around, plan: { ...around.plan, keep: { daily: 0, weekly: 0, monthly: 0 } } };
    await assert.rejects(
      prune(few, { dryRun: false, now: noon(6) }),
      /^Error: 1 snapshots of the repository cannot be read, 01234567.* among them, so nobody knows what only they hold, and nothing was removed\. /,
    );
    rmSync(file);
    assert.equal((await finishedSets(around.repository)).length, 2);
  });

  it("goes once newer ones are enough, and the others stay whole", async () => {
    for (const day of [3, 4, 5]) await takeSet(around, "storage", noon(day));
    const few = { ...around, plan: { ...around.plan, keep: { daily: 2, weekly: 0, monthly: 0 } } };
    const ofKilledDrill = place.at("drill-0123abcd");
    mkdirSync(path.join(ofKilledDrill, "data"), { recursive: true });
    await prune(few, { dryRun: true, now: noon(6) });
    assert.ok(existsSync(ofKilledDrill));
    const { removed, unfinished } = await prune(few, { dryRun: false, now: noon(6) });
    assert.deepEqual(
      removed.map(({ name }) => name),
      ["20261101T120000Z", "20261102T120000Z", "20261103T120000Z"],
    );
    assert.deepEqual(unfinished, []);
    assert.ok(!existsSync(ofKilledDrill));
    for (const set of await finishedSets(around.repository)) {
      assert.deepEqual(await verifySet(around, set, { readData: true }), []);
    }
  });

  it("is told to be damaged where a byte of it is another one", async () => {
    const packs = place.at("repository", "data");
    const [pack = assert.fail()] = readdirSync(packs, { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    appendFileSync(pack, "x");
    const [set = assert.fail()] = await finishedSets(around.repository);
    assert.notDeepEqual(await verifySet(around, set, { readData: true }), []);
  });

  interface Contents {
    readonly rows: unknown;
    readonly attributes: string;
    readonly bytes: readonly string[];
  }

  async function contents(): Promise<Contents> {
    const rows = await database.sql(
      `SELECT bucket_id, name, version, metadata FROM storage.objects ORDER BY bucket_id COLLATE "C", name COLLATE "C"`,
    );
    const folder = place.at("objects");
    const options = { cwd: folder, signal: place.ending.signal };
    const { stdout } = await run("getfattr", ["--recursive", "--dump", "--encoding=hex", "."], options);
    const bytes = objects.map((object) => readFileSync(path.join(folder, blobPath(object)), "hex"));
    return { rows, bytes, attributes: stdout.split("\n\n").sort().join("\n\n") };
  }

  async function restoreAttributes(file: string, { contentType, cacheControl }: MadeObject): Promise<void> {
    const attributes = { "content-type": contentType, "cache-control": cacheControl };
    for (const [name, value] of Object.entries(attributes)) {
      await run("setfattr", ["-n", `user.supabase.${name}`, "-v", value, file], { signal: place.ending.signal });
    }
  }
});
