import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { captureFolder } from "../../ops/recovery/files/capture";
import { folderPath } from "../../ops/recovery/files/path";
import { restoreFiles } from "../../ops/recovery/files/restore";
import { verifyFolder } from "../../ops/recovery/files/verify";
import { walk } from "../../ops/recovery/files/walk";
import { compare } from "../../ops/recovery/merge";
import { findOrphans } from "../../ops/recovery/orphans";
import type { Repository } from "../../ops/recovery/restic";
import type { Listener, ObjectRow } from "../../ops/recovery/types";
import { partOf, scratch, type Scratch } from "./restic-scratch";
import { type MadeObject, makeObjects } from "./service-files";

const none = { count: 0, bytes: 0, first: [] };

describe("a tenant's folder", function () {
  this.timeout(300_000);
  let place: Scratch;
  let repository: Repository;
  let objects: readonly MadeObject[];
  let rows: readonly ObjectRow[];
  let folder: string;
  let snapshot: string;
  const quiet: Listener = { progress: () => undefined, signal: new AbortController().signal };
  const bytes = () => objects.reduce((sum, { size }) => sum + size, 0);

  before(async () => {
    place = scratch();
    repository = place.repository();
    await repository.ensure();
    folder = place.at("objects");
    objects = await makeObjects({ folder, count: 600, seed: 7 });
    const compared = compare("folders");
    rows = objects.toSorted((one, other) => compared(folderPath(one), folderPath(other)));
    const captured = await capture();
    snapshot = captured.snapshot;
    assert.deepEqual(captured, {
      ...{ snapshot, files: 600, bytes: bytes(), deleted: 0, missing: [], altered: [], shared: [], unreferenced: none },
    });
  });
  after(() => {
    place.remove();
  });

  async function* listed<T>(list: readonly T[]) {
    for (const one of list) yield await Promise.resolve(one);
  }
  const capture = (gone: readonly ObjectRow[] = []) =>
    captureFolder(
      { repository, part: partOf("blobs"), folder },
      {
        rows: () => listed(rows),
        stillThere: (some) => Promise.resolve(some.filter((row) => !gone.includes(row))),
      },
      quiet,
    );

  /** What objects have other content in a folder. */
  const changed = (at: string) =>
    objects.filter((object) => {
      const content = readFileSync(path.join(at, folderPath(object)));
      return createHash("sha256").update(content).digest("hex") !== object.sha256;
    });
  async function assertEqual(at: string) {
    assert.deepEqual(await verifyFolder(at, listed(rows), quiet), {
      ...{ rows: 600, bytes: bytes(), missing: none, sizes: none, attributes: none },
    });
    assert.deepEqual(changed(at), []);
  }
  /** When anything about each file of a bucket was changed last. */
  const changes = (at: string, bucket: string) =>
    objects
      .filter((object) => object.bucket === bucket)
      .map((object) => lstatSync(path.join(at, folderPath(object))).ctimeMs);

  it("holds what its rows name, and nothing else", async () => {
    const strange: string[] = [];
    const { blobs, blobsWithoutRows, youngBlobsWithoutRows, rowsWithoutBlobs } = await findOrphans(
      listed(rows),
      walk(folder, (name) => strange.push(name)),
      "folders",
    );
    const nothing = { count: 0, bytes: 0, buckets: [] };
    assert.deepEqual(
      [blobs, blobsWithoutRows, youngBlobsWithoutRows, rowsWithoutBlobs, strange],
      [600, nothing, nothing, nothing, []],
    );
  });

  it("is captured with what was removed, lost, cut and left behind told apart", async () => {
    const [removed, lost, cut] = [rows[100], rows[200], rows.findLast(({ size }) => size !== null && size > 9)];
    assert.ok(removed !== undefined && lost !== undefined && cut !== undefined);
    const contents = [removed, lost, cut]
      .map((row) => path.join(folder, folderPath(row)))
      .map((file) => ({
        file,
        content: readFileSync(file),
      }));
    writeFileSync(path.join(folder, "avatars", "left\nbehind"), "12345");
    rmSync(path.join(folder, folderPath(removed)));
    rmSync(path.join(folder, folderPath(lost)));
    truncateSync(path.join(folder, folderPath(cut)), 9);
    const { deleted, missing, altered, unreferenced } = await capture([removed]);
    assert.deepEqual([deleted, missing, altered], [1, [lost], [cut]]);
    assert.deepEqual(unreferenced, { count: 1, bytes: 5, first: ["avatars/left\nbehind"] });
    const found = await verifyFolder(folder, listed(rows), quiet);
    assert.deepEqual(found.missing.first, [removed, lost].map(folderPath));
    assert.deepEqual(found.sizes, { count: 1, bytes: 9, first: [folderPath(cut)] });
    assert.deepEqual(found.attributes, { count: 0, bytes: 0, first: [] });
    rmSync(path.join(folder, "avatars", "left\nbehind"));
    for (const { file, content } of contents) writeFileSync(file, content);
  });

  it("is restored with bytes and attributes, and then left as it is", async () => {
    const target = place.at("restored");
    const first = await restoreFiles({ repository, snapshot, folder: target }, quiet);
    const buckets = ["Documents 2026", "avatars", "avatars!"];
    assert.deepEqual(first, { files: 600, bytes: bytes(), restored: buckets, left: [] });
    await assertEqual(target);
    const before = buckets.map((bucket) => changes(target, bucket));
    const second = await restoreFiles({ repository, snapshot, folder: target }, quiet);
    assert.deepEqual(second, { ...first, restored: [], left: buckets });
    assert.deepEqual(
      buckets.map((bucket) => changes(target, bucket)),
      before,
    );
    assert.deepEqual(readdirSync(target).sort(), buckets);
  });

  it("is restored where it was damaged, by bucket", async () => {
    const target = place.at("restored");
    const cut = objects.find(({ bucket, size }) => bucket === "avatars" && size > 9);
    const lost = objects.find(({ bucket }) => bucket === "avatars!");
    assert.ok(cut !== undefined && lost !== undefined);
    truncateSync(path.join(target, folderPath(cut)), 9);
    rmSync(path.join(target, folderPath(lost)));
    const before = changes(target, "Documents 2026");
    const { restored, left } = await restoreFiles({ repository, snapshot, folder: target }, quiet);
    assert.deepEqual([restored, left], [["avatars", "avatars!"], ["Documents 2026"]]);
    assert.deepEqual(changes(target, "Documents 2026"), before);
    await assertEqual(target);
  });

  it("is restored where only a time differs, which restic sets last", async () => {
    const target = place.at("restored");
    const one = objects.find(({ bucket }) => bucket === "avatars");
    assert.ok(one !== undefined);
    utimesSync(path.join(target, folderPath(one)), 0, 0);
    const { restored, left } = await restoreFiles({ repository, snapshot, folder: target }, quiet);
    assert.deepEqual([restored, left], [["avatars"], ["Documents 2026", "avatars!"]]);
    await assertEqual(target);
  });

  it("is restored to the end after a restore that was broken off", async () => {
    const target = place.at("broken off");
    const ending = new AbortController();
    const broken: Pick<Repository, "entries" | "restoreFolder"> = {
      entries: (id) => repository.entries(id),
      restoreFolder: async (id, to, options) => {
        await repository.restoreFolder(id, to, options);
        ending.abort();
        ending.signal.throwIfAborted();
      },
    };
    await assert.rejects(
      restoreFiles({ repository: broken, snapshot, folder: target }, { ...quiet, signal: ending.signal }),
    );
    assert.deepEqual(readdirSync(target), ["Documents 2026"]);
    // As a restic leaves it that was killed: a folder that has not got its time yet.
    mkdirSync(path.join(target, "avatars", "a"), { recursive: true, mode: 0o700 });
    const { restored, left } = await restoreFiles({ repository, snapshot, folder: target }, quiet);
    assert.deepEqual([restored, left], [["avatars", "avatars!"], ["Documents 2026"]]);
    await assertEqual(target);
    assert.equal(lstatSync(path.join(target, "avatars", "a")).mode, lstatSync(path.join(folder, "avatars", "a")).mode);
  });

  it("without files is captured and restored as such", async () => {
    const empty = place.at("empty");
    mkdirSync(empty);
    const captured = await captureFolder(
      { repository, part: partOf("blobs"), folder: empty },
      { rows: () => listed<ObjectRow>([]), stillThere: () => Promise.resolve([]) },
      quiet,
    );
    assert.deepEqual([captured.files, captured.unreferenced], [0, none]);
    const target = place.at("from empty");
    const restored = await restoreFiles({ repository, snapshot: captured.snapshot, folder: target }, quiet);
    assert.deepEqual([restored, readdirSync(target)], [{ files: 0, bytes: 0, restored: [], left: [] }, []]);
  });
});
