import type { ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

export const routeNamesListener: ResourceRule = {
  name: "route-names-listener",
  threat: "data-exposed",
  level: "advisory",
  description: "An HTTPRoute says which listener of a Gateway it is for; else it is also for one without TLS.",
  remedy: "Set sectionName to the listener that has the certificate.",
  types: ["kubernetes:gateway.networking.k8s.io/v1:HTTPRoute"],
  check: ({ props }, report) => {
    for (const parent of listAt(props, "spec.parentRefs")) {
      if (at(parent, "sectionName") === undefined)
        report(`is for every listener of ${String(at(parent, "name"))}, also for one without TLS`);
    }
  },
};
