import type { ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

export const serviceStaysInside: ResourceRule = {
  name: "service-stays-inside",
  threat: "data-exposed",
  level: "mandatory",
  description: "A Service is reachable from inside of the cluster only.",
  remedy: "Use the type ClusterIP, and a route that names hosts and paths.",
  types: ["kubernetes:core/v1:Service"],
  check: ({ props }, report) => {
    const type: unknown = at(props, "spec.type") ?? "ClusterIP";
    if (type !== "ClusterIP" && type !== "ExternalName")
      report(`is reachable from outside of the cluster (${String(type)})`);
    if (listAt(props, "spec.externalIPs").length > 0)
      report("takes in what comes for addresses outside of the cluster");
  },
};
