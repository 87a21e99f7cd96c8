import assert from "node:assert/strict";
import { TestCluster, type TestObject } from "../../cluster/testing-cluster";
import { help } from "./repair-attributes";
import { TestBackup } from "./testing-backup";
import { argsOf, cronJobs, runJobs, stackOnCluster } from "./testing-jobs";

describe("ops repair-attributes", function () {
  this.timeout(300_000);
  let test: TestBackup;
  beforeEach(() => {
    test = new TestBackup("repairAttributes");
    test.stackFile({ platform: "docker", backup: {} });
    test.container("db-backup", "running");
  });
  afterEach(() => {
    test.remove();
  });

  const plan = "--plan /etc/alfred-backup/plan.json";
  const nothing =
    "The objects of dev are in S3, which keeps the type of each with the object itself: there are no attributes to repair.";

  it("writes in a container of its own into the volume of the objects alone, while all else goes on", () => {
    test.container("db-storage", "running");
    const run = test.run("--stack dev --json", { JOB: "echo repaired" });
    assert.deepEqual(run, { status: 0, stdout: "repaired", stderr: "" });
    const calls = test.calls().filter((call) => !call.startsWith("cp "));
    assert.deepEqual(
      calls.map((call) => call.replace(/(?<=^create --name db-restore ).*(?= --mount type=volume,source=db-st)/, "…")),
      [
        "container inspect db-backup",
        "container inspect db-restore",
        "create --name db-restore … --mount type=volume,source=db-storage-data,target=/data/storage " +
          "--mount type=volume,source=redis-data,target=/data/redis,readonly " +
          `sha256:abc repair-attributes --json ${plan} --attended`,
        "network connect other db-restore",
        "start --attach --interactive db-restore",
        "rm --force --volumes db-restore",
      ],
    );
  });

  it("only reads in a dry run, where recovery points are made", () => {
    const run = test.run("--dry-run --stack dev", { JOB: "echo 3 of 4; exit 1" });
    assert.deepEqual(run, { status: 1, stdout: "3 of 4", stderr: "" });
    assert.deepEqual(test.calls(), [
      "container inspect db-backup",
      `exec --interactive db-backup node /opt/alfred-backup/backup.cjs repair-attributes --dry-run ${plan} --attended`,
    ]);
  });

  it("refuses while somebody restores", () => {
    test.container("db-restore", "running");
    assert.deepEqual(test.run("--stack dev"), {
      ...{ status: 1, stdout: "" },
      stderr: "A restore or repair is under way in db-restore. Wait for it, or end it: docker stop db-restore",
    });
    test.container("db-backup", "paused");
    assert.equal(test.run("--stack dev").stderr, "The container db-backup is paused. First: docker unpause db-backup");
    assert.ok(!test.calls().some((call) => /^(create|stop|start|rm)/.test(call)));
  });

  it("says what it takes", () => {
    assert.deepEqual(test.run("--help"), { status: 0, stdout: help, stderr: "" });
    assert.deepEqual(test.run("--stack dev --bucket a"), {
      ...{ status: 2, stdout: "" },
      stderr: `repair-attributes takes no --bucket. It takes --dry-run, --json.\n\n${help}`,
    });
  });

  describe("on Kubernetes", () => {
    let templates: readonly TestObject[];
    let cluster: TestCluster;
    before(async () => {
      templates = await cronJobs({ ofFiles: true });
    });
    beforeEach(async () => {
      cluster = await TestCluster.start();
      cluster.objects["cronjobs"] = templates;
    });
    afterEach(() => {
      cluster.stop();
    });

    it("writes the claim of the objects beside the service, and only reads it in a dry run", async () => {
      const ofFiles = { backend: "file", s3: undefined, replicas: 1 };
      stackOnCluster(test, cluster, ofFiles, { "db-storage-data": { size: "1Gi", storageClass: "standard" } });
      const jobs = runJobs(cluster, () => ({ status: 0, says: ["2 of 3"] }));
      for (const args of ["--stack dev", "--stack dev --dry-run"]) {
        assert.deepEqual(await test.start(args).ended, { status: 0, stdout: "2 of 3", stderr: "" });
      }
      const data = { name: "data", mountPath: "/data/storage" };
      assert.deepEqual(
        jobs.map((job) => [
          argsOf(job),
          job.spec.template.spec.containers[0]?.volumeMounts?.at(-1),
          job.spec.template.spec.affinity !== undefined,
        ]),
        [
          [`repair-attributes ${plan}`, data, true],
          [`repair-attributes --dry-run ${plan}`, { ...data, readOnly: true }, true],
        ],
      );
      assert.deepEqual([cluster.objects["jobs"], cluster.objects["secrets"]], [[], undefined]);
    });

    it("has nothing to do with objects in S3, and says why", async () => {
      stackOnCluster(test, cluster);
      assert.deepEqual(await test.start("--stack dev").ended, { status: 0, stdout: nothing, stderr: "" });
      const { status, stdout } = await test.start("--stack dev --json").ended;
      assert.deepEqual([status, JSON.parse(stdout)], [0, { stack: "dev", nothingToRepair: nothing }]);
      assert.deepEqual(cluster.requests, []);
    });
  });
});
