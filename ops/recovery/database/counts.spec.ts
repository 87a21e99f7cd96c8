import assert from "node:assert/strict";
import { type Counts, different, inText, nothing } from "./counts";

const counts: Counts = {
  buckets: [
    { bucket: "avatars", objects: 3, bytes: 60 },
    { bucket: "documents", objects: 1, bytes: 5 },
    { bucket: "empty", objects: 0, bytes: 0 },
  ],
  objects: 4,
  bytes: 65,
  tables: { "storage.buckets": 3, "storage.objects": 4 },
};

describe("counts of a database", () => {
  it("are equal to themselves, in whatever order they come", () => {
    assert.deepEqual(different(counts, counts), []);
    assert.deepEqual(different(counts, { ...counts, buckets: [...counts.buckets].reverse() }), []);
  });

  it("differ by bucket and by table, also where one is not there", () => {
    const found: Counts = {
      buckets: [
        { bucket: "avatars", objects: 3, bytes: 59 },
        { bucket: "new", objects: 2, bytes: 0 },
      ],
      objects: 5,
      bytes: 59,
      tables: { "storage.objects": 5, "storage.newer": 1, "storage.none": 0 },
    };
    assert.deepEqual(different(counts, found).map(inText), [
      'bucket "avatars" has 59 bytes instead of 60',
      'bucket "documents" has 0 objects instead of 1',
      'bucket "documents" has 0 bytes instead of 5',
      'bucket "new" has 2 objects instead of 0',
      "storage.buckets has 0 rows instead of 3",
      "storage.newer has 1 rows instead of 0",
      "storage.objects has 5 rows instead of 4",
    ]);
    assert.equal(different(counts, nothing).length, 6);
  });
});
