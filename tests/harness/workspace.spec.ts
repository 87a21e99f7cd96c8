import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { parse } from "yaml";

import { runOrFail } from "./run";
import { bridgePlugins, writeFiles } from "./workspace";

describe("the bridge for plugins", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "workspace-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const programs = {
    "storagedb/PulumiPlugin.yaml": "runtime: nodejs\n",
    "storagedb/index.js": 'console.log("storagedb", process.argv[2]);',
    "rehearsal/postgresql/PulumiPlugin.yaml": "runtime: nodejs\n",
    "rehearsal/postgresql/index.js": 'console.log("postgresql", process.argv[2]);',
  };
  const project = "# ours\nname: a\nplugins:\n  providers:\n    - name: storagedb\n      path: storagedb\n";

  it("starts each plugin by an executable in its folder, with the engine's address", async () => {
    writeFiles(folder, { ...programs, "Pulumi.yaml": project });
    bridgePlugins(folder);
    const launchers = { storagedb: "storagedb", "rehearsal/postgresql": "postgresql" };
    for (const [where, name] of Object.entries(launchers)) {
      const { stdout } = await runOrFail(path.join(folder, where, `pulumi-resource-${name}`), ["127.0.0.1:1"]);
      assert.equal(stdout, `${name} 127.0.0.1:1\n`);
    }
  });

  it("names the stand-in after the project's own plugins, and leaves the rest of the file", () => {
    writeFiles(folder, { ...programs, "Pulumi.yaml": project });
    bridgePlugins(folder);
    bridgePlugins(folder);
    const text = readFileSync(path.join(folder, "Pulumi.yaml"), "utf8");
    assert.match(text, /^# ours$/m);
    const { plugins } = parse(text) as { plugins: { providers: unknown } };
    assert.deepEqual(plugins.providers, [
      { name: "storagedb", path: "storagedb" },
      { name: "postgresql", path: "rehearsal/postgresql" },
    ]);
  });

  it("names the stand-in where the project names no plugin, and nothing where there is no stand-in", () => {
    writeFiles(folder, { ...programs, "Pulumi.yaml": "name: a\n" });
    bridgePlugins(folder);
    const file = path.join(folder, "Pulumi.yaml");
    assert.deepEqual(parse(readFileSync(file, "utf8")), {
      name: "a",
      plugins: { providers: [{ name: "postgresql", path: "rehearsal/postgresql" }] },
    });
    rmSync(path.join(folder, "rehearsal"), { recursive: true });
    writeFiles(folder, { "Pulumi.yaml": "name: a\n" });
    bridgePlugins(folder);
    assert.equal(readFileSync(file, "utf8"), "name: a\n");
  });
});
