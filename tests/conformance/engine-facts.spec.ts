import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

import { AppsV1Api, CoreV1Api, type V1Secret } from "@kubernetes/client-node";

import { startCluster, type Cluster } from "../harness/cluster";
import { storageClass, volume } from "../harness/cluster-objects";
import { lines } from "../harness/events";
import type { Operation } from "../harness/operation";
import { Project } from "../harness/project";
import { clusterToolchain, type ClusterToolchain } from "../toolchain/cluster";

// What the program relies on and neither the engine nor the Kubernetes provider documents, each on a program of its own.
const namespace = "facts";

const head = `
  const pulumi = require("@pulumi/pulumi");
  const k8s = require("@pulumi/kubernetes");
  const config = new pulumi.Config();
  const provider = new k8s.Provider("cluster", { context: "scratch" });
  const metadata = (name) => ({ name, namespace: "${namespace}" });
`;

const claim = `
  const guard = new pulumi.ResourceHook("guard", ({ oldOutputs, newInputs }) => {
    if (oldOutputs.status.phase === "Bound" && newInputs.spec.resources.requests.storage === "10Gi") {
      throw new Error("a bound claim does not shrink");
    }
  }, { onDryRun: true });
  new k8s.core.v1.PersistentVolumeClaim("files", {
    metadata: metadata("files"),
    spec: {
      storageClassName: "growing",
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: config.get("size") ?? "20Gi" } },
    },
  }, { provider, hooks: { beforeUpdate: [guard] } });
`;

const rollout = `
  const keys = new k8s.core.v1.Secret("keys", {
    metadata: { namespace: "${namespace}" },
    stringData: { key: config.get("key") ?? "one" },
  }, { provider });
  const labels = { app: "storage" };
  const container = {
    name: "main",
    image: "example/storage:1",
    envFrom: [{ secretRef: { name: keys.metadata.name } }],
    resources: { requests: { cpu: config.get("cpu") ?? "1" } },
  };
  const tell = new pulumi.ErrorHook("tell", ({ failedOperation, errors }) => {
    pulumi.log.error("heard of " + failedOperation + ": " + errors.join());
    return false;
  });
  new k8s.apps.v1.Deployment("storage", {
    metadata: metadata("storage"),
    spec: {
      progressDeadlineSeconds: 5,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  }, { provider, customTimeouts: { update: "15s" }, hooks: { onError: [tell] } });
`;

const existing = `
  new k8s.core.v1.Namespace("there", {
    metadata: { name: "there", labels: { [config.get("label") ?? "ours"]: "program" } },
  }, { provider, retainOnDelete: true });
`;

const absent = `
  k8s.storage.v1.StorageClass.get("absent", config.get("class") ?? "absent", { provider });
`;

const scaled = `
  const labels = { app: "scaled" };
  new k8s.apps.v1.Deployment("scaled", {
    metadata: metadata("scaled"),
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { edit: config.get("edit") ?? "first" } },
        spec: { containers: [{ name: "main", image: "example/storage:1" }] },
      },
    },
  }, { provider, ignoreChanges: ["spec.replicas"] });
`;

describe("what the program relies on in the engine and the Kubernetes provider", function () {
  this.timeout(180_000);
  let tools: ClusterToolchain;
  let cluster: Cluster;
  const projects: Project[] = [];

  before(async function () {
    this.timeout(90 * 60_000); // where everything has to be built first
    tools = await clusterToolchain();
    cluster = await startCluster();
    for (const name of [namespace, "there"]) {
      await cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels: { theirs: "hand" } } });
    }
    await cluster.apply(storageClass("growing"));
    await cluster.apply(volume("files", "growing", "50Gi"));
  });
  after(async () => {
    for (const project of projects) await project.remove();
    await cluster.stop();
  });

  const start = async (program: string) => {
    const project = await Project.create({
      toolchain: tools,
      checkout: false,
      files: {
        "Pulumi.yaml": "name: facts\nruntime: { name: nodejs, options: { typescript: false } }\n",
        "package.json": JSON.stringify({ name: "facts", main: "index.js", dependencies: { "@pulumi/pulumi": "*" } }),
        "index.js": head + program,
      },
      env: { KUBECONFIG: cluster.kubeconfig },
    });
    projects.push(project);
    await project.stackInit("dev");
    return project;
  };

  const errors = ({ diagnostics }: Operation) =>
    diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);

  const fine = (operation: Operation) => {
    assert.equal(operation.exitCode, 0, operation.stdout);
    return lines(operation.steps);
  };

  it("a hook before an update sees the claim's status, and refuses in preview and up without a stack trace", async () => {
    const project = await start(claim);
    assert.deepEqual(fine(await project.up()), ["create kubernetes:core/v1:PersistentVolumeClaim files"]);
    await project.setConfig("size", "10Gi");
    const said = 'before hook "guard" failed: a bound claim does not shrink';
    assert.deepEqual(errors(await project.preview()), [`Preview failed: ${said}`, "preview failed"]);
    assert.deepEqual(errors(await project.up()), [said, "update failed"]);
    await project.setConfig("size", "50Gi");
    assert.deepEqual(fine(await project.up()), ["update kubernetes:core/v1:PersistentVolumeClaim files"]);
    assert.deepEqual(fine(await project.preview({ args: ["--refresh"] })), []);
  });

  it("a changed Secret is a new one, and the old one stays until a rollout with the new one succeeds", async () => {
    const keys = async () => {
      const { items } = await cluster.client(CoreV1Api).listNamespacedSecret({ namespace });
      const text = ({ data }: V1Secret) => Buffer.from(data?.["key"] ?? "", "base64").toString();
      return items.map(text).sort();
    };
    const project = await start(rollout);
    fine(await project.up());
    await project.setConfig("key", "two");
    await project.setConfig("cpu", "5000"); // more than a node has
    const failed = await project.up();
    assert.notEqual(failed.exitCode, 0, `${failed.stdout}${failed.stderr}`);
    const [heard, ...rest] = errors(failed).sort(
      (a, b) => Number(b.startsWith("heard")) - Number(a.startsWith("heard")),
    );
    assert.match(String(heard), /^heard of update: .*timed out progressing/s);
    assert.match(rest.join("\n"), /timed out progressing/);
    assert.deepEqual(await keys(), ["one", "two"]);
    const { status } = await cluster.client(AppsV1Api).readNamespacedDeployment({ name: "storage", namespace });
    assert.equal(status?.readyReplicas, 1); // the pod with the old Secret
    await project.setConfig("cpu", "1");
    fine(await project.up());
    assert.deepEqual(await keys(), ["two"]);
  });

  it("an object that exists is adopted; a field that another hand manages is refused, though only by up", async () => {
    const project = await start(existing);
    await project.setConfig("label", "theirs");
    assert.deepEqual(fine(await project.preview()), ["create kubernetes:core/v1:Namespace there"]);
    assert.match(errors(await project.up()).join("\n"), /conflict with "another-hand": \.metadata\.labels\.theirs/);
    await project.setConfig("label", "ours");
    assert.deepEqual(fine(await project.up()), ["create kubernetes:core/v1:Namespace there"]);
    assert.deepEqual(fine(await project.destroy()), ["delete kubernetes:core/v1:Namespace there"]);
    const { metadata, status } = await cluster.client(CoreV1Api).readNamespace({ name: "there" });
    assert.equal(metadata?.labels?.["theirs"], "hand");
    assert.equal(status?.phase, "Active");
  });

  it("a storage class that is not there fails the preview", async () => {
    const project = await start(absent);
    assert.deepEqual(errors(await project.preview()), [
      "Preview failed: resource 'absent' does not exist",
      "preview failed",
    ]);
    await project.setConfig("class", "growing");
    fine(await project.preview());
  });

  it("a count of replicas that is ignored is left to whoever scales, and is no difference", async () => {
    const project = await start(scaled);
    fine(await project.up());
    const deployment = { name: "scaled", namespace };
    const apps = cluster.client(AppsV1Api);
    const scale = await apps.readNamespacedDeploymentScale(deployment);
    if (scale.spec !== undefined) scale.spec.replicas = 4;
    await apps.replaceNamespacedDeploymentScale({ ...deployment, body: scale });
    assert.deepEqual(fine(await project.preview({ args: ["--refresh"] })), []);
    await project.setConfig("edit", "second");
    assert.deepEqual(fine(await project.up()), ["update kubernetes:apps/v1:Deployment scaled"]);
    assert.equal((await apps.readNamespacedDeployment(deployment)).spec?.replicas, 4);
  });

  it("the preview of a new stack says nothing of a cluster that cannot be reached, up does", async () => {
    const project = await start(existing);
    const env = { KUBECONFIG: `${cluster.kubeconfig}-elsewhere` };
    const [here, nowhere] = [/https:\/\/127\.0\.0\.1:\d+/, "https://127.0.0.1:1"];
    writeFileSync(env.KUBECONFIG, readFileSync(cluster.kubeconfig, "utf8").replace(here, nowhere), { mode: 0o600 });
    assert.deepEqual(fine(await project.preview({ env })), ["create kubernetes:core/v1:Namespace there"]);
    const said = errors(await project.up({ env })).join("\n");
    assert.match(said, /configured Kubernetes cluster is unreachable: .*connection refused/);
  });
});
