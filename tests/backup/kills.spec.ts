import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { listSets } from "../../ops/recovery/list";
import { blobPath } from "../../ops/recovery/types";
import { prune } from "../../ops/recovery/prune";
import { restoreSet } from "../../ops/recovery/restore";
import { setName } from "../../ops/recovery/set-name";
import { type FinishedSet, finishedSets, storedSets } from "../../ops/recovery/sets";
import { surroundings, type Surroundings } from "../../ops/recovery/surroundings";
import { takeSet } from "../../ops/recovery/take";
import { verifySet } from "../../ops/recovery/verify";
import { readAttributes } from "../../ops/recovery/files/attributes";
import { type PostgresServer, startPostgres } from "../harness/postgres";
import { makeKeyCheap } from "./cheap-key";
import { killPoints, runApart } from "./kills";
import type { Orders } from "./killed-run";
import { planFor } from "./plan-for";
import { password, scratch, type Scratch } from "./restic-scratch";
import { insertRows, type MadeObject, makeObjects } from "./service-files";
import { makeStorage, ScratchDatabase } from "./storage-database";

const hour = 3600_000;
const day = 24 * hour;
const first = Date.UTC(2026, 10, 1);

describe("a run that is killed", function () {
  this.timeout(900_000); // on a machine with other work, too
  let server: PostgresServer;
  let database: ScratchDatabase;
  let place: Scratch;
  let objects: readonly MadeObject[];
  let around: Surroundings;

  before(async () => {
    server = await startPostgres({ version: "15" });
    database = await ScratchDatabase.create(server, "platform");
    await makeStorage(database.connection);
    place = scratch();
    objects = await makeObjects({ folder: place.at("objects"), count: 60, seed: 1 });
    await insertRows(await database.connect(), objects);
    const plan = planFor(place, database, { keep: { daily: 2, weekly: 0, monthly: 0 } });
    writeFileSync(place.at("plan.json"), JSON.stringify(plan));
    around = surroundings(plan, { progress: () => undefined, signal: place.ending.signal });
    await around.repository.ensure();
    makeKeyCheap(place.location, password);
    await takeSet(around, "storage", new Date(first));
  });
  after(async () => {
    await database.close();
    await server.stop();
    place.remove();
  });

  const orders = (work: Orders["work"], now: number, more: Partial<Orders> = {}): Orders => ({
    ...{ plan: place.at("plan.json"), work, now, trace: place.at("trace") },
    ...more,
  });
  const names = async () => (await listSets(around, "storage")).map(({ set }) => set.name).reverse();
  const manifest = "restic backup manifest 1";
  const cheaply = { readData: false };
  const killed = { status: null, signal: "SIGKILL" };

  it("while it takes a recovery point, at 45 points, leaves those that there were, and the next run goes on", async () => {
    const points = await killPoints(orders("take", first + hour), 45);
    const finished = [first, first + hour].map((time) => setName(new Date(time)));
    for (const [index, { kill, isAfter }] of points.entries()) {
      const now = first + (2 + index) * hour;
      assert.deepEqual(await runApart(orders("take", now, { kill })), killed, kill.at);
      const [name, found] = [setName(new Date(now)), await names()];
      const whole = kill.at === `after ${manifest}` || isAfter(`after ${manifest}`);
      // A manifest that is on its way may come through, since restic has all of it.
      if (whole || (kill.at === `in ${manifest}` && found.includes(name))) finished.push(name);
      assert.deepEqual(found, finished, kill.at);
      if (index % 5 === 0) assert.deepEqual(await verifySet(around, await setOf(finished[0]), cheaply), [], kill.at);
    }
    const { state, set } = await takeSet(around, "storage", new Date(first + 60 * hour));
    assert.deepEqual([state, await names()], ["complete", [...finished, set]]);
    for (const one of await finishedSets(around.repository)) {
      assert.equal(one.contents.state, "complete");
      assert.deepEqual(await verifySet(around, one, { readData: true }), [], one.name);
    }
  });

  it("while it restores, at 10 points, is gone on with by the same set, and nothing is lost", async () => {
    const set = await setOf(setName(new Date(first)));
    const original = await contents();
    await loseAll();
    const points = await killPoints(
      orders("restore", 0, { set: set.name }),
      10,
      /restic (backup|restore|forget)|pg_|psql/,
    );
    assert.deepEqual(await contents(), original);
    for (const { kill } of points) {
      await loseAll();
      assert.deepEqual(await runApart(orders("restore", 0, { set: set.name, kill })), killed, kill.at);
      const options = { replace: false, acceptIncomplete: false };
      assert.deepEqual(await restoreSet(around, set, options), { warnings: [] }, kill.at);
      assert.deepEqual(await contents(), original, kill.at);
      assert.deepEqual(await around.repository.snapshots({ part: "restoring" }), [], kill.at);
    }
    assert.deepEqual(await verifySet(around, set, { readData: true }), []);
  });

  it("while it removes recovery points, at 10 points, leaves those that stay, and the next run removes the rest", async () => {
    const days = (count: number) => first + count * day;
    for (const count of [8, 9]) await takeSet(around, "storage", new Date(days(count)));
    await prune(around, { dryRun: false, now: new Date(days(9)) });
    await takeSet(around, "storage", new Date(days(10)));
    const points = await killPoints(orders("prune", days(10)), 10, /restic (dump|forget|prune)/);
    for (const [index, { kill }] of points.entries()) {
      const now = days(11 + index);
      await takeSet(around, "storage", new Date(now));
      const stay = [days(10 + index), now].map((time) => setName(new Date(time)));
      assert.deepEqual(await runApart(orders("prune", now, { kill })), killed, kill.at);
      assert.deepEqual((await names()).slice(-2), stay, kill.at);
      for (const name of stay) assert.deepEqual(await verifySet(around, await setOf(name), cheaply), [], kill.at);
      await prune(around, { dryRun: false, now: new Date(now) });
      assert.deepEqual(await names(), stay, kill.at);
    }
    // What broke off is left for two days, since it might be under way.
    assert.deepEqual(new Set((await storedSets(around.repository)).map(({ name }) => name)), new Set(await names()));
    for (const name of await names())
      assert.deepEqual(await verifySet(around, await setOf(name), { readData: true }), []);
  });

  async function setOf(name?: string): Promise<FinishedSet> {
    return (await finishedSets(around.repository)).find((set) => set.name === name) ?? assert.fail(name);
  }

  async function loseAll(): Promise<void> {
    rmSync(place.at("objects"), { recursive: true });
    await database.sql("DROP SCHEMA storage CASCADE");
  }

  async function contents(): Promise<unknown> {
    const folder = place.at("objects");
    const attributes = await readAttributes(folder, objects.map(blobPath), place.ending.signal);
    const bytes = objects.map((object) => readFileSync(path.join(folder, blobPath(object)), "hex"));
    const rows = await database.sql("SELECT bucket_id, name, version, metadata FROM storage.objects ORDER BY version");
    return { rows, bytes, attributes };
  }
});
