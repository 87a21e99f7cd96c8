import assert from "node:assert/strict";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { Failure } from "../../../cluster/failure";
import { type CopyEntry, readEntries } from "./entries";
import { writeLines } from "./lines";

const signal = new AbortController().signal;
const text = fc.string({ unit: "binary" });
const entries = fc.array(
  fc.record(
    { path: text, key: text, sourceVersion: fc.option(text), copyVersion: text, size: fc.maxSafeNat(), etag: text },
    { noNullPrototype: true },
  ),
);

async function written(list: readonly CopyEntry[]): Promise<Buffer> {
  const out = new PassThrough();
  const [bytes] = await Promise.all([buffer(out), writeLines(Readable.from(list), out, signal)]);
  return bytes;
}

async function read(bytes: Buffer): Promise<CopyEntry[]> {
  const found: CopyEntry[] = [];
  for await (const entry of readEntries(Readable.from([bytes]), "blobs")) found.push(entry);
  return found;
}

describe("entries of copies", () => {
  it("are read as they were written, whatever their names are", async () => {
    await fc.assert(
      fc.asyncProperty(entries, async (list) => {
        assert.deepEqual(await read(await written(list)), list);
      }),
    );
  });

  it("are refused where they are cut anywhere", async () => {
    const entry = { path: "a\u2028b/1", key: "t/a/1", sourceVersion: null, copyVersion: "v", size: 1, etag: "" };
    const bytes = await written([entry, { ...entry, sourceVersion: "v" }]);
    for (let length = 0; length < bytes.length; length++) {
      await assert.rejects(read(bytes.subarray(0, length)), (error) => {
        assert.ok(error instanceof Failure);
        assert.match(error.message, /^blobs was cut or altered: /);
        return true;
      });
    }
    const cutBefore = gzipSync(gunzipSync(bytes).subarray(0, -1));
    await assert.rejects(read(cutBefore), { message: "blobs was cut or altered: the last line has no end." });
  });

  it("are refused where one is none", async () => {
    const message = /^blobs was cut or altered: size: /;
    const line = JSON.stringify({ path: "", key: "", sourceVersion: null, copyVersion: "", size: -1, etag: "" });
    await assert.rejects(read(gzipSync(`${line}\n`)), { message });
  });

  it("let pass what fails while they are read", async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Failure("The repository was not reached."));
      },
    });
    await assert.rejects(readEntries(broken, "blobs").next(), { message: "The repository was not reached." });
  });
});
