import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";

import { ApiException, AppsV1Api, CoreV1Api } from "@kubernetes/client-node";

import { controlPlane } from "../toolchain/cluster";
import { startCluster, type Cluster } from "./cluster";
import { eventually, storageClass, volume, zones, type Manifest } from "./cluster-objects";
import { start } from "./run";

const namespace = "hardened";

const pod = {
  securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    {
      name: "main",
      image: "example/storage:1",
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    },
  ],
};

const claim = (size: string): Manifest => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "files", namespace },
  spec: {
    storageClassName: "growing",
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: size } },
  },
});

describe("a scratch Kubernetes cluster", function () {
  this.timeout(120_000);
  let cluster: Cluster;

  before(async function () {
    this.timeout(60 * 60_000); // where everything has to be built first
    await controlPlane();
    cluster = await startCluster();
    console.log(`    started in ${(cluster.milliseconds / 1000).toFixed(1)} s`);
    await cluster.apply({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    });
  });
  after(async () => {
    await cluster.stop();
  });

  /** The status and the message of the API server's refusal. */
  const refusal = async (manifest: Manifest) => {
    try {
      await cluster.apply(manifest);
    } catch (error) {
      if (error instanceof ApiException) return `${error.code} ${JSON.stringify(error.body)}`;
      throw error;
    }
    return "none";
  };

  it("has a kubeconfig for its owner alone", () => {
    assert.equal(statSync(cluster.kubeconfig).mode & 0o777, 0o600);
  });

  it("has a ready node in each of three zones", async () => {
    const { items } = await cluster.client(CoreV1Api).listNode();
    const found = items.map(({ metadata }) => metadata?.labels?.["topology.kubernetes.io/zone"]);
    assert.deepEqual(found.sort(), [...zones]);
  });

  it("refuses a privileged pod where pods have to be hardened, and takes a hardened one", async () => {
    const metadata = { name: "single", namespace };
    const privileged = { containers: [{ name: "main", image: "example", securityContext: { privileged: true } }] };
    const said = await refusal({ apiVersion: "v1", kind: "Pod", metadata, spec: privileged });
    assert.match(said, /^403 .*violates PodSecurity .*restricted:latest.*privileged/);
    assert.equal(await refusal({ apiVersion: "v1", kind: "Pod", metadata, spec: pod }), "none");
  });

  it("spreads a Deployment of three replicas over the zones, and tells what happened", async () => {
    const labels = { app: "three" };
    const spread = { maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" };
    await cluster.apply({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "three", namespace },
      spec: {
        replicas: 3,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { ...pod, topologySpreadConstraints: [{ ...spread, labelSelector: { matchLabels: labels } }] },
        },
      },
    });
    await eventually("three pods are ready", async () => {
      const { status } = await cluster.client(AppsV1Api).readNamespacedDeployment({ name: "three", namespace });
      return status?.readyReplicas === 3 ? status : undefined;
    });
    const { items } = await cluster.client(CoreV1Api).listNamespacedPod({ namespace, labelSelector: "app=three" });
    const nodes = items.map(({ spec }) => spec?.nodeName);
    assert.deepEqual(
      nodes.sort(),
      zones.map((zone) => `node-in-${zone}`),
    );
    const events = await cluster.events(namespace);
    assert.ok(events.some((line) => /^Pod\/three-\S+: Scheduled: Successfully assigned hardened\/three-/.test(line)));
  });

  it("binds a claim to a volume made for it; the claim may grow and not shrink", async () => {
    await cluster.apply(storageClass("growing"));
    await cluster.apply(claim("20Gi"));
    await cluster.apply(volume("files", "growing", "50Gi"));
    const read = () => cluster.client(CoreV1Api).readNamespacedPersistentVolumeClaim({ name: "files", namespace });
    await eventually("the claim is bound", async () => ((await read()).status?.phase === "Bound" ? true : undefined));
    assert.equal(await refusal(claim("50Gi")), "none");
    assert.equal((await read()).spec?.resources?.requests?.["storage"], "50Gi");
    assert.match(await refusal(claim("20Gi")), /^422 .*field can not be less than/);
  });

  it("leaves nothing behind, and a second one is no business of the first", async () => {
    const second = await startCluster();
    const folder = path.dirname(second.kubeconfig);
    const processes = () => spawnSync("pgrep", ["-f", folder], { encoding: "utf8" }).stdout;
    assert.equal(processes().trim().split("\n").length, 5);
    await second.stop();
    await second.stop();
    assert.equal(processes(), "");
    assert.ok(!existsSync(folder));
    assert.equal((await cluster.client(CoreV1Api).listNode()).items.length, zones.length);
  });

  it("ends with the process that started it, also by an interruption", async () => {
    const program = `
      require(${JSON.stringify(path.join(__dirname, "../../typescript.cjs"))});
      require(${JSON.stringify(path.join(__dirname, "cluster.ts"))}).startCluster().then(({ kubeconfig }) => {
        console.log(kubeconfig);
        setInterval(() => undefined, 1000);
      });`;
    const { child, finished } = start(process.execPath, ["-e", program], { onOutput: () => child.kill("SIGINT") });
    const { exitCode, stdout } = await finished;
    assert.equal(exitCode, 130);
    const folder = path.dirname(stdout.trim());
    assert.match(folder, /alfred-cluster-/);
    assert.ok(!existsSync(folder));
    assert.equal(spawnSync("pgrep", ["-f", folder]).stdout.length, 0);
  });
});
