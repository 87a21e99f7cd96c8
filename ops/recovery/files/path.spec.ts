import assert from "node:assert/strict";
import path from "node:path";
import fc from "fast-check";
import { folderPath } from "./path";

describe("where a row's blob lies in a folder", () => {
  it("is its path, without names that a folder does not know", () => {
    const at = (name: string, version: string | null = "v") => folderPath({ bucket: "bucket", name, version });
    assert.deepEqual(
      [at("a/b"), at("/a//b/"), at("./a/."), at("a/", null), at(".a./..b")],
      ["bucket/a/b/v", "bucket/a/b/v", "bucket/a/v", "bucket/a", "bucket/.a./..b/v"],
    );
  });

  it("is where the service, too, resolves it to", () => {
    const name = fc.array(fc.constantFrom("/", ".", "a", " ", "\n"), { maxLength: 8 }).map((signs) => signs.join(""));
    fc.assert(
      fc.property(
        name.filter((text) => !text.split("/").includes("..")),
        (text) => {
          const row = { bucket: "bucket", name: text, version: "v" };
          assert.equal(`/tenant/${folderPath(row)}`, path.resolve("/tenant", `bucket/${text}/v`));
        },
      ),
    );
  });
});
