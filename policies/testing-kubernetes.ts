/** For the specs of rules on Kubernetes: resources that the program has not, good in every way. */
import { type Breakable, type Find, set } from "./testing";

/** Adds a resource named `added` beside one that is like it: with the same provider, namespace and labels. */
export function add(resources: Breakable[], like: Breakable, type: string, fields: object): Breakable {
  const copy = structuredClone(like);
  const metadata = { ...(copy.props["metadata"] as object), name: "added" };
  const added = { ...copy, urn: `${like.urn}-added`, type, name: "added", props: { metadata, ...fields } };
  resources.push(added);
  return added;
}

/** Adds a claim beside one that is like it, with access modes of its own. */
export function addClaim(resources: Breakable[], like: Breakable, accessModes: readonly string[]): Breakable {
  const spec = { accessModes, resources: { requests: { storage: "1Gi" } } };
  const claim = add(resources, like, like.type, { spec });
  set(claim, ["metadata", "annotations"], { "alfred-storage/not-backed-up": "it is one of a test" });
  return claim;
}

type Template = Readonly<Record<string, object>>;

const controlled = (template: Template) => ({ selector: { matchLabels: { app: "db-api" } }, template });
const job = (template: Template) => ({ activeDeadlineSeconds: 600, backoffLimit: 2, template });

const kinds = {
  Deployment: {
    type: "kubernetes:apps/v1:Deployment",
    spec: (template: Template) => ({ ...controlled(template), strategy: { type: "Recreate" } }),
  },
  StatefulSet: { type: "kubernetes:apps/v1:StatefulSet", spec: controlled },
  DaemonSet: { type: "kubernetes:apps/v1:DaemonSet", spec: controlled },
  Job: { type: "kubernetes:batch/v1:Job", spec: job },
  CronJob: {
    type: "kubernetes:batch/v1:CronJob",
    spec: (template: Template) => ({
      schedule: "0 3 * * *",
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 600,
      jobTemplate: { spec: job(template) },
    }),
  },
  Pod: { type: "kubernetes:core/v1:Pod", spec: ({ spec }: Template) => spec },
} as const;

/** Adds a workload of a kind with one copy of the pod of the Deployment db-api. */
export function addWorkload(kind: keyof typeof kinds, find: Find, resources: Breakable[]): Breakable {
  const api = find("Deployment", "db-api");
  const { template } = api.props["spec"] as { template: Template };
  const { type, spec } = kinds[kind];
  return add(resources, api, type, { spec: spec(structuredClone(template)) });
}

/** Adds a copy of a workload's first container, named `second`. */
export function addContainer(workload: Breakable, list: "containers" | "initContainers"): void {
  const { spec } = (workload.props as { spec: { template: { spec: Record<string, { name: string }[]> } } }).spec
    .template;
  const [first] = structuredClone(spec["containers"] ?? []);
  if (first !== undefined) spec[list] = [...(spec[list] ?? []), { ...first, name: "second" }];
}
