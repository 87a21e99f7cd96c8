import assert from "node:assert/strict";
import fc from "fast-check";
import { Failure } from "../../cluster/failure";
import { encodeManifest, type Manifest, readManifest } from "./manifest";

const hash = "0123456789abcdef".repeat(4);

const manifest: Manifest = {
  format: 1,
  stack: "dev",
  scope: "storage",
  set: "20261127T021700Z",
  state: "incomplete",
  began: "2026-11-27T02:17:00.123Z",
  ended: "2026-11-27T02:19:00.000Z",
  programs: { alfredStorage: "0.1.0", restic: "0.18.0", pgDump: "17.6" },
  parts: { objects: { snapshot: hash, bytes: 12, sha256: hash } },
  storage: {
    objects: 2,
    bytes: 5,
    buckets: [{ id: "a b", objects: 2, bytes: 5 }],
    tables: { "storage.objects": 2 },
    migration: null,
    deleted: 1,
    missing: { count: 1, first: ["a b/new\nline/v"] },
    altered: { count: 0, first: [] },
    shared: { count: 0, first: [] },
  },
  blobs: { kind: "file", snapshot: hash, files: 1, bytes: 5 },
  database: { name: "postgres", serverVersion: "15.18" },
};

describe("a manifest", () => {
  it("is read as it was written", () => {
    assert.deepEqual(readManifest(encodeManifest(manifest)), manifest);
    const { stack, set, began, ended } = manifest;
    const volume: Manifest = {
      ...{ format: 1, stack, scope: "redis", set, state: "complete", began, ended, parts: {} },
      programs: { alfredStorage: "0.1.0", restic: "0.18.0" },
      folder: { snapshot: hash, files: 3, bytes: 9, gone: 1 },
    };
    assert.deepEqual(readManifest(encodeManifest(volume)), volume);
    const copies: Manifest = { ...manifest, blobs: { kind: "s3", bucket: "b", objects: 1, bytes: 5, copied: 0 } };
    assert.deepEqual(readManifest(encodeManifest(copies)), copies);
  });

  it("is refused wherever it was cut", () => {
    const text = encodeManifest(manifest).trimEnd();
    fc.assert(
      fc.property(fc.nat(text.length - 1), (length) => {
        assert.throws(
          () => readManifest(text.slice(0, length)),
          /^Error: The manifest was (cut|altered), and is no JSON\. /,
        );
      }),
    );
    const message = "The manifest was cut, and is no JSON. Use another recovery point.";
    assert.throws(() => readManifest(""), new Failure(message));
    assert.throws(() => readManifest(text.slice(0, 100)), new Failure(message));
  });

  it("of a newer program is refused with what to do, whatever else it holds", () => {
    assert.throws(
      () => readManifest('{"format": 2, "sets": []}'),
      new Failure("The manifest has format 2, of a newer program; this one reads 1. Update it, then try again."),
    );
  });

  const altered: [what: string, content: unknown, said: string][] = [
    [
      "one of its values",
      { ...manifest, state: "fine" },
      'state: Invalid option: expected one of "complete"|"incomplete"',
    ],
    [
      "a hash",
      { ...manifest, parts: { objects: { snapshot: hash, bytes: 1, sha256: "12" } } },
      "parts: objects: sha256: is no hash of 64 hexadecimal digits",
    ],
    ["something that it does not know", { ...manifest, more: 1 }, 'Unrecognized key: "more"'],
    [
      "its set's name",
      { ...manifest, set: "latest" },
      "set: Invalid string: must match pattern /^(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z$/",
    ],
    ["all of it", [], "Invalid input: expected object, received array"],
  ];
  for (const [what, content, said] of altered) {
    it(`with ${what} altered is refused`, () => {
      assert.throws(
        () => readManifest(JSON.stringify(content)),
        new Failure(`The manifest was altered. Use another recovery point.\n${said}`),
      );
    });
  }

  it("that is no JSON any more was altered", () => {
    const text = encodeManifest(manifest).replace('"stack"', "stack");
    assert.throws(
      () => readManifest(text),
      new Failure("The manifest was altered, and is no JSON. Use another recovery point."),
    );
  });
});
