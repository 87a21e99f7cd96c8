import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseDocument } from "yaml";
import { upgradeCheckRights } from "../../cluster/rights";

describe("docs/upgrades.md", () => {
  it("has the Role with exactly the rights that failures name", () => {
    const page = readFileSync(path.join(__dirname, "../../docs/upgrades.md"), "utf8");
    const role = [...page.matchAll(/^```yaml\n(apiVersion: rbac[^]*?)^```$/gm)].map(([, text = ""]) => text).join("");
    assert.deepEqual(
      (parseDocument(role).toJS() as { rules: unknown }).rules,
      upgradeCheckRights.map(({ resource, verbs }) => ({ apiGroups: [""], resources: [resource], verbs })),
    );
  });
});
