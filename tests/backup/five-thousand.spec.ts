import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { rowsOf } from "../../ops/recovery/database/target";
import { readAttributes } from "../../ops/recovery/files/attributes";
import { readRows } from "../../ops/recovery/ndjson";
import { partFiles, readPart } from "../../ops/recovery/parts";
import { restoreSet } from "../../ops/recovery/restore";
import { finishedSets } from "../../ops/recovery/sets";
import { surroundings, type Surroundings } from "../../ops/recovery/surroundings";
import { takeSet } from "../../ops/recovery/take";
import { blobPath, type ObjectRow } from "../../ops/recovery/types";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { makeKeyCheap } from "./cheap-key";
import { planFor } from "./plan-for";
import { all, password, scratch, type Scratch } from "./restic-scratch";
import { insertRows, makeObjects } from "./service-files";
import { type Change, ServiceWriter } from "./service-writer";
import { makeStorage, ScratchDatabase } from "./storage-database";

const count = 5000;

describe("a recovery point of 5,000 objects that is taken while the service writes", function () {
  this.timeout(400_000);
  let server: PostgresServer;
  let database: ScratchDatabase;
  let place: Scratch;
  let around: Surroundings;

  before(async () => {
    server = await startPostgres({ version: "15" });
    database = await ScratchDatabase.create(server, "platform");
    await makeStorage(database.connection);
    place = scratch();
    around = surroundings(planFor(place, database), { progress: () => undefined, signal: place.ending.signal });
    await around.repository.ensure();
    makeKeyCheap(place.location, password);
  });
  after(async () => {
    await database.close();
    await server.stop();
    place.remove();
  });

  it("is of one moment, and brings back every object of it but those that were removed meanwhile", async () => {
    const folder = place.at("objects");
    const objects = await makeObjects({ folder, count, seed: 1 });
    const client = await database.connect();
    await insertRows(client, objects);
    const writer = new ServiceWriter(client, folder, objects);
    let taken = false;
    const taking = takeSet(around, "storage").finally(() => (taken = true));
    await Promise.all([taking, writer.write(() => taken)]);
    const { state, storage, parts } = await taking;
    assert.equal(state, "complete");

    const moment = await all(
      readRows(readPart(around.repository, "objects", parts["objects"] ?? assert.fail()), partFiles.objects),
    );
    const versions = new Set(moment.map(({ version }) => version ?? ""));
    const at = momentOf(
      objects.map(({ version }) => version),
      writer.changes,
      versions,
    );
    assert.ok(at > 0 && at < writer.changes.length, `change ${at} of ${writer.changes.length}`);

    rmSync(folder, { recursive: true });
    await database.sql("DROP SCHEMA storage CASCADE");
    const [set = assert.fail()] = await finishedSets(around.repository);
    assert.deepEqual(await restoreSet(around, set, { replace: false, acceptIncomplete: false }), { warnings: [] });

    assert.deepEqual(await all(rowsOf(around.connection, around.order, around.listener)), moment);
    assert.equal(storage?.objects, moment.length);
    const isThere = (row: ObjectRow) => existsSync(path.join(folder, blobPath(row)));
    const gone = moment.filter((row) => !isThere(row));
    const removedLater = new Set(writer.changes.slice(at).flatMap(({ removed }) => removed));
    assert.deepEqual(
      gone.filter(({ version }) => !removedLater.has(version ?? "")),
      [],
    );
    assert.equal(storage.deleted, gone.length);
    assert.ok(gone.length > 0 && gone.length < count / 2, String(gone.length));

    const held = moment.filter(isThere);
    const attributes = await readAttributes(folder, held.map(blobPath), place.ending.signal);
    for (const row of held) {
      const { sha256, ...original } = writer.known.get(row.version ?? "") ?? assert.fail(blobPath(row));
      assert.deepEqual(row, original);
      const file = path.join(folder, blobPath(row));
      assert.equal(createHash("sha256").update(readFileSync(file)).digest("hex"), sha256, file);
      const { contentType, cacheControl } = original;
      assert.deepEqual(attributes.get(blobPath(row)), { contentType, cacheControl });
    }
  });
});

/** After how many changes there were just these versions. */
function momentOf(begin: readonly string[], changes: readonly Change[], versions: ReadonlySet<string>): number {
  const there = new Set(begin);
  const same = () => there.size === versions.size && [...there].every((version) => versions.has(version));
  for (const [index, { added, removed }] of changes.entries()) {
    if (same()) return index;
    for (const version of removed) there.delete(version);
    for (const version of added) there.add(version);
  }
  assert.ok(same(), "the rows are of no one moment");
  return changes.length;
}
