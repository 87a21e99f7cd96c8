import assert from "node:assert/strict";
import { listBlobs, removeBlobs } from "./blobs";
import { FakeS3 } from "./fake-s3";

const signal = new AbortController().signal;

describe("blobs of a tenant", () => {
  it("are listed by their paths, over several pages, without those of others", async () => {
    const s3 = new FakeS3({ files: {} }, 2);
    const modified = new Date("2026-11-27T02:17:00Z");
    for (const key of ["t/a b/1", "t/a/1", "t/é/+", "u/a/1", "t"]) s3.put("files", key, key, modified);
    const blobs: unknown[] = [];
    for await (const blob of listBlobs(s3.folder("files", "t/"), signal)) blobs.push(blob);
    assert.deepEqual(blobs, [
      { path: "a b/1", size: 7, modified },
      { path: "a/1", size: 5, modified },
      { path: "é/+", size: 5, modified },
    ]);
    assert.deepEqual(s3.requests, ["ListObjectsV2", "ListObjectsV2"]);
  });

  it("are removed a thousand at a time, and one by one where XML cannot say their names", async () => {
    const s3 = new FakeS3({ files: {} });
    const paths = Array.from({ length: 2500 }, (_, index) => `a/${index}`);
    const odd = ["a/\u0001", "a/\uffff", "a/new\nline"];
    for (const path of [...paths, ...odd, "stays"]) s3.put("files", `t/${path}`, "");
    const told: string[] = [];
    const progress = (text: string) => void told.push(text);
    const removed = await removeBlobs(s3.folder("files", "t/"), [...paths, ...odd, "never was"], { progress, signal });
    assert.equal(removed, 2504);
    assert.deepEqual([...s3.current("files").keys()], ["t/stays"]);
    assert.deepEqual(s3.requests, [
      ...["DeleteObjects", "DeleteObjects", "DeleteObjects"],
      ...["DeleteObject", "DeleteObject"],
    ]);
    assert.deepEqual(told, ["1000 blobs removed", "2000 blobs removed", "2504 blobs removed"]);
  });
});
