import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { all, Kept, partOf, scratch, writing, type Scratch } from "./restic-scratch";

describe("a damaged repository of restic", function () {
  this.timeout(120_000);
  let made: Scratch;
  let whole: string;
  let hit: string;
  const content = randomBytes(3_000_000);
  beforeEach(async () => {
    made = scratch();
    const repository = made.repository();
    await repository.ensure();
    whole = (await repository.storeStream(partOf("whole"), "file", writing(content))).snapshot;
    const before = new Set(packs());
    hit = (await repository.storeStream(partOf("hit"), "file", writing(randomBytes(3_000_001)))).snapshot;
    [pack = ""] = packs().filter((name) => !before.has(name) && statSync(fileOf(name)).size > 100_000);
  });
  afterEach(() => {
    made.remove();
  });

  /** The one that holds the data of `hit`. */
  let pack: string;
  const packs = () =>
    readdirSync(path.join(made.location, "data"), { recursive: true, encoding: "utf8" })
      .map((name) => path.basename(name))
      .filter((name) => name.length === 64);
  const fileOf = (name: string) => path.join(made.location, "data", name.slice(0, 2), name);

  it("is named by its pack where one byte differs, and what is elsewhere stays usable", async () => {
    const repository = made.repository();
    flip(fileOf(pack), 1_000);
    assert.deepEqual(await repository.check({ readData: false }), []);
    assert.deepEqual(await repository.check({ readData: true }), [
      `The pack ${pack} is damaged: its content is not what its name says.`,
    ]);
    const to = new Kept();
    await assert.rejects(repository.read(hit, "file", to), {
      message: new RegExp(
        `is damaged, so restic did not read file of snapshot ${hit.slice(0, 8)}: .*verification failed`,
      ),
    });
    assert.equal(to.ended, false);
    const fine = new Kept();
    await repository.read(whole, "file", fine);
    assert.ok(fine.content.equals(content));
  });

  it("fails where it breaks off in the middle of a file, whose reader does not see the end", async () => {
    flip(fileOf(pack), statSync(fileOf(pack)).size - 50_000);
    const to = new Kept();
    await assert.rejects(made.repository().read(hit, "file", to), /is damaged/);
    assert.equal(to.ended, false);
    assert.ok(to.destroyed);
  });

  it("is named by a pack that is missing, or is cut", async () => {
    truncateSync(fileOf(pack), 100_000);
    assert.deepEqual(await made.repository().check({ readData: false }), [
      `The pack ${pack} is damaged: it has another size than it was written with.`,
    ]);
    rmSync(fileOf(pack));
    assert.deepEqual(await made.repository().check({ readData: false }), [`The pack ${pack} is missing.`]);
  });

  it("is named by a snapshot that cannot be read; the others are listed", async () => {
    flip(path.join(made.location, "snapshots", hit), 50);
    const unreadable: string[] = [];
    const listed = await made.repository().snapshots({}, (id) => unreadable.push(id));
    assert.deepEqual(
      listed.map(({ id }) => id),
      [whole],
    );
    assert.equal(unreadable.length, 1);
    assert.ok(hit.startsWith(unreadable[0] ?? "none"));
    const [problem = "", ...more] = await made.repository().check({ readData: false });
    assert.deepEqual(more, []);
    assert.match(problem, new RegExp(`snapshot/${hit.slice(0, 8)}.*invalid data returned\\.$`));
    await assert.rejects(all(made.repository().entries(hit)), { missing: true });
  });

  it("is named by an index that cannot be read", async () => {
    const indexes = readdirSync(path.join(made.location, "index"));
    for (const name of indexes) flip(path.join(made.location, "index", name), 50);
    const problems = await made.repository().check({ readData: false });
    assert.equal(problems.length, indexes.length);
    assert.match(problems[0] ?? "", /^error loading index [0-9a-f]{64}: .*invalid data returned\.$/);
    await assert.rejects(made.repository().readText(whole, "file"), /is damaged, so restic did not read file of/);
  });

  it("is restored as far as it goes, and fails", async () => {
    mkdirSync(made.at("from"));
    writeFileSync(made.at("from", "small"), "x");
    writeFileSync(made.at("from", "large"), randomBytes(3_000_000));
    const before = new Set(packs());
    const { snapshot } = await made.repository().storeFolder(partOf("blobs"), made.at("from"));
    const [data = ""] = packs().filter((name) => !before.has(name) && statSync(fileOf(name)).size > 100_000);
    flip(fileOf(data), 500_000);
    await assert.rejects(made.repository().restoreFolder(snapshot, made.at("to")), /is damaged.*\/large: ciphertext/);
  });

  it("is told a full disk, whose older snapshots stay usable", async function () {
    const small = made.at("small");
    mkdirSync(small);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=9m", "tmpfs", small]).status !== 0) this.skip();
    try {
      const repository = made.repository({ location: path.join(small, "repository") });
      await repository.ensure();
      const { snapshot } = await repository.storeStream(partOf("old"), "file", writing(content));
      const large = repository.storeStream(partOf("new"), "file", writing(randomBytes(20_000_000)));
      await assert.rejects(large, {
        message: new RegExp(`^The disk is full, so restic did not store new of storage: no space is left at ${small}/`),
      });
      assert.deepEqual(
        (await repository.snapshots()).map(({ id }) => id),
        [snapshot],
      );
      const to = new Kept();
      await repository.read(snapshot, "file", to);
      assert.ok(to.content.equals(content));
      await repository.releaseDeadLocks();
      await repository.prune();
      await repository.storeStream(partOf("small"), "file", writing("small"));
      assert.deepEqual(await repository.check({ readData: true }), []);
    } finally {
      execFileSync("umount", [small]);
    }
  });
});

/** Flips the lowest bit of a byte. */
function flip(file: string, at: number): void {
  execFileSync("chmod", ["u+w", file]);
  const handle = openSync(file, "r+");
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, at);
  writeSync(handle, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, at);
  closeSync(handle);
}
