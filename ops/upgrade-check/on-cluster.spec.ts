import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { namespace, TestCluster, type TestPod } from "../../cluster/testing-cluster";
import { TestCheck } from "./testing-check";
import { runInImage } from "./testing-image";

describe("ops upgrade-check on Kubernetes", function () {
  this.timeout(60_000);
  let check: TestCheck;
  let cluster: TestCluster;
  before(async () => {
    check = await TestCheck.start();
    await check.applied(["initialmigration", "storage-schema"]);
  });
  after(() => check.stop());
  beforeEach(async () => {
    cluster = await TestCluster.start();
    writeFileSync(path.join(check.root, "kubeconfig"), cluster.kubeconfig);
    check.stackFile("kubernetes");
    cluster.onCreated = (name, pod) => {
      const { command = [] } = pod.spec?.containers[0] ?? {};
      const { status, stdout } = runInImage(check.image, command);
      cluster.logs.set(name, stdout);
      cluster.pods.set(name, { ...pod, status: { phase: status === 0 ? "Succeeded" : "Failed" } });
    };
  });
  afterEach(() => {
    cluster.stop();
  });

  const stuck = (status: TestPod["status"]) => {
    cluster.onCreated = (name, pod) => cluster.pods.set(name, { ...pod, status });
  };
  const refusal = async () => {
    const { status, stdout, stderr } = await check.run();
    assert.deepEqual([status, stdout], [1, ""], stderr);
    return stderr.replaceAll(/storage-upgrade-check-\w+/g, "POD");
  };

  it("asks a pod that is hardened, has no right and is gone afterwards", async () => {
    let made: TestPod | undefined;
    const { onCreated } = cluster;
    cluster.onCreated = (name, pod) => {
      made = pod;
      onCreated(name, pod);
    };
    const { status, stdout, stderr } = await check.run(["--pull-secret", "registry"]);
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /would apply 2 migrations at its first start:\n\n {4}3 {2}name-index {2}builds an index/);
    assert.deepEqual([...cluster.pods.keys()], []);
    assert.deepEqual(made?.metadata.labels, {
      "alfred-storage.stack": "test",
      "app.kubernetes.io/name": "db-storage-upgrade-check",
      "app.kubernetes.io/part-of": "alfred-storage",
      "app.kubernetes.io/component": "upgrade-check",
      app: "db-storage-upgrade-check",
    });
    const { activeDeadlineSeconds, automountServiceAccountToken, imagePullSecrets, containers } = made.spec ?? {};
    assert.deepEqual(
      [activeDeadlineSeconds, automountServiceAccountToken, imagePullSecrets],
      [63, false, [{ name: "registry" }]],
    );
    assert.equal(containers?.[0]?.securityContext?.readOnlyRootFilesystem, true);
    assert.deepEqual(cluster.requests, ["list pods", "create pods", "get pods", "get pods/log", "delete pods"]);
  });

  it("deletes what earlier checks left, also where no node ever took it, and nothing else", async () => {
    const labels = {
      "app.kubernetes.io/part-of": "alfred-storage",
      "app.kubernetes.io/component": "upgrade-check",
      app: "db-storage-upgrade-check",
    };
    const pod = (name: string, phase: string, age: number, more: Record<string, string> = labels) => {
      const creationTimestamp = new Date(Date.now() - age * 1000).toISOString();
      const metadata = { name, labels: more, creationTimestamp };
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- plain data
      cluster.pods.set(name, { metadata, spec: { activeDeadlineSeconds: 360, containers: [] }, status: { phase } });
    };
    pod("ended", "Succeeded", 10);
    pod("never-placed", "Pending", 1000);
    pod("at-work", "Running", 10);
    pod("other", "Succeeded", 1000, { app: "other" });
    const { status, stderr } = await check.run();
    assert.deepEqual([status, stderr], [0, "Deleted what was left of earlier checks: ended, never-placed."]);
    assert.deepEqual([...cluster.pods.keys()], ["at-work", "other"]);
  });

  it("says why the pod does not start or ends otherwise, and deletes it", async () => {
    const waiting = { reason: "ImagePullBackOff", message: "not found" };
    stuck({ phase: "Pending", containerStatuses: [{ name: "upgrade-check", state: { waiting } }] });
    cluster.events.push({ metadata: {}, type: "Warning", reason: "Failed", message: "Error: not found" });
    assert.equal(
      await refusal(),
      "The pod POD in namespace platform cannot list the image's migrations: pending, its image cannot be pulled, " +
        "ImagePullBackOff: not found.\nIts events:\n  Warning Failed: Error: not found",
    );
    cluster.events.pop();
    const terminated = { exitCode: 1, reason: "Error", message: "/app/migrations/tenant: ENOENT\n" };
    stuck({ phase: "Failed", containerStatuses: [{ name: "upgrade-check", state: { terminated } }] });
    assert.equal(
      await refusal(),
      "The pod POD in namespace platform cannot list the image's migrations: failed, its container upgrade-check ended " +
        "with status 1 (Error: /app/migrations/tenant: ENOENT).",
    );
    stuck({ phase: "Pending" });
    assert.match(await refusal(), /did not list the image's migrations within 3 s: pending\.$/);
    assert.deepEqual([...cluster.pods.keys()], []);
  });

  it("names the right that is missing, the namespace, and the page that has the Role", async () => {
    const said = 'pods is forbidden: User "ci" cannot get resource "pods/log" in API group ""';
    cluster.refused = (asked) => (asked === "get pods/log" ? { code: 403, message: said } : undefined);
    assert.equal(
      await refusal(),
      'The user of context "other" may not get pods/log in namespace platform (403). docs/upgrades.md has the Role that ' +
        `allows it. The API server said: ${said}.`,
    );
    assert.deepEqual([...cluster.pods.keys()], []);
    const none = `namespaces "${namespace}" not found`;
    cluster.refused = (asked) => (asked === "create pods" ? { code: 404, message: none } : undefined);
    assert.match(
      await refusal(),
      /^There is no namespace platform in the cluster\. Before the first pulumi up there is/,
    );
  });

  it("deletes its pod when it is interrupted", async () => {
    stuck({ phase: "Pending" });
    const { child, ended } = check.start();
    while (!cluster.requests.includes("get pods")) await sleep(20);
    child.kill("SIGINT");
    const { status, stderr } = await ended;
    assert.deepEqual([status, stderr], [130, "Interrupted. Nothing was changed."]);
    assert.deepEqual([...cluster.pods.keys()], []);
  });

  it("knows that the database of such a stack may be at the end of a tunnel", async () => {
    check.stackFile("kubernetes", {
      database: { host: "db.databases.svc", port: 5432, tls: "require", reach: "tunnel", tunnel: { port: 1 } },
    });
    assert.equal(
      await refusal(),
      "nothing listens on 127.0.0.1:1, the end of the tunnel. Run the command through it: npm run ops -- tunnel --stack " +
        "test -- npm run ops -- upgrade-check --stack test",
    );
  });
});
