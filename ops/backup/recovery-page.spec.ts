import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseDocument } from "yaml";
import { backupRights } from "../../cluster/rights";
import { readOptions } from "./options";

describe("docs/recovery.md", () => {
  const page = readFileSync(path.join(__dirname, "../../docs/recovery.md"), "utf8");

  it("has commands that are understood", () => {
    const commands = [...page.matchAll(/^ *npm run ops -- backup (.+)$/gm)].map(([, args = ""]) => args.split(" "));
    const words = commands.map((args) => readOptions(args)?.job.command);
    assert.deepEqual(words, ["now", "list", "verify", "drill", "prune", "restore", "restore", "restore"]);
  });

  it("has commands about objects that are understood", () => {
    const commands = [...page.matchAll(/^npm run ops -- ((?:orphans|repair-attributes) .+)$/gm)];
    const read = commands.map(([, args = ""]) => readOptions(args.split(" "), ["orphans", "repair-attributes"])?.job);
    assert.deepEqual(
      read.map((job) => job && [job.command, job.bucket, job.minimumAge / 3_600_000, job.dryRun, job.json]),
      [
        ["orphans", undefined, 24, false, false],
        ["orphans", "avatars", 168, false, true],
        ["repair-attributes", undefined, 24, true, false],
        ["repair-attributes", undefined, 24, false, false],
      ],
    );
  });

  it("has the Role with exactly the rights that failures name", () => {
    const role = [...page.matchAll(/^```yaml\n(apiVersion: rbac[^]*?)^```$/gm)].map(([, text = ""]) => text).join("");
    assert.deepEqual(
      (parseDocument(role).toJS() as { rules: unknown }).rules,
      backupRights.map(({ group = "", resource, verbs }) => ({ apiGroups: [group], resources: [resource], verbs })),
    );
  });
});
