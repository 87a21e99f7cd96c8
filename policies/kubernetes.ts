/** What rules on Kubernetes have in common. */
import type { Resource } from "./rule";
import { at, listAt } from "./values";

/** Everything that has a pod template, and where it is. */
export const workloads: Readonly<Record<string, string>> = {
  "kubernetes:apps/v1:Deployment": "spec.template",
  "kubernetes:apps/v1:StatefulSet": "spec.template",
  "kubernetes:apps/v1:DaemonSet": "spec.template",
  "kubernetes:batch/v1:Job": "spec.template",
  "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template",
  "kubernetes:core/v1:Pod": "",
};

export const workloadTypes = Object.keys(workloads);

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

/** All containers of a workload, those that run at its start among them. */
export function containersOf(resource: Resource): Container[] {
  const pod = podOf(resource);
  return [...listAt(pod, "spec.initContainers"), ...listAt(pod, "spec.containers")].map((spec) => ({
    name: `container ${String(at(spec, "name"))}`,
    spec,
  }));
}
