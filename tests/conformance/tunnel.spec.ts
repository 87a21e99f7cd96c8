/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- the client's classes hold plain data only */
import assert from "node:assert/strict";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { Cluster } from "../../cluster/cluster";
import { Failure } from "../../cluster/failure";
import { isReady } from "../../cluster/pod-state";
import { deleteLeftovers, startPod } from "../../cluster/start-pod";
import { relayLabels, relayPod } from "../../ops/tunnel/relay-pod";
import { type Cluster as Scratch, startCluster } from "../harness/cluster";
import { eventually } from "../harness/cluster-objects";
import { controlPlane } from "../toolchain/cluster";

const namespace = "alfred-platform";
const purpose = { page: "docs/tunnel.md", withoutNamespace: "Make it." };

/** What a real API server says of the relay pod. Nothing runs in a simulated pod, so no connection is tried here. */
describe("the tunnel's relay pod on a real API server", function () {
  this.timeout(120_000);
  let scratch: Scratch;
  let cluster: Cluster;
  const said: string[] = [];
  const listener = { progress: () => undefined, say: (text: string) => said.push(text) };

  before(async function () {
    this.timeout(60 * 60_000); // where everything has to be built first
    await controlPlane();
    scratch = await startCluster();
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    await scratch.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } });
    const config = new KubeConfig();
    config.loadFromFile(scratch.kubeconfig);
    cluster = new Cluster(config, namespace, purpose);
  });
  after(() => scratch.stop());

  const start = (priority?: string) =>
    startPod(
      cluster,
      relayPod({
        namespace,
        image: "supabase/storage-api:v1.74.0",
        target: { host: "db.example.com", port: 5432 },
        deadline: 600,
        patience: 60,
        labels: priority === undefined ? {} : { priority },
        pullSecrets: [],
      }),
      {
        what: "relay pod",
        failing: { never: "will not be ready", late: "was not ready" },
        reached: isReady,
        times: { ready: 30_000, poll: 100 },
        signal: new AbortController().signal,
      },
      listener,
    );
  const pods = async () => (await scratch.client(CoreV1Api).listNamespacedPod({ namespace })).items;

  it("is admitted where the restricted standard is enforced, and gets ready", async () => {
    const name = await start();
    assert.match(name, /^storage-relay-/);
    const [pod] = await pods();
    assert.equal(pod?.metadata?.name, name);
    assert.equal(pod.spec?.activeDeadlineSeconds, 600);
  });

  it("is deleted by the next tunnel once it has ended, and not before", async () => {
    const remove = () => deleteLeftovers(cluster, relayLabels, "earlier tunnels", listener.say);
    await remove();
    const [pod] = await pods();
    assert.ok(pod);
    const name = pod.metadata?.name ?? assert.fail();
    pod.status = { phase: "Succeeded" };
    await scratch.client(CoreV1Api).replaceNamespacedPodStatus({ name, namespace, body: pod });
    await remove();
    assert.deepEqual(said, [`Deleted what was left of earlier tunnels: ${name}.`]);
    assert.equal((await pods()).filter(({ metadata }) => metadata?.deletionTimestamp === undefined).length, 0);
  });

  it("is refused with the cluster's own reason where there is a quota", async () => {
    const hard = { pods: "0" };
    await scratch.apply({
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "none", namespace },
      spec: { hard },
    });
    await eventually("the quota's own controller has counted", async () => {
      const { status } = await scratch.client(CoreV1Api).readNamespacedResourceQuota({ name: "none", namespace });
      return status?.used;
    });
    await new Promise((resolve) => setTimeout(resolve, 2000)); // who admits pods hears of it a moment later
    await assert.rejects(start(), (error: unknown) => {
      assert.ok(error instanceof Failure);
      assert.match(error.message, /^The cluster refuses the pod in namespace alfred-platform: .*exceeded quota: none/);
      return true;
    });
  });
});
