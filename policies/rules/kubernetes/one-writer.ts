import { claimType, copiesOf, lastingTypes, namespaceOf, podOf } from "../../kubernetes";
import type { Resource, StackRule } from "../../rule";
import { at, listAt } from "../../values";

const daemonSet = "kubernetes:apps/v1:DaemonSet";
const deployment = "kubernetes:apps/v1:Deployment";

const many = new Set<unknown>(["ReadWriteMany", "ReadOnlyMany"]);

/** The claims that the pods of a workload may write to. */
const claimsIn = (workload: Resource): string[] =>
  listAt(podOf(workload), "spec.volumes")
    .map((volume) => at(volume, "persistentVolumeClaim"))
    .filter((source) => source !== undefined && at(source, "readOnly") !== true)
    .map((source) => String(at(source, "claimName")));

/** One that is not made here counts as one for one writer, since nobody can tell. */
const isForMany = (claim: string, workload: Resource, resources: readonly Resource[]): boolean =>
  resources.some(
    (one) =>
      one.type === claimType &&
      at(one.props, "metadata.name") === claim &&
      namespaceOf(one) === namespaceOf(workload) &&
      listAt(one.props, "spec.accessModes").some((mode) => many.has(mode)),
  );

export const oneWriter: StackRule = {
  name: "one-writer",
  threat: "data-lost",
  level: "mandatory",
  description: "A claim that is for one writer is mounted by one pod at a time.",
  remedy:
    "Set replicas: 1 and the strategy Recreate and leave out the autoscaler, or give the claim an access mode for many.",
  judgedAtUp: "The name of a claim may be known only once it is made.",
  checkStack: (resources, report) => {
    for (const workload of resources.filter(({ type }) => lastingTypes.includes(type))) {
      const claim = claimsIn(workload).find((name) => !isForMany(name, workload, resources));
      if (claim === undefined) continue;
      if (workload.type === daemonSet || copiesOf(workload, resources).several)
        report(`lets several pods write to the claim ${claim}, which is for one writer`, workload);
      else if (workload.type === deployment && at(workload.props, "spec.strategy.type") !== "Recreate")
        report(`starts a new pod on the claim ${claim} while the old one still writes to it`, workload);
    }
  },
};
