import { CoreV1Api, KubernetesObjectApi, PatchStrategy, type KubeConfig } from "@kubernetes/client-node";

import { pause } from "./machine";

/** The zones of a scratch cluster, each with one simulated node. */
export const zones = ["zone-a", "zone-b", "zone-c"] as const;

/** An object as a manifest says it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [more: string]: unknown };
  readonly [section: string]: unknown;
}

/**
 * Makes an object, or changes the fields that the manifest has, as another hand than the program's.
 * @throws the API server's refusal.
 */
export async function applyManifest(config: KubeConfig, manifest: Manifest): Promise<void> {
  const api = KubernetesObjectApi.makeApiClient(config);
  const force = true; // the fields that somebody else manages, too
  await api.patch(manifest, undefined, undefined, "another-hand", force, PatchStrategy.ServerSideApply);
}

/** Asks until there is an answer. @throws after the seconds. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  seconds = 60,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await pause(100);
  }
}

const room = { cpu: "32", memory: "256Gi", "ephemeral-storage": "1Ti", pods: "110" } as const;

/** Creates a node in each zone. */
export async function addNodes(config: KubeConfig): Promise<void> {
  for (const zone of zones) {
    const name = `node-in-${zone}`;
    const labels = {
      "kubernetes.io/hostname": name,
      "kubernetes.io/os": "linux",
      "topology.kubernetes.io/region": "region",
      "topology.kubernetes.io/zone": zone,
    };
    // What a node has room for is in its status, which it brings along when it joins.
    const status = { allocatable: room, capacity: room };
    const node: Manifest = { apiVersion: "v1", kind: "Node", metadata: { name, labels }, status };
    await KubernetesObjectApi.makeApiClient(config).create(node);
  }
}

/**
 * Whether pods may be placed in the namespace `default`: every node is ready and without taints, and the service account
 * is there that a pod needs.
 */
export async function takesPods(config: KubeConfig): Promise<boolean> {
  const core = config.makeApiClient(CoreV1Api);
  const nodes = await core.listNode();
  const ready = nodes.items.filter(
    ({ spec, status }) =>
      (spec?.taints ?? []).length === 0 &&
      status?.conditions?.some(({ type, status: state }) => type === "Ready" && state === "True"),
  );
  const accounts = await core.listNamespacedServiceAccount({ namespace: "default" });
  return ready.length === zones.length && accounts.items.length > 0;
}

/** A storage class whose claims may grow, and for which nothing makes volumes. */
export function storageClass(name: string): Manifest {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name },
    provisioner: "kubernetes.io/no-provisioner",
    allowVolumeExpansion: true,
    volumeBindingMode: "Immediate",
  };
}

/** A volume for a claim of the class that asks for no more than the size. No pod here ever reads or writes it. */
export function volume(name: string, storageClassName: string, size: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name },
    spec: {
      storageClassName,
      capacity: { storage: size },
      accessModes: ["ReadWriteOnce", "ReadWriteMany"],
      persistentVolumeReclaimPolicy: "Retain",
      hostPath: { path: `/nowhere/${name}` },
    },
  };
}

/** What happened in a namespace, in lines such as `Pod/name: FailedScheduling: 0/3 nodes are available`. */
export async function readEvents(config: KubeConfig, namespace: string): Promise<readonly string[]> {
  const { items } = await config.makeApiClient(CoreV1Api).listNamespacedEvent({ namespace });
  return items.map(({ involvedObject: { kind, name }, reason, message }) =>
    [`${String(kind)}/${String(name)}`, reason, message].join(": "),
  );
}
