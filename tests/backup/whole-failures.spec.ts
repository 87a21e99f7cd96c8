import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { drill } from "../../ops/recovery/drill";
import { listSets } from "../../ops/recovery/list";
import { partFiles } from "../../ops/recovery/parts";
import { prune } from "../../ops/recovery/prune";
import { finishedSets, storedSets } from "../../ops/recovery/sets";
import type { Plan } from "../../ops/recovery/plan";
import { surroundings, type Surroundings } from "../../ops/recovery/surroundings";
import { takeSet } from "../../ops/recovery/take";
import { verifySet } from "../../ops/recovery/verify";
import { chosen } from "../../ops/backup/works";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { makeKeyCheap } from "./cheap-key";
import { planFor } from "./plan-for";
import { password, scratch, type Scratch, writing } from "./restic-scratch";
import { insertRows, makeObjects } from "./service-files";
import { makeStorage, ScratchDatabase } from "./storage-database";

const noon = (day: number) => new Date(Date.UTC(2026, 10, day, 12));

describe("recovery points, where one cannot be made or was not finished", function () {
  this.timeout(300_000);
  let server: PostgresServer;
  let database: ScratchDatabase;
  let place: Scratch;
  let around: Surroundings;

  before(async () => {
    server = await startPostgres({ version: "15" });
    database = await ScratchDatabase.create(server, "platform");
    await makeStorage(database.connection);
    place = scratch();
    spawnSync("chmod", ["755", place.folder]); // the drill's server runs as another user than root
    await insertRows(await database.connect(), await makeObjects({ folder: place.at("objects"), count: 60, seed: 1 }));
    around = of();
    await around.repository.ensure();
    makeKeyCheap(place.location, password);
    for (const day of [1, 2]) await takeSet(around, "storage", noon(day));
  });
  after(async () => {
    await database.close();
    await server.stop();
    place.remove();
  });

  const of = (more: Partial<Plan> = {}) =>
    surroundings(planFor(place, database, more), { progress: () => undefined, signal: place.ending.signal });

  /** That there are these sets, each of which can be restored. */
  async function assertUsable(one: Surroundings, names: readonly string[]): Promise<void> {
    const sets = await finishedSets(one.repository);
    assert.deepEqual(
      sets.map(({ name, contents }) => [name, contents.state]),
      names.map((name) => [name, "complete"]),
    );
    for (const set of sets) assert.deepEqual(await verifySet(one, set, { readData: true }), []);
  }

  it("stay as they are where row-level security hides rows from the role, and nothing empty is stored", async () => {
    await database.sql(`CREATE ROLE reader LOGIN PASSWORD 'of-the-reader'; GRANT USAGE ON SCHEMA storage TO reader;
      GRANT SELECT ON ALL TABLES IN SCHEMA storage TO reader`);
    const reader = { ...around, connection: database.as("reader", "of-the-reader") };
    await assert.rejects(takeSet(reader, "storage", noon(3)), {
      message:
        /^"reader" does not see every row of storage\.objects: row-level security holds for it, and a backup would lack rows /,
    });
    const parts = (await around.repository.snapshots({ set: "20261103T120000Z" })).map(({ tags }) => tags["part"]);
    assert.deepEqual(parts, ["begin"]);
    await assertUsable(around, ["20261101T120000Z", "20261102T120000Z"]);
  });

  it("stay as they are where the password is another one, and nothing is written", async () => {
    writeFileSync(place.at("other-password"), "another");
    const other = of({ repositoryPasswordFile: place.at("other-password") });
    const before = (await around.repository.snapshots()).length;
    const refusal = {
      message:
        `The password in ${place.at("other-password")} does not open the repository ${place.location}. Give the one it ` +
        "was made with.",
    };
    await assert.rejects(takeSet(other, "storage", noon(4)), refusal);
    await assert.rejects(listSets(other, "storage"), refusal);
    assert.equal((await around.repository.snapshots()).length, before);
  });

  it("are those whose manifest was written to its end, for each command, and the rest goes two days later", async () => {
    const { set } = await takeSet(around, "storage", noon(5));
    const [{ manifest } = assert.fail()] = (await storedSets(around.repository)).slice(-1);
    const text = await around.repository.readText(manifest?.id ?? "", partFiles.manifest);
    await around.repository.forget([manifest?.id ?? ""]);
    // What restic keeps where the process is killed that writes to it.
    const name = { scope: "storage", set, part: "manifest" };
    await around.repository.storeStream(name, partFiles.manifest, writing(text.slice(0, text.length / 2)));
    const left = ["20261101T120000Z", "20261102T120000Z"];
    assert.deepEqual(
      (await listSets(around, "storage")).map((one) => one.set.name),
      left.toReversed(),
    );
    await assert.rejects(chosen(around, { set, latest: false, acceptIncomplete: true }), {
      message: `There is no recovery point ${set} of storage. "list" shows those that there are.`,
    });
    const { set: tried, problems } = await drill(around);
    assert.deepEqual([tried, problems], [left[1], []]);
    const soon = await prune(around, { dryRun: false, now: noon(6) });
    assert.deepEqual([soon.removed, soon.unfinished.map((one) => one.name)], [[], ["20261103T120000Z"]]);
    const later = await prune(around, { dryRun: false, now: noon(8) });
    assert.deepEqual([later.removed, later.unfinished.map((one) => one.name)], [[], [set]]);
    assert.deepEqual(await around.repository.snapshots({ set }), []);
    await assertUsable(around, left);
  });

  it("are none without a manifest, and the others are restored as before", async () => {
    const { set } = await takeSet(around, "storage", noon(9));
    const [{ manifest } = assert.fail()] = (await storedSets(around.repository)).slice(-1);
    await around.repository.forget([manifest?.id ?? ""]);
    await assert.rejects(chosen(around, { set, latest: false, acceptIncomplete: true }), {
      message: `There is no recovery point ${set} of storage. "list" shows those that there are.`,
    });
    const { name } = await chosen(around, { latest: true, acceptIncomplete: false });
    assert.equal(name, "20261102T120000Z");
    await assertUsable(around, ["20261101T120000Z", "20261102T120000Z"]);
  });

  it("stay as they are where the disk is full, and are made again once there is room", async function () {
    const small = place.at("small");
    mkdirSync(small);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=9m", "tmpfs", small]).status !== 0) this.skip();
    try {
      const one = of({ repository: place.at("small", "repository") });
      const { set } = await takeSet(one, "storage", noon(1));
      const large = place.at("objects", "avatars", "upload under way");
      writeFileSync(large, randomBytes(12_000_000)); // one pack: with two, restic 0.14 may wait for ever
      await assert.rejects(takeSet(one, "storage", noon(2)), {
        message: new RegExp(
          `^The disk is full, so restic did not store blobs of storage: no space is left at ${small}/`,
        ),
      });
      await assertUsable(one, [set]);
      rmSync(large);
      await prune(one, { dryRun: false, now: noon(3) });
      const { set: next } = await takeSet(one, "storage", noon(3));
      await assertUsable(one, [set, next]);
    } finally {
      spawnSync("umount", ["--lazy", small]);
    }
  });
});
