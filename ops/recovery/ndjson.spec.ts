import assert from "node:assert/strict";
import { PassThrough, Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { Failure } from "../../cluster/failure";
import { readRows, writeRows } from "./ndjson";
import type { ObjectRow } from "./types";

const plain: ObjectRow = {
  bucket: "avatars",
  name: "a/b.png",
  version: "0c0f1a4e-9d0a-4b7e-8a6a-2f6f0f6d3d11",
  size: 12,
  etag: '"5eb63bbbe01eeed093cb22bb8f5acdc3"',
  contentType: "image/png",
  cacheControl: "max-age=3600",
};

/** What PostgreSQL can hold: every character of Unicode but NUL, among them those that end a line somewhere. */
const text = fc
  .string({
    unit: fc.oneof(
      { weight: 4, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
      fc.constantFrom("\n", "\r", "\u2028", "\u2029", "\u0085", "\ufeff", "\ufffd", "\\", '"', "\u001a", "💾"),
    ),
  })
  .filter((made) => !made.includes("\0"));
const optional = fc.option(text);
const rows = fc.array(
  fc.record<ObjectRow>(
    {
      bucket: text,
      name: text,
      version: optional,
      size: fc.option(fc.integer({ min: 0, max: 999_999_999_999_999 })),
      etag: optional,
      contentType: optional,
      cacheControl: optional,
    },
    { noNullPrototype: true },
  ),
);

async function written(given: readonly ObjectRow[]): Promise<{ count: number; file: Buffer }> {
  const out = new PassThrough();
  const pieces = out.toArray();
  // eslint-disable-next-line @typescript-eslint/require-await
  async function* each() {
    yield* given;
  }
  const count = await writeRows(each(), out);
  return { count, file: Buffer.concat((await pieces) as Buffer[]) };
}

/** The file in pieces of so many bytes. */
async function read(file: Buffer, size = 64 * 1024): Promise<ObjectRow[]> {
  const pieces = Array.from({ length: Math.ceil(file.length / size) }, (_, index) =>
    file.subarray(index * size, (index + 1) * size),
  );
  const found: ObjectRow[] = [];
  for await (const row of readRows(Readable.from(pieces), "objects.ndjson.gz")) found.push(row);
  return found;
}

const refusal = async (file: Buffer): Promise<string> => {
  const error: unknown = await read(file).catch((error: unknown) => error);
  assert.ok(error instanceof Failure, String(error));
  return error.message;
};

describe("rows in a file", () => {
  it("are JSON, one to a line, under gzip", async () => {
    const { count, file } = await written([plain, { ...plain, version: null, size: null }]);
    assert.equal(count, 2);
    assert.equal(
      gunzipSync(file).toString(),
      '{"bucket":"avatars","name":"a/b.png","version":"0c0f1a4e-9d0a-4b7e-8a6a-2f6f0f6d3d11","size":12,' +
        '"etag":"\\"5eb63bbbe01eeed093cb22bb8f5acdc3\\"","contentType":"image/png","cacheControl":"max-age=3600"}\n' +
        '{"bucket":"avatars","name":"a/b.png","version":null,"size":null,' +
        '"etag":"\\"5eb63bbbe01eeed093cb22bb8f5acdc3\\"","contentType":"image/png","cacheControl":"max-age=3600"}\n',
    );
  });

  it("come back as they were, whatever text they hold and however the file is cut into pieces", async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 100 }), async (given, size) => {
        const { count, file } = await written(given);
        assert.equal(count, given.length);
        assert.deepEqual(await read(file, size), given);
      }),
    );
  });

  it("are the same bytes each time", async () => {
    assert.deepEqual(await written([plain]), await written([plain]));
  });

  it("are refused wherever the file was cut", async () => {
    const { file } = await written([plain, plain, plain]);
    for (let length = 0; length < file.length; length++) {
      assert.equal(
        await refusal(file.subarray(0, length)),
        "objects.ndjson.gz was cut or altered: unexpected end of file.",
        `${length} bytes`,
      );
    }
  });

  it("are never others than those that were written, whichever bit is flipped", async () => {
    const given = [plain, { ...plain, name: "c" }];
    const { file } = await written(given);
    let refused = 0;
    for (let bit = 0; bit < file.length * 8; bit++) {
      const altered = Buffer.from(file);
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const found = await read(altered).catch((error: unknown) => error);
      if (found instanceof Failure) refused++;
      else assert.deepEqual(found, given, `bit ${bit}`);
    }
    // In gzip's header, a time and a kind of computer mean nothing.
    assert.ok(refused > (file.length - 7) * 8, `${refused} of ${file.length * 8}`);
  });

  it("are refused where something follows, or a line is none of theirs", async () => {
    const { file } = await written([plain]);
    assert.equal(
      await refusal(Buffer.concat([file, Buffer.from("more")])),
      "objects.ndjson.gz was cut or altered: incorrect header check.",
    );
    assert.match(await refusal(gzipSync("{}\n")), /^objects\.ndjson\.gz was cut or altered: bucket: Invalid input/);
    assert.match(await refusal(gzipSync("nothing\n")), /^objects\.ndjson\.gz was cut or altered: Unexpected token/);
    const line = gunzipSync(file).toString().trimEnd();
    assert.equal(await refusal(gzipSync(line)), "objects.ndjson.gz was cut or altered: the last line has no end.");
  });

  it("fail as what they are read from fails", async () => {
    const { file } = await written([plain]);
    const broken = new Error("the repository is gone");
    const from = new Readable({
      read() {
        this.push(file.subarray(0, 30));
        this.destroy(broken);
      },
    });
    await assert.rejects(readRows(from, "objects.ndjson.gz").next(), broken);
  });

  it("fail as what gives them fails, and do not look whole then", async () => {
    const broken = new Error("the connection is gone");
    // eslint-disable-next-line @typescript-eslint/require-await
    async function* failing() {
      yield plain;
      throw broken;
    }
    const out = new PassThrough().resume();
    await assert.rejects(writeRows(failing(), out), broken);
    assert.equal(out.writableFinished, false);
  });
});
