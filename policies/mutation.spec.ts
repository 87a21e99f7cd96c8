import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { survivorsOf } from "./mutation";
import { ruleFiles, specOf } from "./rule-files";
import { casesOf } from "./testing";

// Those of another file of specs are not known where this one is run alone.
const load = createRequire(__filename);
for (const file of ruleFiles) load(specOf(file));

describe("Every condition of every rule, turned around", function () {
  this.timeout(300_000);
  let count = 0;

  for (const file of ruleFiles) {
    it(`is noticed in ${file.file}`, async () => {
      const { survivors, count: of } = await survivorsOf(file, casesOf);
      count += of;
      assert.deepEqual(survivors, []);
    });
  }

  it("is done at least three times for each rule", () => {
    assert.ok(count >= 3 * ruleFiles.length, String(count));
  });
});
