import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type KubernetesArgs, objectLabels } from "../kubernetes";
import { type Bytes, printBinary } from "../units";
import { type Expands, growthOf } from "./growth";

export interface PersistentVolumesArgs extends KubernetesArgs {
  readonly claims: readonly ClaimArgs[];
  /**
   * Asks the cluster whether claims of a storage class may grow, where one is to.
   * @default nobody asks, and the API server refuses what cannot be
   */
  readonly expands?: Expands;
  /**
   * Why nothing of them is backed up, as an annotation for whoever looks at a claim.
   * @default something is, or says of each why not
   */
  readonly notBackedUp?: string;
}

export interface ClaimArgs {
  /** Its name, and that of the claim. */
  readonly name: string;
  /** It may grow, never shrink. */
  readonly size: Bytes;
  readonly storageClass: pulumi.Input<string>;
  readonly accessMode: "ReadWriteOnce" | "ReadWriteOncePod" | "ReadWriteMany";
  /**
   * A volume that exists: one of a CSI driver, or a folder of a node.
   * @default the storage class makes one
   */
  readonly volume?: StaticVolume;
}

export type StaticVolume =
  | { readonly kind: "csi"; readonly driver: string; readonly handle: string; readonly fsType: string }
  | { readonly kind: "local"; readonly path: string; readonly node: string };

/**
 * Claims for data that cannot be made again. They are protected: `pulumi destroy` stops at them, and so does whatever
 * would replace one. A claim grows in place by an edit; before the API server is asked, shrinking is refused, and growing
 * is warned about where it will fail.
 *
 * @example
 * ```ts
 * const volumes = new PersistentVolumes("volumes", {
 *   provider,
 *   namespace: "alfred-platform",
 *   labels: {},
 *   claims: [{ name: "redis-data", size: bytes("10Gi"), storageClass: "standard", accessMode: "ReadWriteOnce" }],
 * });
 * volumes.of["redis-data"].metadata.name;
 * ```
 */
export class PersistentVolumes extends pulumi.ComponentResource {
  /** The claims by name. */
  readonly of: Readonly<Record<string, k8s.core.v1.PersistentVolumeClaim>>;

  constructor(name: string, args: PersistentVolumesArgs, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:kubernetes:PersistentVolumes", name, {}, options);
    const hooks = growthOf(name, args.expands ?? (() => Promise.resolve(undefined)));
    this.of = Object.fromEntries(args.claims.map((claim) => [claim.name, registerClaim(args, claim, this, hooks)]));
    this.registerOutputs({});
  }
}

function registerClaim(
  { provider, namespace, labels, notBackedUp }: PersistentVolumesArgs,
  claim: ClaimArgs,
  parent: pulumi.Resource,
  hooks: pulumi.ResourceHookBinding,
): k8s.core.v1.PersistentVolumeClaim {
  const { name, size, storageClass, accessMode, volume } = claim;
  const own = objectLabels({ labels }, name, "data");
  const options = { parent, provider, protect: true };
  const bound =
    volume === undefined
      ? undefined
      : new k8s.core.v1.PersistentVolume(
          name,
          {
            metadata: { name: pulumi.interpolate`${namespace}-${name}`, labels: own },
            spec: {
              capacity: { storage: printBinary(size) },
              accessModes: [accessMode],
              storageClassName: storageClass,
              persistentVolumeReclaimPolicy: "Retain", // the data outlives its claim
              volumeMode: "Filesystem",
              claimRef: { namespace, name }, // no other claim may take it
              ...sourceOf(volume),
            },
          },
          // The control plane fills in which claim it is bound to.
          { ...options, ignoreChanges: ["spec.claimRef"] },
        );
  return new k8s.core.v1.PersistentVolumeClaim(
    name,
    {
      metadata: {
        name,
        namespace,
        labels: own,
        // A class may wait for the first pod before it makes the volume: nothing to wait for here.
        annotations: {
          "pulumi.com/skipAwait": "true",
          ...(notBackedUp === undefined ? {} : { "alfred-storage/not-backed-up": notBackedUp }),
        },
      },
      spec: {
        accessModes: [accessMode],
        storageClassName: storageClass,
        volumeMode: "Filesystem",
        resources: { requests: { storage: printBinary(size) } },
        ...(bound === undefined ? {} : { volumeName: bound.metadata.name }),
      },
    },
    { ...options, hooks },
  );
}

function sourceOf(volume: StaticVolume) {
  if (volume.kind === "csi") {
    const { driver, handle, fsType } = volume;
    return { csi: { driver, volumeHandle: handle, fsType } };
  }
  const onNode = { key: "kubernetes.io/hostname", operator: "In", values: [volume.node] };
  return {
    local: { path: volume.path },
    nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [onNode] }] } },
  };
}
