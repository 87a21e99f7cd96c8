import type { ResourceRule } from "../../rule";
import { at, listAt, textAt } from "../../values";

const ingress = "kubernetes:networking.k8s.io/v1:Ingress";

interface Path {
  readonly kind: string;
  readonly path: string;
}
type IsStorage = (name: unknown) => boolean;

const all: Path = { kind: "PathPrefix", path: "/" };

/** A default backend has no host either, and is the matter of another rule. */
const pathsOfIngress = (props: unknown, isStorage: IsStorage): Path[] =>
  listAt(props, "spec.rules")
    .flatMap((rule) => listAt(rule, "http.paths"))
    .filter((one) => isStorage(at(one, "backend.service.name")))
    .map((one) => ({ kind: textAt(one, "pathType") ?? all.kind, path: textAt(one, "path") ?? all.path }));

const pathsOfRoute = (props: unknown, isStorage: IsStorage): Path[] =>
  listAt(props, "spec.rules")
    .filter((rule) => listAt(rule, "backendRefs").some((one) => isStorage(at(one, "name"))))
    .flatMap((rule) => {
      const matches = listAt(rule, "matches");
      return (matches.length === 0 ? [undefined] : matches).map((one) => ({
        kind: textAt(one, "path.type") ?? all.kind,
        path: textAt(one, "path.value") ?? all.path,
      }));
    });

/** What no rule of Kubernetes' own says how to read, such as a regular expression, may lead anywhere. */
function reachesMetrics(kind: string, path: string): boolean {
  if (kind === "Exact") return path === "/metrics";
  if (kind !== "Prefix" && kind !== "PathPrefix") return true;
  return ["", "/metrics"].includes(path.replace(/\/$/, ""));
}

export const routeWithoutMetrics: ResourceRule = {
  name: "route-without-metrics",
  threat: "data-exposed",
  level: "mandatory",
  description: "No route leads to the storage service's /metrics, which asks for no token.",
  remedy: "List the paths that clients use: /bucket, /object, /render, /upload, /status, /version.",
  types: [ingress, "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"],
  parameters: {
    services: {
      type: "array",
      items: { type: "string" },
      default: ["storage-service", "db-storage"],
      description: "The Services of the storage service.",
    },
  },
  check: ({ type, props }, report, { services }) => {
    const isStorage = (name: unknown) => (services as unknown[]).includes(name);
    const paths = type === ingress ? pathsOfIngress(props, isStorage) : pathsOfRoute(props, isStorage);
    for (const { kind, path } of paths) {
      if (reachesMetrics(kind, path)) report(`leads to /metrics by ${kind} ${path}`);
    }
  },
};
