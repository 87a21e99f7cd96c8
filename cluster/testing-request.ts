import type { IncomingMessage } from "node:http";

/** What a request to an API server asks for. */
export interface TestRequest {
  /** By verb and resource, such as `create pods`. */
  readonly asked: string;
  readonly verb: string;
  readonly namespace: string;
  /** Empty for the namespace itself. */
  readonly resource: string;
  readonly name: string | undefined;
  /** Of a list. */
  readonly selected: (object: Selectable) => boolean;
}

/** As much of an object as selectors look at. */
export interface Selectable {
  readonly metadata?: { readonly name?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
}

const paths =
  /^\/(?:api|apis\/(?:apps|batch))\/v1\/namespaces\/([^/]+)(?:\/(pods|events|deployments|replicasets|cronjobs|jobs|secrets)(?:\/([^/]+)(\/log|\/portforward)?)?)?$/;

export function readRequest({ method = "GET", url = "/" }: IncomingMessage): TestRequest {
  const { pathname, searchParams } = new URL(url, "http://here");
  const [, namespace = "", kind = "", name, below = ""] = paths.exec(pathname) ?? [];
  const resource = `${kind}${below}`;
  const verb =
    { POST: "create", DELETE: "delete", PATCH: "patch" }[method] ??
    (name === undefined && kind !== "" ? "list" : "get");
  return {
    asked: `${verb} ${resource || "namespaces"}`,
    verb,
    namespace,
    resource,
    name,
    selected: ({ metadata, involvedObject }) =>
      pairs(searchParams.get("labelSelector")).every(([key = "", value]) => metadata?.labels?.[key] === value) &&
      // An event that says nothing of whose it is counts as everybody's.
      (involvedObject?.name === undefined ||
        pairs(searchParams.get("fieldSelector")).every(
          ([key = "", value]) =>
            ({ "involvedObject.kind": involvedObject.kind, "involvedObject.name": involvedObject.name })[key] === value,
        )),
  };
}

const pairs = (text: string | null): string[][] =>
  text === null || text === "" ? [] : text.split(",").map((pair) => pair.split("="));
