import assert from "node:assert/strict";
import fc from "fast-check";
import { s3Location } from "./restic-files-s3";
import { literal } from "./restic-patterns";

describe("the place of a repository in S3", () => {
  const places: readonly [string, string, string, string][] = [
    ["s3:https://host/bucket/a/b", "https://host", "bucket", "a/b/"],
    ["s3:https://host/bucket", "https://host", "bucket", ""],
    ["s3:https://host/bucket/a/", "https://host", "bucket", "a/"],
    ["s3:http://127.0.0.1:9000/bucket/a", "http://127.0.0.1:9000", "bucket", "a/"],
    ["s3:s3.eu-west-1.amazonaws.com/bucket/a", "https://s3.eu-west-1.amazonaws.com", "bucket", "a/"],
    ["s3://host/bucket/a", "https://host", "bucket", "a/"],
  ];
  for (const [location, endpoint, bucket, prefix] of places) {
    it(`is read from ${location}`, () => {
      assert.deepEqual(s3Location(location), { endpoint, bucket, prefix });
    });
  }
});

describe("a path as a pattern", () => {
  it("matches nothing but that path: what has a meaning in patterns is escaped, and nothing else", () => {
    assert.equal(literal(String.raw`/a b/[x]*?\ü`), String.raw`/a b/\[x]\*\?\\ü`);
    fc.assert(
      fc.property(fc.string(), (path) => {
        const pattern = literal(path);
        assert.equal(pattern.replace(/\\(.)/gs, "$1"), path);
        assert.doesNotMatch(pattern.replace(/\\./gs, ""), /[*?[\\]/);
      }),
    );
  });
});
