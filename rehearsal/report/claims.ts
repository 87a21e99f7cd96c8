import type { V1PersistentVolume } from "@kubernetes/client-node";
import { objectsOf } from "../kubernetes-objects";
import type { RecordedResource } from "../monitor/record";

export interface ClaimRow {
  readonly name: string;
  readonly size: string;
  readonly storageClass: string;
  readonly accessModes: string;
  /** A volume that exists, in words; empty where the class makes one. */
  readonly volume: string;
  /** Whether a pod of the stack has it; the others are the platform's. */
  readonly mounted: boolean;
  readonly protect: boolean;
}

/** The claims that the program registers. */
export function claimsOf(resources: readonly RecordedResource[]): ClaimRow[] {
  const mounted = objectsOf(resources, "Deployment").flatMap(({ spec }) =>
    (spec?.template.spec?.volumes ?? []).flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? []),
  );
  const volumes = objectsOf(resources, "PersistentVolume");
  return resources.flatMap((resource): ClaimRow[] => {
    const [claim] = objectsOf([resource], "PersistentVolumeClaim");
    if (claim === undefined) return [];
    const { metadata, spec } = claim;
    const name = metadata?.name ?? resource.name;
    const volume = volumes.find((one) => one.metadata?.name === spec?.volumeName);
    return [
      {
        name,
        size: spec?.resources?.requests?.["storage"] ?? "",
        storageClass: spec?.storageClassName ?? "",
        accessModes: spec?.accessModes?.join(", ") ?? "",
        volume: volume === undefined ? "" : sourceOf(volume),
        mounted: mounted.includes(name),
        protect: resource.protect,
      },
    ];
  });
}

function sourceOf({ spec }: V1PersistentVolume): string {
  if (spec?.csi !== undefined) return `${spec.csi.volumeHandle} of ${spec.csi.driver}`;
  const [term] = spec?.nodeAffinity?.required?.nodeSelectorTerms ?? [];
  const nodes = (term?.matchExpressions ?? []).flatMap(({ values }) => values ?? []);
  return `${spec?.local?.path ?? ""} on ${nodes.join(", ")}`;
}
