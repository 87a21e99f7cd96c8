import assert from "node:assert/strict";
import fc from "fast-check";
import { folderPath } from "./files/path";
import { compare } from "./merge";
import { type Alone, findOrphans } from "./orphans";
import { type Blob, blobPath, type ObjectRow, type Order } from "./types";

const now = new Date("2026-11-27T02:17:00Z");
const hour = 3_600_000;

const row = (bucket: string, name: string, version = "v", size: number | null = 3): ObjectRow => ({
  ...{ bucket, name, version, size, etag: null, contentType: null, cacheControl: null },
});
const blob = (path: string, size = 5, age = 48): Blob => ({
  ...{ path, size, modified: new Date(now.getTime() - age * hour) },
});

async function* listed<T>(list: readonly T[]) {
  for (const one of list) yield await Promise.resolve(one);
}

function orphans(rows: readonly ObjectRow[], blobs: readonly Blob[], order: Order = "folders", minimumAge?: number) {
  const pathOf = order === "folders" ? folderPath : blobPath;
  const compared = compare(order);
  return findOrphans(
    listed(rows.toSorted((one, other) => compared(pathOf(one), pathOf(other)))),
    listed(blobs.toSorted((one, other) => compared(one.path, other.path))),
    order,
    { now, ...(minimumAge === undefined ? {} : { minimumAge }) },
  );
}

const none = { count: 0, bytes: 0, buckets: [] };
const firstOf = ({ buckets }: Alone) => buckets.flatMap(({ first }) => first);

describe("orphans", () => {
  it("are none where rows and blobs belong together", async () => {
    assert.deepEqual(await orphans([row("a", "b"), row("a", "c/d")], [blob("a/c/d/v"), blob("a/b/v")]), {
      ...{ rows: 2, blobs: 2, removed: 0, uploadNotes: none },
      ...{ blobsWithoutRows: none, youngBlobsWithoutRows: none, rowsWithoutBlobs: none },
    });
  });

  it("are not what a folder holds once for two rows, as far as it folds their names", async () => {
    const rows = [row("a", "b"), row("a", "/b"), row("a", "c"), row("a", "c//")];
    const { rowsWithoutBlobs, ...found } = await orphans(rows, [blob("a/b/v")]);
    assert.deepEqual([found.rows, found.blobs, found.blobsWithoutRows], [4, 1, none]);
    assert.deepEqual(firstOf(rowsWithoutBlobs), ["a/c/v", "a/c/v"]);
  });

  it("are blobs without rows, the young ones aside, and rows without blobs, by bucket", async () => {
    const rows = [row("a", "b"), row("a", "c"), row("z", "1", "v", null), row("z", "2")];
    const blobs = [blob("a/b/v"), blob("a/c/other"), blob("a/d/v"), blob("y/e/v", 7, 24), blob("y/f/v", 9, 23.99)];
    assert.deepEqual(await orphans(rows, blobs), {
      rows: 4,
      blobs: 5,
      removed: 0,
      blobsWithoutRows: {
        ...{ count: 3, bytes: 17 },
        buckets: [
          { bucket: "a", count: 2, bytes: 10, first: ["a/c/other", "a/d/v"] },
          { bucket: "y", count: 1, bytes: 7, first: ["y/e/v"] },
        ],
      },
      youngBlobsWithoutRows: { count: 1, bytes: 9, buckets: [{ bucket: "y", count: 1, bytes: 9, first: ["y/f/v"] }] },
      uploadNotes: none,
      rowsWithoutBlobs: {
        ...{ count: 3, bytes: 6 },
        buckets: [
          { bucket: "a", count: 1, bytes: 3, first: ["a/c/v"] },
          { bucket: "z", count: 2, bytes: 3, first: ["z/1/v", "z/2/v"] },
        ],
      },
    });
  });

  it("are of the age that is asked for", async () => {
    const { blobsWithoutRows, youngBlobsWithoutRows } = await orphans([], [blob("a/b/v", 5, 1)], "bytes", hour);
    assert.deepEqual([blobsWithoutRows.count, youngBlobsWithoutRows.count], [1, 0]);
  });

  it("are no blobs of names that a folder stores without empty names, as S3 does with them", async () => {
    const rows = [row("a", "/b//c")];
    assert.equal((await orphans(rows, [blob("a/b/c/v")], "folders")).blobsWithoutRows.count, 0);
    assert.equal((await orphans(rows, [blob("a//b//c/v")], "bytes")).blobsWithoutRows.count, 0);
    assert.equal((await orphans(rows, [blob("a/b/c/v")], "bytes")).blobsWithoutRows.count, 1);
  });

  it("are no rows that are gone when they are asked for again, a thousand at a time", async () => {
    const rows = Array.from({ length: 1002 }, (_, index) => row("a", String(10_000 + index), "v", 1));
    const asked: number[] = [];
    const stillThere = (some: readonly ObjectRow[]) => {
      asked.push(some.length);
      return Promise.resolve(some.slice(1));
    };
    const found = await findOrphans(listed(rows), listed<Blob>([]), "bytes", { stillThere });
    assert.deepEqual([asked, found.rows, found.removed, found.rowsWithoutBlobs.count], [[1000, 2], 1002, 2, 1000]);
    assert.deepEqual(firstOf(found.rowsWithoutBlobs).slice(-2), ["a/10999/v", "a/11001/v"]);
  });

  it("are not what a resumable upload left beside an object, unless that is gone", async () => {
    for (const [order, ending] of [
      ["bytes", "info"],
      ["folders", "json"],
    ] as const) {
      const blobs = [blob("a/b/v"), blob(`a/b/v.${ending}`, 2), blob(`a/c/v.${ending}`, 3), blob("a/b/v.txt", 4)];
      const { uploadNotes, blobsWithoutRows } = await orphans([row("a", "b")], blobs, order);
      assert.deepEqual(
        [firstOf(uploadNotes), firstOf(blobsWithoutRows)],
        [[`a/b/v.${ending}`], ["a/b/v.txt", `a/c/v.${ending}`]],
      );
    }
  });

  it("are counted beyond the thousand of a bucket that are named", async () => {
    const blobs = Array.from({ length: 1050 }, (_, index) => blob(`a/${10_000 + index}/v`, 1));
    const { buckets, ...sum } = (await orphans([], blobs)).blobsWithoutRows;
    const [{ first, ...ofBucket } = assert.fail()] = buckets;
    assert.deepEqual(
      [sum, ofBucket],
      [
        { count: 1050, bytes: 1050 },
        { bucket: "a", count: 1050, bytes: 1050 },
      ],
    );
    assert.deepEqual([first.length, first.at(-1)], [1000, "a/10999/v"]);
  });

  it("fail where a list is in the other order", async () => {
    const rows = listed([row("a!", "b"), row("a", "b")]);
    await assert.rejects(
      findOrphans(rows, listed<Blob>([]), "folders"),
      /out of order: "a\/b\/v" comes after "a!\/b\/v"/,
    );
  });

  for (const order of ["bytes", "folders"] as const) {
    it(`are what sets say, in the order "${order}"`, async () => {
      const name = fc
        .array(fc.constantFrom("a", "!", "0", "é", "\uff5e", "😀", "\n", "/b"), { minLength: 1, maxLength: 4 })
        .map((signs) => `x${signs.join("")}`);
      const some = fc.uniqueArray(name, { maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(some, some, async (ofRows, ofBlobs) => {
          const found = await orphans(
            ofRows.map((each) => row("bucket", each)),
            ofBlobs.map((each) => blob(`bucket/${each}/v`)),
            order,
          );
          const sorted = (names: readonly string[]) => names.map((each) => `bucket/${each}/v`).sort(compare(order));
          assert.deepEqual(firstOf(found.rowsWithoutBlobs), sorted(ofRows.filter((each) => !ofBlobs.includes(each))));
          assert.deepEqual(firstOf(found.blobsWithoutRows), sorted(ofBlobs.filter((each) => !ofRows.includes(each))));
        }),
      );
    });
  }
});
