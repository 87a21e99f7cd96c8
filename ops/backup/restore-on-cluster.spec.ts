import assert from "node:assert/strict";
import { readyStatus, TestCluster, type TestObject } from "../../cluster/testing-cluster";
import { TestBackup } from "./testing-backup";
import { argsOf, cronJobs, runJobs, stackOnCluster } from "./testing-jobs";

describe("ops backup restore on Kubernetes", function () {
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

  const signedIn = {
    PGPASSWORD: "hunter2 administrator",
    ...{ AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "hunter2 key", AWS_SESSION_TOKEN: "hunter2 session" },
  };
  const run = (args: string, environment: NodeJS.ProcessEnv = signedIn) =>
    test.start(`restore ${args} --stack dev`, environment).ended;
  const resting = () =>
    (cluster.objects["cronjobs"] as TestObject[])
      .filter(({ spec }) => spec?.["suspend"] === true)
      .map(({ metadata }) => metadata.name)
      .sort();
  const all = ["backup-database", "backup-drill", "backup-prune", "backup-redis-data", "backup-storage"];
  const scaled = (replicas: number) =>
    `kubectl scale deployment/storage-service --replicas ${replicas} --namespace platform`;

  it("signs in as the administrator and as who restores, by a Secret that goes with the Job, while CronJobs rest", async () => {
    let rested: string[] = [];
    const jobs = runJobs(cluster, () => {
      rested = resting();
      return { status: 0, says: ["storage is restored"] };
    });
    assert.deepEqual(await run("--latest --replace"), {
      ...{ status: 0, stdout: "storage is restored", stderr: `Start the service again: ${scaled(3)}` },
    });
    assert.deepEqual([rested, resting()], [all, []]);
    const [job = assert.fail()] = jobs;
    assert.equal(
      argsOf(job),
      "restore --latest --replace --plan /etc/alfred-backup/plan.json --as postgres --password-file " +
        "/etc/alfred-backup/administrator-password --s3-credentials /etc/alfred-backup/administrator-s3.json",
    );
    const { name } = job.metadata;
    const [secret = assert.fail()] = cluster.objects["secrets"] as (TestObject & {
      stringData: Record<string, string>;
    })[];
    assert.equal(secret.metadata.name, name);
    assert.deepEqual(secret.metadata["ownerReferences"], [
      { apiVersion: "batch/v1", kind: "Job", name, uid: `uid-of-${name}` },
    ]);
    assert.deepEqual(secret.stringData, {
      "administrator-password": signedIn.PGPASSWORD,
      "administrator-s3.json": JSON.stringify({
        ...{ accessKeyId: "AKIA", secretAccessKey: "hunter2 key", sessionToken: "hunter2 session" },
      }),
    });
    assert.ok(!JSON.stringify(job).includes("hunter2"));
    const settings = job.spec.template.spec.volumes?.find((volume) => volume.projected !== undefined);
    assert.deepEqual(settings?.projected?.sources?.at(-1), { secret: { name } });
    assert.deepEqual(cluster.objects["jobs"], []);
  });

  it("writes a claim, on whatever node, with nobody's password", async () => {
    const jobs = runJobs(cluster, () => ({ status: 0, says: [] }));
    assert.deepEqual(await run("--set 20261127T021700Z --scope redis-data", {}), { status: 0, stdout: "", stderr: "" });
    const { affinity, containers } = jobs[0]?.spec.template.spec ?? assert.fail();
    assert.equal(affinity, undefined);
    assert.deepEqual(containers[0]?.volumeMounts?.at(-1), { name: "data", mountPath: "/data/redis-data" });
    assert.equal(cluster.objects["secrets"], undefined);
  });

  it("has the CronJobs go on where it fails, but for those that rested before", async () => {
    cluster.objects["cronjobs"] = templates.map((one) =>
      one.metadata.name === "backup-drill" ? { ...one, spec: { ...one.spec, suspend: true } } : one,
    );
    runJobs(cluster, () => ({ status: 1, says: ["It is altered."] }));
    assert.deepEqual(await run("--latest"), { status: 1, stdout: "It is altered.", stderr: "" });
    assert.deepEqual(resting(), ["backup-drill"]);
    cluster.refused = (asked) => (asked === "create secrets" ? { code: 403, message: "no secrets here" } : undefined);
    const { status, stderr } = await run("--latest");
    assert.deepEqual(
      [status, stderr, cluster.objects["jobs"], resting()],
      [1, "The cluster refuses the secret in namespace platform: no secrets here.", [], ["backup-drill"]],
    );
  });

  it("refuses while something writes, or is backed up, and without what it signs in with", async () => {
    const refusal = async (args = "--latest", environment: NodeJS.ProcessEnv = signedIn) => {
      const { status, stdout, stderr } = await run(args, environment);
      assert.deepEqual([status, stdout, cluster.objects["jobs"]], [1, "", undefined]);
      return stderr;
    };
    const command = "npm run ops -- backup restore --latest --stack dev";
    assert.equal(
      await refusal("--latest", { PGPASSWORD: "x" }),
      "It needs credentials that write into the bucket objects and read the copies, which no job has. This command takes them " +
        "from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN:\n  " +
        `eval "$(aws configure export-credentials --format env)"; ${command}`,
    );
    cluster.pods.set("storage-1", {
      metadata: { name: "storage-1", labels: { app: "db-storage" } },
      status: readyStatus,
    });
    assert.equal(await refusal(), `storage-1 would write meanwhile. First, and wait until they are gone: ${scaled(0)}`);
    cluster.pods.clear();
    cluster.pods.set("redis-0", { metadata: { name: "redis-0", labels: { app: "redis" } }, status: readyStatus });
    assert.equal(
      await refusal("--latest --scope redis-data"),
      "redis-0 would write meanwhile. Scale what runs them to 0 first, and wait until they are gone.",
    );
    cluster.pods.clear();
    cluster.objects["cronjobs"] = templates.map((one) => ({
      ...one,
      status: { active: [{ name: "backup-storage-1" }] },
    }));
    assert.equal(await refusal(), "The Job backup-storage-1 is under way. Wait for its end.");
    assert.deepEqual(resting(), []);
  });
});
