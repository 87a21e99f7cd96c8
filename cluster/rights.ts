/** One request to the API server, by what a role has to allow for it. */
export interface Request {
  readonly verb: "create" | "delete" | "get" | "list" | "patch";
  readonly resource:
    | "pods"
    | "pods/log"
    | "pods/portforward"
    | "events"
    | "namespaces"
    | "deployments"
    | "replicasets"
    | "jobs"
    | "cronjobs"
    | "secrets";
}

/** A resource and what a role has to allow with it. */
export interface Right {
  readonly resource: Request["resource"];
  readonly verbs: readonly string[];
  /** @default the core's */
  readonly group?: "batch";
}

/**
 * Port-forward over a WebSocket is a GET for Kubernetes before 1.35, which asks for `get`, and asks for `create` in
 * addition from then on (KEP-4006), as it always did of others.
 */
const portForward: Right = { resource: "pods/portforward", verbs: ["create", "get"] };

const ownPods: Right = { resource: "pods", verbs: ["create", "delete", "get", "list"] };
const reasons: Right = { resource: "events", verbs: ["list"] };

/** What `ops tunnel` needs in the tunnel's namespace. */
export const tunnelRights: readonly Right[] = [ownPods, portForward, reasons];

/** What `ops upgrade-check` needs in the stack's namespace. */
export const upgradeCheckRights: readonly Right[] = [ownPods, { resource: "pods/log", verbs: ["get"] }, reasons];

/** What `ops backup` needs in the stack's namespace; the last two only for a restore. */
export const backupRights: readonly Right[] = [
  { group: "batch", resource: "cronjobs", verbs: ["get"] },
  { group: "batch", resource: "jobs", verbs: ["create", "delete"] },
  { resource: "pods", verbs: ["list"] },
  { resource: "pods/log", verbs: ["get"] },
  reasons,
  { group: "batch", resource: "cronjobs", verbs: ["patch"] },
  { resource: "secrets", verbs: ["create"] },
];

/** The verbs that a role may lack when this request is forbidden. */
export function verbsOf({ verb, resource }: Request): readonly string[] {
  return resource === portForward.resource ? portForward.verbs : [verb];
}
