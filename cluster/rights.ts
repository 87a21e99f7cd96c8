/** One request to the API server, by what a role has to allow for it. */
export interface Request {
  readonly verb: "create" | "delete" | "get" | "list";
  readonly resource: "pods" | "pods/portforward" | "events" | "namespaces";
}

/**
 * What a role has to allow. Port-forward over a WebSocket is a GET for Kubernetes before 1.35, which asks for `get`, and
 * asks for `create` in addition from then on (KEP-4006), as it always did of others.
 */
export const rights: readonly { readonly resource: Request["resource"]; readonly verbs: readonly string[] }[] = [
  { resource: "pods", verbs: ["create", "delete", "get", "list"] },
  { resource: "pods/portforward", verbs: ["create", "get"] },
  { resource: "events", verbs: ["list"] },
];

/** The verbs that a role may lack when this request is forbidden. */
export function verbsOf({ verb, resource }: Request): readonly string[] {
  return resource === "pods/portforward" ? (rights.find((right) => right.resource === resource)?.verbs ?? []) : [verb];
}
