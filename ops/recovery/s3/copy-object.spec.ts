import assert from "node:assert/strict";
import fc from "fast-check";
import { copyObject, type PartSizes } from "./copy-object";
import { FakeS3, refuse } from "./fake-s3";

const signal = new AbortController().signal;

async function copy(s3: FakeS3, key: string, sizes?: PartSizes) {
  const { content = "", ...original } = s3.current("files").get(`t/${key}`) ?? assert.fail();
  const from = { ...original, key, size: content.length };
  return copyObject(s3.folder("files", "t/"), from, s3.folder("copies", "blobs/"), "copy", signal, sizes);
}

describe("a copy of an object", () => {
  it("is of the one that is meant, whatever signs its key has", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", minLength: 1 }), async (key) => {
        const s3 = new FakeS3({ files: {}, copies: {} });
        s3.put("files", `t/${key}`, "the old one");
        const { etag } = s3.put("files", `t/${key}`, "the one");
        assert.deepEqual(await copy(s3, key), { versionId: "v3", etag });
        assert.equal(s3.current("copies").get("blobs/copy")?.content, "the one");
        assert.deepEqual(s3.requests, ["CopyObject"]);
      }),
    );
  });

  it("is whole, in parts of any size", async () => {
    const sizes = fc.record({ above: fc.integer({ min: 0, max: 30 }), part: fc.integer({ min: 1, max: 12 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 }),
        sizes,
        async (content, by) => {
          const s3 = new FakeS3({ files: {}, copies: {} });
          s3.put("files", "t/large", content);
          const { versionId } = await copy(s3, "large", by);
          const made = s3.current("copies").get("blobs/copy");
          assert.deepEqual([made?.content, made?.versionId], [content, versionId]);
          const parts = s3.requests.filter((request) => request === "UploadPartCopy").length;
          assert.equal(parts, content.length > by.above ? Math.ceil(content.length / by.part) : 0);
          assert.equal(s3.uploads.size, 0);
        },
      ),
    );
  });

  it("leaves no parts behind where one fails", async () => {
    const s3 = new FakeS3({ files: {}, copies: {} });
    s3.put("files", "t/large", "0123456789");
    s3.before = (command, { CopySourceRange }) => {
      if (command === "UploadPartCopy" && CopySourceRange === "bytes=6-8") refuse("SlowDown", 503, "Reduce your rate.");
    };
    await assert.rejects(copy(s3, "large", { above: 5, part: 3 }), {
      message: "S3 at fake:1 did not copy from the bucket files to copies (SlowDown): Reduce your rate.",
      passing: true,
    });
    assert.equal(s3.uploads.size, 0);
    assert.equal(s3.current("copies").size, 0);
  });

  it("is refused where it has another length than its original", async () => {
    const s3 = new FakeS3({ files: {}, copies: {} });
    s3.put("files", "t/a", "0123456789");
    const { client } = s3;
    const send = client.send.bind(client) as (command: unknown) => Promise<object>;
    client.send = async (command: unknown) => {
      const answer = await send(command);
      return "ContentLength" in answer ? { ...answer, ContentLength: 9 } : answer;
    };
    await assert.rejects(copy(s3, "a", { above: 5, part: 5 }), {
      message: 'The copy of "t/a" in the bucket copies has 9 bytes instead of 10. Look who else writes there.',
    });
  });
});
