import assert from "node:assert/strict";
import fc from "fast-check";
import { Failure } from "../../../cluster/failure";
import { FakeS3 } from "./fake-s3";
import { allVersions, currentVersions } from "./versions";

const signal = new AbortController().signal;

/** Signs that URLs encode, that UTF-16 and bytes sort differently, or that come before the slash. */
const sign = fc.constantFrom("a", "b", "/", "!", " ", "+", "%", "?", "\n", "\u0001", "é", "\uff5e", "😀");
const keys = fc.uniqueArray(fc.array(sign, { minLength: 1, maxLength: 4 }).map((signs) => signs.join("")));
const sorted = (list: readonly string[]) => [...list].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

async function listed(s3: FakeS3, list = currentVersions): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of list(s3.folder("files", "t/"), signal)) found.push(key);
  return found;
}

describe("listings of versions", () => {
  it("have every key in the order of its bytes, over any number of pages", async () => {
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 1, max: 4 }), fc.boolean(), async (list, pageSize, repeats) => {
        const s3 = new FakeS3({ files: { repeats: repeats && pageSize > 1 } }, pageSize);
        for (const key of list) s3.put("files", `t/${key}`, key);
        s3.put("files", "other", "is elsewhere");
        assert.deepEqual(await listed(s3), sorted(list));
      }),
    );
  });

  it("are right or refused where a server lists folder by folder", async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(keys, async (list) => {
        const s3 = new FakeS3({ files: { order: "folders" } });
        for (const key of list) s3.put("files", `t/${key}`, key);
        try {
          assert.deepEqual(await listed(s3), sorted(list));
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          refused++;
        }
      }),
    );
    assert.ok(refused > 0);
  });

  it("say which keys a server lists out of order", async () => {
    const s3 = new FakeS3({ files: { order: "folders" } });
    for (const key of ["t/a/1", "t/a b/1"]) s3.put("files", key, "");
    await assert.rejects(listed(s3), {
      message:
        'The S3 server lists "a b/1" after "a/1" in the bucket files. Amazon\'s lists by the bytes of keys, and only so ' +
        "can one tell what is missing. Use a server that does.",
    });
  });

  it("leave out what was replaced or removed, or have it", async () => {
    const s3 = new FakeS3({ files: {} }, 2);
    for (const key of ["t/a", "t/b", "t/c", "t/b", "t/b"]) s3.put("files", key, "");
    s3.put("files", "t/c", undefined);
    assert.deepEqual(await listed(s3), ["a", "b"]);
    assert.deepEqual(await listed(s3, allVersions), ["a", "b", "b", "b", "c"]);
  });

  it("are refused where they break off", async () => {
    const s3 = new FakeS3({ files: {} });
    s3.client.send = () => Promise.resolve({ IsTruncated: true });
    await assert.rejects(listed(s3), {
      message: "The listing of the bucket files breaks off without saying where.",
    });
  });
});
