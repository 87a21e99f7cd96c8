import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { rolloutEnded, rolloutReasons } from "./rollout";
import { namespace, readyStatus, TestCluster, type TestPod } from "./testing-cluster";

describe("a rollout", () => {
  let cluster: TestCluster;
  let folder: string;
  const { KUBECONFIG } = process.env;
  const labels = { app: "db-storage" };

  beforeEach(async () => {
    cluster = await TestCluster.start();
    folder = mkdtempSync(path.join(tmpdir(), "rollout-"));
    process.env["KUBECONFIG"] = path.join(folder, "config");
    writeFileSync(path.join(folder, "config"), cluster.kubeconfig);
  });
  afterEach(() => {
    cluster.stop();
    rmSync(folder, { recursive: true });
    if (KUBECONFIG === undefined) Reflect.deleteProperty(process.env, "KUBECONFIG");
    else process.env["KUBECONFIG"] = KUBECONFIG;
  });

  const pod = (name: string, status: TestPod["status"], more = labels) =>
    cluster.pods.set(name, { metadata: { name, labels: more }, status });
  const event = (kind: string, name: string, type: string, reason: string, message: string) =>
    cluster.events.push({ metadata: {}, involvedObject: { kind, name }, type, reason, message });
  const reasons = (context?: string) => rolloutReasons(context)(namespace, "db-storage");
  const unplaced = {
    phase: "Pending",
    conditions: [{ type: "PodScheduled", status: "False", message: "0/3 nodes are available: 3 Insufficient cpu." }],
  };

  describe("has ended", () => {
    const progressing = (reason: string) => [{ type: "Progressing", status: "True", reason }];
    const before = { observedGeneration: 1, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
    const begun = { observedGeneration: 2, replicas: 4, updatedReplicas: 1, availableReplicas: 3 };
    const filled = { observedGeneration: 2, replicas: 4, updatedReplicas: 3, availableReplicas: 4 };
    const complete = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
    /** Each look at the Deployment finds the next status, and then the last one again. */
    const looks = (...statuses: readonly object[]) => {
      let count = 0;
      cluster.refused = () => {
        const status = statuses[Math.min(count++, statuses.length - 1)];
        const metadata = { name: "storage-service", generation: 2 };
        cluster.objects["deployments"] = [{ metadata, spec: { replicas: 3 }, status }];
        return undefined;
      };
      return () => count;
    };
    const ended = (minutes = 1) => rolloutEnded(undefined, 5)(namespace, "storage-service", minutes);

    it("once the controller has seen it, every pod is new and available, and the old ones are gone", async () => {
      const ready = progressing("NewReplicaSetAvailable"); // of the rollout before
      const count = looks(
        { ...before, conditions: ready },
        begun,
        { ...complete, availableReplicas: 2 },
        filled,
        complete,
      );
      assert.deepEqual([await ended(), count()], [true, 5]);
    });

    it("in vain where the controller has given up, and not where it had before the change", async () => {
      const late = progressing("ProgressDeadlineExceeded");
      const count = looks({ ...before, conditions: late }, begun, { ...begun, conditions: late });
      assert.deepEqual([await ended(), count()], [false, 3]);
    });

    it("in vain after its time", async () => {
      looks(begun);
      assert.equal(await ended(0.001), false);
    });

    it("at once where it has no replica", async () => {
      cluster.objects["deployments"] = [
        {
          metadata: { name: "storage-service", generation: 1 },
          spec: { replicas: 0 },
          status: { observedGeneration: 1 },
        },
      ];
      assert.equal(await ended(), true);
    });

    it("also where the cluster does not answer for a while", async () => {
      const count = looks(begun, begun, complete);
      const { refused } = cluster;
      cluster.refused = (asked) => {
        const answer = refused(asked);
        return count() === 2 ? { code: 503, message: "etcd has no leader" } : answer;
      };
      assert.deepEqual([await ended(), count()], [true, 3]);
    });

    it("or is not known, where it does not answer in time", async () => {
      cluster.refused = () => ({ code: 503, message: "etcd has no leader" });
      await assert.rejects(ended(0.001), { message: /etcd has no leader/ });
    });

    it("or is not known, where the cluster does not say", async () => {
      await assert.rejects(ended(), { message: /deployments/ });
    });
  });

  describe("fails for a reason, which", () => {
    it("is the state of the pods that are not ready, with their last warnings", async () => {
      pod("old", readyStatus);
      pod("other", unplaced, { app: "other" });
      pod("evicted", { phase: "Failed", reason: "Evicted" });
      for (const name of ["new-1", "new-2", "new-3"]) pod(name, unplaced);
      event("Pod", "new-1", "Normal", "Queued", "in the queue");
      for (let times = 0; times < 3; times++)
        event("Pod", "new-1", "Warning", "FailedScheduling", "0/3 nodes are available");
      event("Pod", "other", "Warning", "FailedScheduling", "of somebody else");
      const waiting = { reason: "CrashLoopBackOff", message: "back-off 10s" };
      const terminated = { exitCode: 1, reason: "Error", message: "no\n  database at postgresql://u:hunter2@db/x" };
      pod("new-4", {
        phase: "Running",
        containerStatuses: [{ name: "storage", state: { waiting }, lastState: { terminated } }],
      });
      event("Pod", "new-4", "Normal", "Pulled", "Container image was pulled");
      assert.deepEqual(await reasons(), [
        "  new-1 and 2 more: pending, cannot be scheduled: 0/3 nodes are available: 3 Insufficient cpu",
        "    FailedScheduling: 0/3 nodes are available",
        "  new-4: running, CrashLoopBackOff: back-off 10s; its container storage ended with status 1 (Error: no database at " +
          "postgresql://[secret]@db/x)",
        "    Pulled: Container image was pulled",
      ]);
    });

    it("is why there is no new pod, where all that there are are ready", async () => {
      pod("old", readyStatus);
      const metadata = (name: string) => ({ name, labels });
      const quota = 'pods "storage-service-b-x" is forbidden: exceeded quota: small, requested: pods=1';
      cluster.objects["deployments"] = [
        {
          metadata: metadata("storage-service"),
          status: {
            conditions: [
              { type: "Available", status: "True", reason: "MinimumReplicasAvailable", message: "fine" },
              { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "timed out" },
              { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: quota },
            ],
          },
        },
      ];
      cluster.objects["replicasets"] = [
        { metadata: metadata("storage-service-a"), spec: { replicas: 1 }, status: { replicas: 1 } },
        { metadata: metadata("storage-service-b"), spec: { replicas: 1 }, status: { replicas: 0 } },
        { metadata: { name: "other", labels: { app: "other" } }, spec: { replicas: 1 }, status: { replicas: 0 } },
      ];
      event("ReplicaSet", "storage-service-b", "Warning", "FailedCreate", `Error creating: ${quota}`);
      assert.deepEqual(await reasons(), [
        "  Deployment storage-service: ProgressDeadlineExceeded: timed out",
        `  Deployment storage-service: FailedCreate: ${quota}`,
        "  ReplicaSet storage-service-b has 0 of 1 pods",
        `    FailedCreate: Error creating: ${quota}`,
      ]);
    });

    it("is nothing where the cluster knows of no trouble", async () => {
      pod("old", readyStatus);
      assert.deepEqual(await reasons(), []);
    });

    it("has fifteen lines at most", async () => {
      for (let number = 0; number < 9; number++) {
        pod(`p${number}`, {
          phase: "Pending",
          reason: "x",
          conditions: [{ ...unplaced.conditions[0], message: String(number) }],
        });
        for (const reason of ["A", "B", "C", "D"]) event("Pod", `p${number}`, "Warning", reason, "x".repeat(1000));
      }
      const lines = await reasons();
      assert.equal(lines.length, 15);
      assert.ok(lines.every((line) => line.length < 410));
    });

    it("says what may not be read, and of a cluster that is not there", async () => {
      pod("new", { phase: "Pending" });
      const forbidden = 'events is forbidden: User "ci" cannot list resource "events" in API group ""';
      cluster.refused = (asked) => (asked === "list events" ? { code: 403, message: forbidden } : undefined);
      const [first, second] = await reasons("other");
      assert.equal(first, "  new: pending");
      assert.equal(
        second,
        '    its events are not known: The user of context "other" may not list events in namespace platform (403). The API ' +
          `server said: ${forbidden}`,
      );
      await assert.rejects(reasons("third"), { message: /^The kubeconfig has no context "third"/ });
    });
  });
});
