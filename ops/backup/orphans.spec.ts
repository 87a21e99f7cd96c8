import assert from "node:assert/strict";
import { TestCluster, type TestObject } from "../../cluster/testing-cluster";
import { help } from "./orphans";
import { TestBackup } from "./testing-backup";
import { argsOf, cronJobs, runJobs, stackOnCluster } from "./testing-jobs";

describe("ops orphans", function () {
  this.timeout(300_000);
  let test: TestBackup;
  beforeEach(() => {
    test = new TestBackup("orphans");
    test.stackFile({ platform: "docker", backup: {} });
    test.container("db-backup", "running");
  });
  afterEach(() => {
    test.remove();
  });

  it("runs the job in the container that makes recovery points, and passes on what came of it", () => {
    const run = test.run("--stack dev --minimum-age 2d --bucket avatars --json", {
      JOB: "echo '{}'; echo reading >&2; exit 1",
    });
    assert.deepEqual(run, { status: 1, stdout: "{}", stderr: "reading" });
    assert.deepEqual(test.calls(), [
      "container inspect db-backup",
      "exec --interactive db-backup node /opt/alfred-backup/backup.cjs orphans --minimum-age 2d --bucket avatars --json " +
        "--plan /etc/alfred-backup/plan.json --attended",
    ]);
  });

  it("says what it takes", () => {
    assert.deepEqual(test.run("--help"), { status: 0, stdout: help, stderr: "" });
    const wrong = (args: string) => {
      const { status, stderr } = test.run(args);
      assert.equal(status, 2, stderr);
      assert.ok(stderr.endsWith(`\n\n${help}`));
      return stderr.slice(0, stderr.indexOf("\n\n"));
    };
    assert.equal(wrong("--json"), "Which stack? Name it with --stack.");
    for (const age of ["1", "0h", "1.5h", "2w"]) {
      assert.equal(
        wrong(`--stack dev --minimum-age ${age}`),
        `--minimum-age is an age such as 30m, 24h or 7d, and "${age}" is none.`,
      );
    }
    for (const bucket of ["..", "a/b", "../a"]) {
      assert.equal(
        wrong(`--stack dev --bucket ${bucket}`),
        `--bucket is the id of a bucket, which "${bucket}" cannot be.`,
      );
    }
    assert.equal(
      wrong("--stack dev --scope storage"),
      "orphans takes no --scope. It takes --minimum-age, --bucket, --json.",
    );
    assert.equal(wrong("--stack dev avatars"), 'orphans takes options only, and "avatars" is none.');
    assert.equal(wrong("--stack dev --plan x"), "--plan is what this command tells the job itself.");
    assert.match(wrong("--stack dev --delete"), /^Unknown option '--delete'/);
    assert.deepEqual(test.calls(), []);
  });

  describe("on Kubernetes", () => {
    let templates: readonly TestObject[];
    let cluster: TestCluster;
    before(async () => {
      templates = await cronJobs();
    });
    beforeEach(async () => {
      cluster = await TestCluster.start();
      cluster.objects["cronjobs"] = templates;
      stackOnCluster(test, cluster);
    });
    afterEach(() => {
      cluster.stop();
    });

    it("runs a Job of the CronJob that reads the objects, and leaves its JSON alone on standard output", async () => {
      const jobs = runJobs(cluster, () => ({ status: 1, says: ["12000 objects compared …", "{", '  "rows": 3', "}"] }));
      assert.deepEqual(await test.start("--stack dev --json").ended, {
        ...{ status: 1, stdout: '{\n  "rows": 3\n}', stderr: "12000 objects compared …" },
      });
      const [job = assert.fail()] = jobs;
      assert.match(job.metadata.name, /^backup-storage-[0-9a-f]{6}$/);
      assert.equal(argsOf(job), "orphans --json --plan /etc/alfred-backup/plan.json");
      assert.deepEqual(cluster.objects["jobs"], []);
    });
  });
});
