import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir, hostname, tmpdir, userInfo } from "node:os";
import path from "node:path";
import { approvalOf } from "./approval";
import { differences } from "./compare";
import { summarise, verdictOf } from "./summary";
import { commentOn, fixture, fixtureFile, fixtureNames, fixtures } from "./testing-fixtures";

/** With what the command ends for those that are not simply fine. */
const statuses: Readonly<Record<string, "failed" | "data loss">> = {
  "bucket-removed": "data loss",
  "bucket-removed-with-objects": "data loss",
  "cluster-away": "failed",
  "cluster-claim-removed": "failed",
  "cluster-claim-shrunk": "failed",
  "database-away": "failed",
  "name-prefix": "failed",
  "policy-violated": "failed",
  "stack-file-mistake": "failed",
  "volume-renamed": "failed",
};

describe("comments on previews that the real engine printed", () => {
  for (const name of fixtureNames()) {
    it(name, () => {
      const preview = fixture(name);
      const expected = path.join(fixtures, `${name}.md`);
      const comment = commentOn(preview);
      if (process.env["RECORD_PREVIEWS"] === "1") writeFileSync(expected, comment);
      assert.equal(comment, readFileSync(expected, "utf8"));
      const { failed, dataLoss } = verdictOf(summarise(preview));
      assert.equal(failed ? "failed" : dataLoss ? "data loss" : undefined, statuses[name]);
      const approval = approvalOf(preview, "dev");
      assert.deepEqual(differences(approval, approvalOf(fixture(name), "dev")), []);
    });
  }

  it("are as many as there are previews", () => {
    const recorded = readdirSync(fixtures).filter((file) => !file.endsWith(".md"));
    assert.deepEqual(
      recorded.sort(),
      fixtureNames()
        .map((name) => path.basename(fixtureFile(name)))
        .sort(),
    );
    assert.ok(recorded.length >= 30);
    assert.deepEqual(
      Object.keys(statuses).filter((name) => !fixtureNames().includes(name)),
      [],
    );
  });

  it("hold nothing of the machine that they were recorded on, nor a secret", () => {
    const ofMachine = [hostname(), tmpdir(), homedir(), userInfo().username, path.resolve(__dirname, "../..")]
      .filter((text) => text.length > 4)
      .map((text) => new RegExp(`\\b${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\b`));
    const telling = [
      ...ofMachine,
      /\/(tmp|root|home|work)\//, // wherever that machine was
      /\beyJ[\w-]{10,}/, // a token
      /-----BEGIN/,
      /"(password|token|secret|connectionUri)": ?"(?!\[secret\]")/i,
      /127\.0\.0\.1:(?!5432\b|5000\b|1\b)\d+/,
    ];
    for (const file of readdirSync(fixtures)) {
      const text = readFileSync(path.join(fixtures, file), "utf8");
      for (const pattern of telling) assert.doesNotMatch(text, pattern, file);
    }
  });
});
