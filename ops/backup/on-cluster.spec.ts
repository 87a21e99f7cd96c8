import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { TestCluster, type TestObject } from "../../cluster/testing-cluster";
import { TestBackup } from "./testing-backup";
import { argsOf, cronJobs, podOf, runJobs, stackOnCluster, type TestJob } from "./testing-jobs";

describe("ops backup on Kubernetes", function () {
  this.timeout(300_000);
  let templates: readonly TestObject[];
  let test: TestBackup;
  let cluster: TestCluster;
  before(async () => {
    templates = await cronJobs();
  });
  beforeEach(async () => {
    test = new TestBackup();
    cluster = await TestCluster.start();
    cluster.objects["cronjobs"] = templates;
    stackOnCluster(test, cluster);
  });
  afterEach(() => {
    cluster.stop();
    test.remove();
  });

  const run = async (args: string) => {
    const { status, stdout, stderr } = await test.start(`${args} --stack dev`).ended;
    return { status, stdout, stderr: stderr.replaceAll(/(backup-[a-z-]+-)[0-9a-f]{6}/g, "$1X") };
  };
  const templateOf = (name: string) => {
    const found = templates.find(({ metadata }) => metadata.name === name) ?? assert.fail(name);
    return (found.spec as unknown as { jobTemplate: { spec: TestJob["spec"] } }).jobTemplate.spec;
  };

  it("runs a Job like the CronJob's with other arguments, and deletes it", async () => {
    const jobs = runJobs(cluster, () => ({ status: 0, says: ["2 recovery points", "are there"] }));
    assert.deepEqual(await run("list --scope storage"), {
      status: 0,
      stdout: "2 recovery points\nare there",
      stderr: "",
    });
    const [job = assert.fail()] = jobs;
    assert.match(job.metadata.name, /^backup-prune-[0-9a-f]{6}$/);
    assert.deepEqual(job.metadata["annotations"], { "cronjob.kubernetes.io/instantiate": "manual" });
    const expected = structuredClone(templateOf("backup-prune"));
    const [program = assert.fail()] = expected.template.spec.containers;
    program.args = ["list", "--scope", "storage", "--plan", "/etc/alfred-backup/plan.json"];
    assert.deepEqual(job.spec, { ...expected, backoffLimit: 0, ttlSecondsAfterFinished: 600 });
    assert.deepEqual(cluster.objects["jobs"], []);
    assert.deepEqual(cluster.requests, ["get cronjobs", "create jobs", "list pods", "get pods/log", "delete jobs"]);
  });

  it("takes the CronJob that fits, and makes a recovery point of each scope though one fails", async () => {
    const jobs = runJobs(cluster, (args) => ({
      status: args.includes("database") ? 1 : 0,
      says: [args.split(" ")[2] ?? ""],
    }));
    assert.deepEqual(await run("now"), { status: 1, stdout: "storage\ndatabase\nredis-data", stderr: "" });
    for (const args of ["now --scope redis-data", "verify --read-data", "prune --dry-run", "drill"]) {
      assert.equal((await run(args)).status, 0);
    }
    const plan = "--plan /etc/alfred-backup/plan.json";
    assert.deepEqual(
      jobs.map((job) => [job.metadata.name.replace(/-[0-9a-f]{6}$/, ""), argsOf(job)]),
      [
        ["backup-storage", `now --scope storage ${plan}`],
        ["backup-database", `now --scope database ${plan}`],
        ["backup-redis-data", `now --scope redis-data ${plan}`],
        ["backup-redis-data", `now --scope redis-data ${plan}`],
        ["backup-prune", `verify --read-data ${plan}`],
        ["backup-prune", `prune --dry-run ${plan}`],
        ["backup-drill", `drill ${plan}`],
      ],
    );
    assert.deepEqual(await run("now --scope vectors"), {
      ...{ status: 1, stdout: "" },
      stderr: "There are no recovery points of vectors. There are of: storage, database, redis-data.",
    });
  });

  it("looks ahead of a restore beside what it would change, and changes nothing", async () => {
    const jobs = runJobs(cluster, () => ({ status: 0, says: ["would be restored"] }));
    assert.equal((await run("restore --latest --dry-run")).status, 0);
    assert.equal((await run("restore --latest --dry-run --scope redis-data")).status, 0);
    const [ofStorage = assert.fail(), ofRedis = assert.fail()] = jobs;
    const plan = "--plan /etc/alfred-backup/plan.json";
    assert.deepEqual(
      [argsOf(ofStorage), argsOf(ofRedis)],
      [`restore --latest --dry-run ${plan}`, `restore --latest --dry-run --scope redis-data ${plan}`],
    );
    const { template } = structuredClone(templateOf("backup-storage"));
    const [program = assert.fail()] = template.spec.containers;
    program.args = argsOf(ofStorage).split(" ");
    assert.deepEqual(ofStorage.spec.template, template);
    assert.match(ofRedis.metadata.name, /^backup-redis-data-/);
    assert.deepEqual(await run("restore --latest --dry-run --scope vectors"), {
      ...{ status: 1, stdout: "" },
      stderr: "There are no recovery points of vectors. There are of: storage, database, redis-data.",
    });
    assert.ok(!cluster.requests.some((asked) => /^patch |secrets/.test(asked)));
  });

  it("leaves nothing but JSON on standard output where that is asked for", async () => {
    runJobs(cluster, () => ({ status: 0, says: ["Snapshot 1 cannot be read.", "[", "  {}", "]"] }));
    assert.deepEqual(await run("list --json"), {
      ...{ status: 0, stdout: "[\n  {}\n]", stderr: "Snapshot 1 cannot be read." },
    });
  });

  it("tells how far it is apart from what came of it", async () => {
    runJobs(cluster, () => ({ status: 0, says: ["counting rows …", "storage 20261127T021700Z: complete, 3 objects"] }));
    assert.deepEqual(await run("drill"), {
      ...{ status: 0, stdout: "storage 20261127T021700Z: complete, 3 objects", stderr: "counting rows …" },
    });
  });

  it("prints each line once, as it comes", async () => {
    cluster.onMade = (resource, object) => {
      if (resource === "jobs") podOf(cluster, object, { running: {} });
    };
    const running = run("drill");
    const said = (count: number) =>
      Array.from({ length: count }, (_, index) => `2026-11-27T02:17:0${index}.000000000Z line ${index}\n`).join("");
    while (!cluster.requests.includes("get pods/log")) await sleep(20);
    const [job = assert.fail()] = cluster.objects["jobs"] as TestObject[];
    for (const count of [1, 2, 4]) {
      cluster.logs.set(`${job.metadata.name}-pod`, said(count));
      await sleep(100);
    }
    podOf(cluster, job, { terminated: { exitCode: 3 } });
    assert.deepEqual(await running, { status: 3, stdout: "line 0\nline 1\nline 2\nline 3", stderr: "" });
  });

  it("deletes its Job when it is interrupted, and says so", async () => {
    cluster.onMade = (resource, object) => {
      if (resource === "jobs") podOf(cluster, object, { running: {} });
    };
    const { child, ended } = test.start("now --scope storage --stack dev");
    while (!cluster.requests.includes("get pods/log")) await sleep(20);
    child.kill("SIGINT");
    const { status, stdout, stderr } = await ended;
    assert.deepEqual([status, stdout], [130, ""]);
    assert.match(
      stderr,
      /^The Job backup-storage-[0-9a-f]{6} is deleted; what runs in it ends within a minute\.\nInterrupted\.$/,
    );
    assert.deepEqual(cluster.objects["jobs"], []);
  });

  it("says why nothing runs, and leaves no Job behind", async () => {
    const refusal = async () => {
      const { status, stdout, stderr } = await run("drill");
      assert.deepEqual([status, stdout, cluster.objects["jobs"] ?? []], [1, "", []]);
      return stderr.replace(/^.* …\n/gm, ""); // how far it is, is told where that takes long
    };
    cluster.events.push({ metadata: {}, type: "Warning", reason: "FailedCreate", message: "exceeded quota" });
    assert.equal(
      await refusal(),
      "Job backup-drill-X did not run within 3 s: it has no pod.\nIts events:\n  Warning FailedCreate: exceeded quota",
    );
    cluster.events.pop();
    cluster.onMade = (resource, object) => {
      if (resource === "jobs") podOf(cluster, object, { waiting: { reason: "CreateContainerError" } }, "Pending");
    };
    assert.equal(await refusal(), "Job backup-drill-X does not run: pending, CreateContainerError.");
    const said = 'jobs.batch is forbidden: User "ci" cannot create resource "jobs" in API group "batch"';
    cluster.refused = (asked) => (asked === "create jobs" ? { code: 403, message: said } : undefined);
    assert.equal(
      await refusal(),
      'The user of context "other" may not create jobs in namespace platform (403). docs/recovery.md has the Role that ' +
        `allows it. The API server said: ${said}.`,
    );
    cluster.objects["cronjobs"] = [];
    assert.equal(
      await refusal(),
      "There is no CronJob backup-drill in namespace platform. Make it with: pulumi up --stack dev",
    );
  });

  it("says where the pod is gone that ran", async () => {
    cluster.onMade = (resource, object) => {
      if (resource === "jobs") podOf(cluster, object, { running: {} });
    };
    const running = run("drill");
    while (!cluster.requests.includes("get pods/log")) await sleep(20);
    cluster.pods.clear();
    assert.deepEqual(await running, {
      ...{ status: 1, stdout: "" },
      stderr: "The pod of Job backup-drill-X is gone: somebody deleted it, or its node is gone. Run it again.",
    });
  });
});
