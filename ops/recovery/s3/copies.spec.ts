import assert from "node:assert/strict";
import { PassThrough, Readable } from "node:stream";
import fc from "fast-check";
import { Failure } from "../../../cluster/failure";
import type { ObjectRow, Order } from "../types";
import { type Captured, captureCopies, mostMissing } from "./copies";
import { type CopyEntry, readEntries } from "./entries";
import { FakeS3, refuse } from "./fake-s3";
import { restoreCopies } from "./restore";
import { verifyCopies } from "./verify";

const listener = { progress: () => undefined, signal: new AbortController().signal };
const bytesOf = (key: string) => Buffer.from(key);

/** An object with what there is of it where a capture begins. */
interface Case {
  readonly path: string;
  readonly row: boolean;
  readonly blob: boolean;
  /** Of the blob's content, of another one of the same length, or of another length. */
  readonly copy: "none" | "same" | "altered" | "longer";
}

/** Names of which some are folders of others, or go on with what comes before the slash. */
const name = fc.array(fc.constantFrom("a", "!", "/", "\uff5e", "😀"), { minLength: 1, maxLength: 3 });
const cases = fc.uniqueArray(
  fc.record({
    path: name.map((signs) => `bucket/${signs.join("")}/1`),
    row: fc.boolean(),
    blob: fc.boolean(),
    copy: fc.constantFrom("none", "same", "altered", "longer"),
  }),
  { selector: ({ path }) => path, maxLength: 12 },
);

const contentOf = (path: string) => `content of ${path}`;

/** A row without a version, so that its blob's path is the bucket's and the object's name. */
const rowOf = (path: string): ObjectRow => ({
  ...{ bucket: "bucket", name: path.slice("bucket/".length), version: null },
  ...{ size: contentOf(path).length, etag: null, contentType: null, cacheControl: null },
});

function world(list: readonly Case[], { order = "bytes", kms = false }: { order?: Order; kms?: boolean } = {}) {
  const s3 = new FakeS3({ files: { order, kms }, copies: { order, kms }, restored: { kms } });
  for (const { path, blob, copy } of list) {
    const content = contentOf(path);
    if (blob) s3.put("files", `t/${path}`, content);
    if (copy === "same") s3.put("copies", `blobs/t/${path}`, content);
    if (copy === "altered") s3.put("copies", `blobs/t/${path}`, "x".repeat(content.length));
    if (copy === "longer") s3.put("copies", `blobs/t/${path}`, `${content}.`);
  }
  s3.put("files", "u/bucket/a/1", "another tenant's");
  return s3;
}

const folders = (s3: FakeS3) => ({ source: s3.folder("files", "t/"), copies: s3.folder("copies", "blobs/") });

async function capture(s3: FakeS3, paths: readonly string[]): Promise<Captured & { readonly entries: CopyEntry[] }> {
  const out = new PassThrough();
  const rows = Readable.from(paths.map(rowOf));
  const entries: CopyEntry[] = [];
  const read = async () => {
    for await (const entry of readEntries(out, "blobs")) entries.push(entry);
  };
  const [captured] = await Promise.all([
    captureCopies({ ...folders(s3), rows, concurrency: 3 }, out, listener),
    read().catch(Boolean), // the capture tells it
  ]);
  return { ...captured, entries };
}

const rowsOf = (list: readonly Case[]) =>
  list
    .filter(({ row }) => row)
    .map(({ path }) => path)
    .sort((a, b) => Buffer.compare(bytesOf(a), bytesOf(b)));

describe("a capture of blobs", () => {
  it("has a copy of each row's blob afterwards, and copies no more than is missing or altered", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (list) => {
        const s3 = world(list);
        const rows = list.filter(({ row }) => row);
        const fitting = (one: Case) => one.copy === "same" || one.copy === "altered"; // by its size
        const missing = rows.filter((one) => !one.blob && !fitting(one));
        const captured = await capture(s3, rowsOf(list));
        assert.deepEqual(
          captured.missing.map((row) => row.name).sort(),
          missing.map(({ path }) => path.slice(7)).sort(),
        );
        assert.equal(captured.copied, rows.filter(({ blob, copy }) => blob && copy !== "same").length);
        assert.equal(captured.onlyCopied, rows.filter((one) => !one.blob && fitting(one)).length);
        assert.deepEqual(
          captured.entries.map(({ path }) => path),
          rowsOf(list).filter((path) => !missing.some((one) => one.path === path)),
        );
        const current = s3.current("copies");
        for (const { path, key, copyVersion, etag, sourceVersion } of captured.entries) {
          const copy = current.get(`blobs/${key}`);
          assert.deepEqual([key, copy?.versionId, copy?.etag], [`t/${path}`, copyVersion, etag]);
          assert.equal(sourceVersion, s3.current("files").get(key)?.versionId ?? null);
          if (sourceVersion !== null) assert.equal(copy?.content, contentOf(path));
        }
      }),
    );
  });

  it("is right or refused where the server lists folder by folder", async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(cases, async (list) => {
        const s3 = world(list, { order: "folders" });
        try {
          const { missing } = await capture(s3, rowsOf(list));
          const gone = list.filter(({ row, blob, copy }) => row && !blob && (copy === "none" || copy === "longer"));
          assert.equal(missing.length, gone.length);
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          refused++;
        }
      }),
    );
    assert.ok(refused > 0);
  });

  it("makes one copy for two rows of one path, and names the second", async () => {
    const s3 = world([{ path: "bucket/a/1", row: true, blob: true, copy: "none" }]);
    const { shared, missing, entries, copied } = await capture(s3, [
      "bucket/a/1",
      "bucket/a/1",
      "bucket/b/1",
      "bucket/b/1",
    ]);
    assert.deepEqual([shared, missing, copied], [[rowOf("bucket/a/1")], [rowOf("bucket/b/1"), rowOf("bucket/b/1")], 1]);
    assert.deepEqual(
      entries.map(({ path }) => path),
      ["bucket/a/1"],
    );
  });

  it("copies nothing again, and restores and verifies, where KMS makes ETags that tell nothing", async () => {
    const list = Array.from({ length: 30 }, (_, index) => `bucket/${String.fromCharCode(97 + index)}/1`);
    const s3 = world(
      list.map((path) => ({ path, row: true, blob: true, copy: "none" })),
      { kms: true },
    );
    const first = await capture(s3, list);
    assert.equal(first.copied, 30);
    s3.requests.length = 0;
    assert.deepEqual(await capture(s3, list), { ...first, copied: 0 });
    assert.ok(s3.requests.filter((request) => request === "HeadObject").length <= 3, s3.requests.join());
    const target = s3.folder("restored", "t/");
    const { copies } = folders(s3);
    for (const copied of [30, 0]) {
      const restored = await restoreCopies(Readable.from(first.entries), { copies, target }, listener);
      assert.deepEqual(restored, { objects: 30, bytes: first.bytes, copied, lost: [] });
    }
    const verified = await verifyCopies(Readable.from(first.entries), { copies, read: false }, listener);
    assert.deepEqual(verified, { objects: 30, bytes: first.bytes, bad: 0, problems: [] });
  });

  it("tells a blob missing that is removed between the listing and its copy", async () => {
    const paths = ["bucket/a/1", "bucket/b/1"];
    const s3 = world(paths.map((path) => ({ path, row: true, blob: true, copy: "none" })));
    const gone = s3.current("files").get("t/bucket/a/1") ?? assert.fail();
    s3.before = (command) => {
      if (command === "CopyObject") s3.purge("files", gone);
    };
    const { missing, objects } = await capture(s3, paths);
    assert.deepEqual([missing, objects], [[rowOf("bucket/a/1")], 1]);
  });

  it("copies by its version what is removed meanwhile, and by its ETag what has none", async () => {
    const s3 = new FakeS3({ files: { versioning: "Suspended" }, copies: {} });
    for (const key of ["t/bucket/a/1", "t/bucket/b/1"]) s3.put("files", key, "one");
    s3.before = (command) => {
      if (command === "CopyObject") s3.put("files", "t/bucket/a/1", "two");
    };
    const { missing, entries } = await capture(s3, ["bucket/a/1", "bucket/b/1"]);
    assert.deepEqual(missing, [rowOf("bucket/a/1")]);
    assert.deepEqual(
      entries.map(({ path, sourceVersion }) => [path, sourceVersion]),
      [["bucket/b/1", "null"]],
    );
  });

  it("needs versions of the copies", async () => {
    for (const versioning of [undefined, "Suspended"] as const) {
      const s3 = new FakeS3({ files: {}, copies: { versioning } });
      await assert.rejects(capture(s3, []), { message: /^The bucket copies is not versioned, / });
      assert.deepEqual(s3.requests, ["GetBucketVersioning"]);
    }
  });

  it("breaks off where a copy is refused", async () => {
    const s3 = world([{ path: "bucket/a/1", row: true, blob: true, copy: "none" }]);
    s3.before = (command) => {
      if (command === "CopyObject") refuse("AccessDenied", 403, "User: arn:aws:iam::1:role/x may not s3:PutObject.");
    };
    await assert.rejects(capture(s3, ["bucket/a/1"]), {
      message:
        "S3 refused to copy from the bucket files to copies (AccessDenied): User: arn:aws:iam::1:role/x may not " +
        "s3:PutObject. It takes s3:GetObject and s3:GetObjectVersion on files, s3:PutObject on copies.",
    });
  });

  it("suspects another bucket where too many blobs are missing, and holds no more of them", async () => {
    const s3 = world([]);
    const paths = Array.from({ length: mostMissing + 1 }, (_, index) => `bucket/${100_000 + index}`);
    assert.equal((await capture(s3, paths.slice(1))).missing.length, mostMissing);
    await assert.rejects(capture(s3, paths), {
      message:
        'More than 10000 rows have no blob in t/ of the bucket files, the one of "bucket/110000" among them. ' +
        "Is it the bucket of this database, and its tenant?",
    });
  });
});
