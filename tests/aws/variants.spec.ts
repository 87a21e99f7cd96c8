import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { readSettings } from "../../config/read";
import { variants } from "./variants";

it("The first of the variants is what prod's stack file asks for in AWS", async () => {
  const text = readFileSync(path.join(__dirname, "../../Pulumi.prod.yaml"), "utf8");
  const { config } = parse(text) as { config: Record<string, unknown> };
  const handed = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const { settings, issues } = await readSettings(Object.fromEntries(handed) as Record<string, string>, "FILE");
  const { account, ...prod } = Object.values(variants)[0] ?? assert.fail();
  assert.equal(account, "123456789012"); // whose account it is, the file leaves to the credentials
  assert.deepEqual(settings?.aws, prod, JSON.stringify(issues));
});
