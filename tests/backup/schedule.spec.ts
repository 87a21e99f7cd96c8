import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Plan } from "../../ops/recovery/plan";

describe("the scheduler's process", function () {
  this.timeout(60_000);
  let folder: string;
  const at = (name: string) => path.join(folder, name);
  const program = (command: string) => [
    ...["-r", "./typescript.cjs", "ops/backup/job.ts"],
    ...[command, "--plan", at("plan.json")],
  ];

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "scheduler-"));
    const plan: Plan = {
      ...{ stack: "dev", repository: at("repository"), repositoryPasswordFile: at("password") },
      database: { host: "127.0.0.1", port: 1, name: "postgres", username: "postgres", tls: "disable" },
      objects: { kind: "file", folder: at("objects") },
      ...{ wholeDatabase: false, volumes: {}, keep: { daily: 7, weekly: 4, monthly: 12 } },
      scratch: at("scratch"),
      metrics: at("metrics"),
      schedule: { backup: "0 0 1 1 *", drill: "0 0 1 1 *" },
    };
    writeFileSync(at("plan.json"), JSON.stringify(plan));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const health = () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, program("health"), { encoding: "utf8" });
    return { status, said: stdout + stderr };
  };

  it("is healthy once it runs, and ends well as soon as it is asked to", async () => {
    assert.deepEqual(health(), { status: 1, said: "No scheduler has run yet.\n" });
    const scheduler = spawn(process.execPath, program("schedule"), { stdio: ["ignore", "inherit", "inherit"] });
    const ended = once(scheduler, "exit");
    while (!existsSync(at("scratch/schedule.json"))) await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(health(), { status: 0, said: "The schedule is kept.\n" });
    assert.match(
      readFileSync(at("metrics/alfred-storage-scopes.prom"), "utf8"),
      /^alfred_storage_backup_scope_added_timestamp_seconds\{stack="dev",scope="storage"\} \d{10}$/m,
    );
    scheduler.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
  });
});
