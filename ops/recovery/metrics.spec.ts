import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { recordScopes, recordSuccess } from "./metrics";
import type { Surroundings } from "./surroundings";

describe("metrics of recovery points", () => {
  let folder: string;
  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), "metrics-")), "metrics");
  });
  afterEach(() => {
    rmSync(path.dirname(folder), { recursive: true });
  });

  const around = (volumes: readonly string[], metrics: string | undefined = folder) => {
    const folders = Object.fromEntries(volumes.map((name) => [name, { folder: `/data/${name}` }]));
    return { plan: { stack: "dev", wholeDatabase: true, volumes: folders, metrics } } as unknown as Surroundings;
  };
  const read = (name: string) => readFileSync(path.join(folder, name), "utf8").trimEnd().split("\n");
  const added = "alfred_storage_backup_scope_added_timestamp_seconds";

  it("say when something last went well, in a file of its own", () => {
    recordSuccess(around([]), "drill", "storage", new Date("2026-11-29T04:17:00Z"));
    recordSuccess(around([]), "drill", "storage", new Date("2026-12-06T04:17:00.999Z"));
    assert.deepEqual(readdirSync(folder), ["alfred-storage-drill-storage.prom"]);
    const name = "alfred_storage_drill_last_success_timestamp_seconds";
    assert.deepEqual(read("alfred-storage-drill-storage.prom"), [
      `# HELP ${name} When the newest recovery point of a scope was last restored on trial.`,
      `# TYPE ${name} gauge`,
      `${name}{stack="dev",scope="storage"} 1796530620`,
    ]);
  });

  it("say since when there is each scope, which a later start does not change, and none that is gone", () => {
    recordScopes(around(["redis", "vector"]), new Date(1000_000));
    recordScopes(around(["vector", "llm-2"]), new Date(2000_999));
    recordScopes(around(["vector", "llm-2"]), new Date(3000_000));
    assert.deepEqual(readdirSync(folder), ["alfred-storage-scopes.prom"]);
    assert.deepEqual(read("alfred-storage-scopes.prom"), [
      `# HELP ${added} Since when there are to be recovery points of a scope.`,
      `# TYPE ${added} gauge`,
      `${added}{stack="dev",scope="storage"} 1000`,
      `${added}{stack="dev",scope="database"} 1000`,
      `${added}{stack="dev",scope="vector"} 1000`,
      `${added}{stack="dev",scope="llm-2"} 2000`,
    ]);
  });

  it("are none where the plan names no folder", () => {
    mkdirSync(folder);
    const plan = { ...around([]).plan };
    delete plan.metrics;
    recordScopes({ plan }, new Date());
    recordSuccess({ plan } as Surroundings, "backup", "storage", new Date());
    assert.deepEqual(readdirSync(folder), []);
  });
});
