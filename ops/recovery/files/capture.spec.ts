import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Failure } from "../../../cluster/failure";
import type { Entry } from "../restic";
import type { ObjectRow } from "../types";
import { captureFolder } from "./capture";

const row = (name: string, size: number | null = 4): ObjectRow => ({
  ...{ bucket: "bucket", name, version: "v", size, etag: null, contentType: null, cacheControl: null },
});
const file = (name: string, size = 4): Entry => ({
  ...{ path: `bucket/${name}/v`, type: "file", size, mtime: new Date(0) },
});
const folderEntry = (at: string): Entry => ({ path: at, type: "dir", size: 0, mtime: new Date(0) });

async function* listed<T>(list: readonly T[]) {
  for (const one of list) yield await Promise.resolve(one);
}

describe("the capture of a folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "capture-"));
    write("bucket/a/v");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (name: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), "four");
  };

  /** Captures with a repository that holds these entries then. */
  function capture(
    rows: readonly ObjectRow[],
    entries: readonly Entry[],
    { unread = [], gone = [] }: { unread?: readonly string[]; gone?: readonly string[] } = {},
  ) {
    const asked: number[] = [];
    const stored = { snapshot: "abc", files: entries.length, bytes: 12 };
    const captured = captureFolder(
      {
        repository: {
          storeFolder: (part, at) => {
            assert.deepEqual([part, at], [{ scope: "storage", set: "s", part: "blobs" }, folder]);
            return Promise.resolve({ ...stored, unread });
          },
          entries: (snapshot) => {
            assert.equal(snapshot, "abc");
            return listed(entries);
          },
        },
        part: { scope: "storage", set: "s", part: "blobs" },
        folder,
      },
      {
        rows: () => listed(rows),
        stillThere: (some) => {
          asked.push(some.length);
          return Promise.resolve(some.filter(({ name }) => !gone.includes(name)));
        },
      },
      { progress: () => undefined, signal: new AbortController().signal },
    );
    return { captured, asked };
  }
  const none = { count: 0, bytes: 0, first: [] };

  it("tells what was stored, and that all of it belongs to rows", async () => {
    const { captured } = capture([row("a"), row("b", null)], [folderEntry("bucket"), file("a"), file("b", 9)]);
    assert.deepEqual(await captured, {
      ...{ snapshot: "abc", files: 3, bytes: 12, deleted: 0, missing: [], altered: [], shared: [], unreferenced: none },
    });
  });

  it("tells deleted objects from missing ones, altered ones, and files that no row names", async () => {
    const { captured, asked } = capture(
      [row("a"), row("b"), row("c"), row("d", 5)],
      [file("a"), file("d"), file("e", 7), { ...file("f"), type: "symlink" }],
      { gone: ["b"] },
    );
    const { deleted, missing, altered, unreferenced } = await captured;
    assert.deepEqual(
      { deleted, missing, altered, unreferenced, asked },
      {
        ...{ deleted: 1, missing: [row("c")], altered: [row("d", 5)], asked: [2] },
        unreferenced: { count: 1, bytes: 7, first: ["bucket/e/v"] },
      },
    );
  });

  it("compares rows whose names a folder folds with the one file that they have, and names those behind the first", async () => {
    const rows = [row("a"), row("a/"), row("./a", 5), row("b//c"), row("d"), row("/d")];
    const { captured } = capture(rows, [file("a"), file("b/c")]);
    const { missing, altered, shared, unreferenced } = await captured;
    assert.deepEqual(
      { missing, altered, shared, unreferenced },
      {
        missing: [row("d"), row("/d")],
        altered: [row("./a", 5)],
        shared: [row("a/"), row("./a", 5)],
        unreferenced: none,
      },
    );
  });

  it("asks for a thousand rows at once", async () => {
    const rows = Array.from({ length: 2500 }, (_, index) => row(String(10_000 + index)));
    const { captured, asked } = capture(rows, [], { gone: rows.map(({ name }) => name) });
    assert.equal((await captured).deleted, 2500);
    assert.deepEqual(asked, [1000, 1000, 500]);
  });

  it("takes a file that was not read for removed once it is gone, and so is its row", async () => {
    const { captured } = capture([row("a"), row("b")], [file("a")], {
      unread: ["bucket/b/v", "bucket/never/v"],
      gone: ["b"],
    });
    assert.equal((await captured).deleted, 1);
  });

  it("has one that was not read and is there among the missing, by its row", async () => {
    write("bucket/b/v");
    for (const unread of [["bucket/b/v"], ["bucket/b"]]) {
      const { captured } = capture([row("a"), row("b")], [file("a")], { unread });
      assert.deepEqual((await captured).missing, [row("b")]);
    }
  });

  it("fails with one that was not read, is there and has no row", async () => {
    write("bucket/b/v");
    for (const rows of [[row("a")], [row("a"), row("b")]]) {
      const { captured } = capture(rows, [file("a")], { unread: ["bucket/b/v"], gone: ["b"] });
      await assert.rejects(
        captured,
        new Failure(
          `1 files in ${folder} could not be read, such as "bucket/b/v". Let the backup's user read them, or remove ` +
            `them if they belong to nothing.`,
        ),
      );
    }
  });

  it("suspects another volume where more than 10,000 objects have no file, or another one", async () => {
    const rows = Array.from({ length: 10_001 }, (_, index) => row(String(10_000 + index)));
    const files = rows.map(({ name }) => file(name, 5));
    const remedy =
      "Is it another service's volume, or another tenant's folder? Mount the right one, or have the service's files " +
      "restored first.";
    await assert.rejects(
      capture(rows, []).captured,
      new Failure(`More than 10000 objects of the database have no file in ${folder}. ${remedy}`),
    );
    await assert.rejects(
      capture(rows, files).captured,
      new Failure(`More than 10000 objects of the database have a file of another size in ${folder}. ${remedy}`),
    );
    assert.equal((await capture(rows.slice(1), []).captured).missing.length, 10_000);
  });

  const mount = "Mount the volume there that the storage service writes to.";

  it("refuses a folder that is not there, and one that is none", async () => {
    const root = folder;
    folder = path.join(root, "nowhere");
    await assert.rejects(
      capture([], []).captured,
      new Failure(`There is no folder ${folder}. ${mount}`, { missing: true }),
    );
    folder = path.join(root, "bucket/a/v");
    await assert.rejects(capture([], []).captured, new Failure(`${folder} is no folder. ${mount}`));
    folder = root;
  });

  it("refuses one without files while there are rows, and takes it while there are none", async () => {
    rmSync(path.join(folder, "bucket/a/v"));
    await assert.rejects(
      capture([row("a")], []).captured,
      new Failure(`${folder} holds no file, but the database has objects. ${mount}`),
    );
    assert.equal((await capture([], []).captured).files, 0);
  });
});
