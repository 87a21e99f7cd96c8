/** What rules on Kubernetes have in common. */
import { NotKnownYet, type Parameters, type Report, type Resource, type ResourceRule, unknown } from "./rule";
import { at, listAt, textAt } from "./values";

/** Everything that has a pod template, and where it is. */
export const workloads: Readonly<Record<string, string>> = {
  "kubernetes:apps/v1:Deployment": "spec.template",
  "kubernetes:apps/v1:StatefulSet": "spec.template",
  "kubernetes:apps/v1:DaemonSet": "spec.template",
  "kubernetes:apps/v1:ReplicaSet": "spec.template",
  "kubernetes:core/v1:ReplicationController": "spec.template",
  "kubernetes:batch/v1:Job": "spec.template",
  "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template",
  "kubernetes:core/v1:Pod": "",
};

export const workloadTypes = Object.keys(workloads);

/** Those whose pods run until somebody stops them. */
export const lastingTypes = workloadTypes.filter((type) => !/:(Pod|Job|CronJob)$/.test(type));

/** What may run several copies, and be scaled by an autoscaler. */
export const scaledTypes: readonly string[] = ["kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet"];

/** The pod of a workload: its template, or itself. */
export function podOf({ type, props }: Resource): unknown {
  const path = workloads[type];
  return path === undefined || path === "" ? props : at(props, path);
}

/** A container of a pod, and what to call it. */
export interface Container {
  readonly name: string;
  readonly spec: unknown;
}

const containersAt = (pod: unknown, path: string): Container[] =>
  listAt(pod, path).map((spec) => ({ name: `container ${String(at(spec, "name"))}`, spec }));

/** All containers of a workload, those that run at its start among them. */
export function containersOf(resource: Resource): Container[] {
  const pod = podOf(resource);
  return [...containersAt(pod, "spec.initContainers"), ...containersAt(pod, "spec.containers")];
}

/** The containers that run as long as their pod does. */
export const lastingContainersOf = (resource: Resource): Container[] =>
  containersAt(podOf(resource), "spec.containers");

/** The part of a rule that looks at every container of every workload. */
export function eachContainer(
  check: (container: Container, report: Report, resource: Resource, parameters: Parameters) => void,
): Pick<ResourceRule, "types" | "check"> {
  return {
    types: workloadTypes,
    check: (resource, report, parameters) => {
      for (const container of containersOf(resource)) check(container, report, resource, parameters);
    },
  };
}

/** A field of the security context that holds for a container: its own, or else its pod's. */
export const securityAt = (resource: Resource, { spec }: Container, field: string): unknown =>
  at(spec, `securityContext.${field}`) ?? at(podOf(resource), `spec.securityContext.${field}`);

/** The value of a key that may have dots in it, such as a label's. */
export function entryAt(value: unknown, path: string, key: string): unknown {
  const found = ((at(value, path) ?? {}) as Readonly<Record<string, unknown>>)[key];
  if (found === unknown) throw new NotKnownYet(`${path}.${key}`);
  return found;
}

/** The keys of an object; none where it is missing. */
export function keysAt(value: unknown, path: string): string[] {
  const found = at(value, path);
  return typeof found === "object" && found !== null ? Object.keys(found) : [];
}

export const namespaceOf = ({ props, provider }: Resource): string =>
  textAt(props, "metadata.namespace") ?? textAt(provider?.props, "namespace") ?? "default";

/** Whether a label selector takes the pods of a workload. One that is missing takes none, an empty one all. */
export function selects(selector: unknown, workload: Resource): boolean {
  if (typeof selector !== "object" || selector === null) return false;
  const pod = podOf(workload);
  const labelOf = (key: string): unknown => entryAt(pod, "metadata.labels", key);
  return (
    keysAt(selector, "matchLabels").every((key) => entryAt(selector, "matchLabels", key) === labelOf(key)) &&
    listAt(selector, "matchExpressions").every((one) => holds(one, labelOf(textAt(one, "key") ?? "")))
  );
}

function holds(expression: unknown, label: unknown): boolean {
  const values = listAt(expression, "values");
  switch (at(expression, "operator")) {
    case "In":
      return values.includes(label);
    case "NotIn":
      return !values.includes(label);
    case "Exists":
      return label !== undefined;
    case "DoesNotExist":
      return label === undefined;
    default:
      return false;
  }
}

/** Those that are in the namespace of a workload and select its pods. */
export const selecting = (
  type: string,
  path: string,
  workload: Resource,
  resources: readonly Resource[],
): readonly Resource[] =>
  resources.filter(
    (one) => one.type === type && namespaceOf(one) === namespaceOf(workload) && selects(at(one.props, path), workload),
  );

const autoscaler = /^kubernetes:autoscaling\/v[0-9a-z]+:HorizontalPodAutoscaler$/;

/** How many copies of a workload there are at least, and whether there may be several. */
export function copiesOf(workload: Resource, resources: readonly Resource[]): { fewest: unknown; several: boolean } {
  const kind = workload.type.split(":").at(-1);
  const scaler = resources.find(
    (one) =>
      autoscaler.test(one.type) &&
      at(one.props, "spec.scaleTargetRef.kind") === kind &&
      at(one.props, "spec.scaleTargetRef.name") === at(workload.props, "metadata.name") &&
      namespaceOf(one) === namespaceOf(workload),
  );
  if (scaler !== undefined) return { fewest: at(scaler.props, "spec.minReplicas") ?? 1, several: true };
  const fewest = at(workload.props, "spec.replicas") ?? 1;
  return { fewest, several: fewest !== 1 && fewest !== 0 };
}

/** The claims that a resource makes: itself, or one for each pod. */
export function claimsOf({ type, props }: Resource): { readonly name: string; readonly spec: unknown }[] {
  if (type === claimType) return [{ name: "it", spec: at(props, "spec") }];
  return listAt(props, "spec.volumeClaimTemplates").map((one) => ({
    name: `its claim ${String(at(one, "metadata.name"))}`,
    spec: at(one, "spec"),
  }));
}

export const claimType = "kubernetes:core/v1:PersistentVolumeClaim";

/** Whether a range of addresses is that of everybody, or nearly. */
export function isEverybody(cidr: string): boolean {
  const prefix = Number(cidr.split("/")[1]);
  return !(prefix >= 7); // the largest private range is fc00::/7
}
