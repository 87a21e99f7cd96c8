import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadSurroundings } from "../components/kubernetes-workload";
import { stackLabels } from "../components/labels";
import { namespaceOf } from "../components/namespace";
import type { Settings } from "../config";
import { storageClaim } from "../config";

/** What everything on the cluster shares: the provider, the namespace, labels, the priority of pods, pull secrets. */
export function surroundings(settings: Settings): WorkloadSurroundings {
  const { kubernetes: cluster, labels: given, namePrefix } = settings;
  const provider = new k8s.Provider("kubernetes", cluster.context === undefined ? {} : { context: cluster.context });
  const labels = stackLabels(pulumi.getStack(), given);
  const namespace = namespaceOf({ provider, name: cluster.namespace, create: cluster.createNamespace, labels });
  return {
    provider,
    namespace,
    labels,
    priorityClass: cluster.priorityClass ?? ownPriorityClass(`${namePrefix}alfred-storage`, provider, labels),
    rolloutMinutes: cluster.rolloutMinutes,
    pullSecrets: pullSecrets(settings, { provider, namespace, labels }),
    rollouts: {
      reasons: async (...where) => (await rollout()).rolloutReasons(cluster.context)(...where),
      ended: async (...which) => (await rollout()).rolloutEnded(cluster.context)(...which),
    },
  };
}

/** Loaded where there is a rollout, and not before: the program itself asks no cluster. */
const rollout = () => import("../cluster/rollout");

function ownPriorityClass(name: string, provider: k8s.Provider, labels: WorkloadSurroundings["labels"]) {
  const priority = new k8s.scheduling.v1.PriorityClass(
    name,
    {
      metadata: { name, labels: { ...labels } },
      value: 100_000,
      globalDefault: false,
      description: "The storage layer: before what can be started again without loss.",
    },
    { provider },
  );
  return priority.metadata.name;
}

function pullSecrets(
  { registries }: Settings,
  { provider, namespace, labels }: Pick<WorkloadSurroundings, "provider" | "namespace" | "labels">,
): pulumi.Output<string>[] {
  if (registries.length === 0) return [];
  const auths = Object.fromEntries(
    registries.map(({ address, username, password }) => [
      address,
      { username, password, auth: Buffer.from(`${username}:${password}`).toString("base64") },
    ]),
  );
  const secret = new k8s.core.v1.Secret(
    "registries",
    {
      metadata: { namespace, labels: { ...labels } },
      type: "kubernetes.io/dockerconfigjson",
      immutable: true,
      stringData: pulumi.secret({ ".dockerconfigjson": JSON.stringify({ auths }) }),
    },
    { provider },
  );
  return [secret.metadata.name];
}

/** The storage class that the stack file asks for. Its volumes stay when their claims go. */
export function ownStorageClass(
  { kubernetes: { storageClass } }: Settings,
  { provider, labels }: WorkloadSurroundings,
): k8s.storage.v1.StorageClass | undefined {
  if (storageClass === undefined) return undefined;
  const { name, provisioner, parameters, zones } = storageClass;
  const inZones = { key: "topology.kubernetes.io/zone", values: [...zones] };
  return new k8s.storage.v1.StorageClass(
    name,
    {
      metadata: { name, labels: { ...labels } },
      provisioner,
      parameters: { ...parameters },
      allowVolumeExpansion: true,
      reclaimPolicy: "Retain",
      volumeBindingMode: "WaitForFirstConsumer", // the volume is made where its pod can run
      ...(zones.length === 0 ? {} : { allowedTopologies: [{ matchLabelExpressions: [inZones] }] }),
    },
    { provider },
  );
}

/**
 * The name of the claim that holds the file backend's objects. Where they have to be encrypted on the disk, its storage
 * class is looked at first: one that says nothing of encryption ends the program.
 */
export function objectsClaim(
  { service: { backend }, kubernetes: { claims, storageClass: own } }: Settings,
  provider: k8s.Provider,
  claim: k8s.core.v1.PersistentVolumeClaim | undefined,
): pulumi.Output<string> | undefined {
  if (backend.kind !== "file" || claim === undefined) return undefined;
  const name = claims.find((one) => one.name === storageClaim)?.storageClass;
  if (!backend.encryptAtRest || name === undefined || name === own?.name) return claim.metadata.name;
  const given = k8s.storage.v1.StorageClass.get("objects-storage-class", name, { provider });
  return pulumi.all([given.parameters, claim.metadata.name]).apply(([parameters, claimName]) => {
    if (isEncrypted(parameters)) return claimName;
    throw new pulumi.RunError(
      `alfred-storage:service.encryptAtRest: the storage class ${name} of the claim ${storageClaim} has no parameter ` +
        `encrypted: "true". Name one that encrypts its volumes, or have one made: alfred-storage:kubernetes.storageClass.`,
    );
  });
}

const isEncrypted = (parameters: Readonly<Record<string, string>> | undefined): boolean =>
  parameters?.["encrypted"] === "true";
