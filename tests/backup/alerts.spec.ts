import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { jobsOf } from "../../components/backup-schedule/jobs";
import { cronJobName } from "../../components/backup-schedule/names";
import { common, s3Objects } from "../../components/backup-schedule/fixture";
import { recordScopes, recordSuccess } from "../../ops/recovery/metrics";
import type { Surroundings } from "../../ops/recovery/surroundings";

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: object;
      readonly annotations: object;
    }[];
  }[];
}

const folder = path.join(__dirname, "../../monitoring");
const rulesOf = (platform: string) => path.join(folder, `recovery-points-${platform}.rules.yaml`);
const rulesIn = (file: string) => (parse(readFileSync(file, "utf8")) as Rules).groups.flatMap(({ rules }) => rules);
const files = readdirSync(folder).map((name) => path.join(folder, name));

/** What promtool says of files, where it takes all of them. */
function promtool(what: "check" | "test", ...of: string[]): string {
  const { error, status, stdout, stderr } = spawnSync("promtool", [what, "rules", ...of], { encoding: "utf8" });
  if (error !== undefined)
    assert.fail(`promtool is missing, which Debian has in its package prometheus: ${error.message}`);
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

describe("alerts about recovery points", function () {
  this.timeout(120_000);
  let scratch: string;
  beforeEach(() => {
    scratch = mkdtempSync(path.join(tmpdir(), "alerts-"));
  });
  afterEach(() => {
    rmSync(scratch, { recursive: true });
  });

  /** Which alerts fire for series that stay as they are, in a word each: `alert scope`. */
  function assertFiring(platform: string, series: readonly string[], hours: number, firing: readonly string[]): void {
    const of = platform === "docker" ? "scope" : "cronjob";
    const samples = firing.map((one) => {
      const [alert = "", name = ""] = one.split(" ");
      return { labels: `{alertname="${alert}", ${of}="${name}"}`, value: 1 };
    });
    const test = path.join(scratch, "alerts.test.yaml");
    const interval = "1h";
    const expr = `sum by (alertname, ${of}) (ALERTS{alertstate="firing"})`;
    const content = {
      rule_files: [rulesOf(platform)],
      evaluation_interval: interval,
      tests: [
        {
          interval,
          input_series: series.map((one) => ({ series: one, values: `0x${hours}` })),
          promql_expr_test: [{ expr, eval_time: `${hours}h`, exp_samples: samples }],
        },
      ],
    };
    writeFileSync(test, JSON.stringify(content)); // which is YAML, too
    promtool("test", test);
  }

  it("are rules that Prometheus takes, and do as their tests say", () => {
    const [rules, tests] = [/\.rules\.yaml$/, /\.test\.yaml$/].map((kind) => files.filter((file) => kind.test(file)));
    assert.ok(rules && tests);
    assert.deepEqual([rules.length, tests.length, files.length], [2, 2, 4]);
    const checked = promtool("check", ...rules);
    assert.deepEqual(checked.match(/\d+ rules found/g), ["3 rules found", "4 rules found"]);
    assert.equal(promtool("test", ...tests).match(/SUCCESS/g)?.length, 2);
  });

  it("have a severity, a summary, a description, and a part of the runbook that is there", () => {
    const runbook = readFileSync(path.join(__dirname, "../../docs/recovery.md"), "utf8");
    const section = /^## Alerts$([^]*?)^## /m.exec(runbook)?.[1] ?? assert.fail();
    for (const { alert, labels, annotations } of ["docker", "kubernetes"].flatMap((one) => rulesIn(rulesOf(one)))) {
      assert.deepEqual(labels, { severity: alert === "AlfredStorageBackupLate" ? "critical" : "warning" });
      assert.deepEqual(Object.keys(annotations), ["summary", "description", "runbook_url"]);
      assert.equal((annotations as { runbook_url: string }).runbook_url, "docs/recovery.md#alerts");
      assert.ok(section.includes(`\`${alert}\``), alert);
    }
  });

  it("are made, on Docker, of what is written there and of nothing else", () => {
    const plan = { stack: "dev", metrics: scratch, wholeDatabase: true, volumes: { redis: { folder: "/data/redis" } } };
    const around = { plan } as unknown as Surroundings;
    const scopes = ["storage", "database", "redis"];
    const written = () =>
      readdirSync(scratch)
        .filter((file) => file.endsWith(".prom"))
        .flatMap((file) => [...readFileSync(path.join(scratch, file), "utf8").matchAll(/^[a-z_]+\{.*\}(?= 0$)/gm)])
        .map(([series]) => series);
    recordScopes(around, new Date(0));
    const never = scopes.map((scope) => `AlfredStorageBackupLate ${scope}`);
    assertFiring("docker", written(), 27, never);
    assertFiring("docker", written(), 193, [...never, "AlfredStorageDrillLate storage"]);
    for (const scope of scopes) recordSuccess(around, "backup", scope, new Date(0));
    recordSuccess(around, "drill", "storage", new Date(0));
    assertFiring("docker", written(), 26, []);
    assertFiring("docker", written(), 193, [...never, "AlfredStorageDrillLate storage"]);
    const used = rulesIn(rulesOf("docker")).flatMap(({ expr }) => expr.match(/alfred_[a-z_]+/g) ?? []);
    const names = written().map((series) => series.replace(/\{.*/, ""));
    assert.deepEqual([...new Set(used)].sort(), [...new Set(names)].sort());
  });

  it("are made, on Kubernetes, of the CronJobs that there are", () => {
    const long = "x".repeat(60);
    const jobs = jobsOf({
      ...{ wholeDatabase: true, objects: s3Objects, methods: { [long]: "files", "redis-data": "files" } },
      volumes: Object.fromEntries([long, "redis-data"].map((claim) => [claim, { claim, accessMode: "ReadWriteMany" }])),
      schedule: { ...common.schedule, prune: "47 5 * * *" },
    }).map(({ name }) => cronJobName(name));
    assert.equal(jobs.length, 6);
    const series = (metric: string) => jobs.map((one) => `${metric}{namespace="alfred-platform", cronjob="${one}"}`);
    const late = jobs
      .filter((one) => !["backup-prune", "backup-drill"].includes(one))
      .map((one) => `AlfredStorageBackupLate ${one}`);
    assert.equal(late.length, 4);
    const all = [...late, "AlfredStorageDrillLate backup-drill"];
    const made = series("kube_cronjob_created");
    assertFiring("kubernetes", made, 26, []);
    assertFiring("kubernetes", made, 27, late);
    assertFiring("kubernetes", made, 193, all);
    assertFiring("kubernetes", [...made, ...series("kube_cronjob_status_last_successful_time")], 193, all);
  });
});
