import { isEverybody } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { listAt, textAt } from "../../values";

export const noOpenIngress: ResourceRule = {
  name: "no-open-ingress",
  threat: "data-exposed",
  level: "mandatory",
  description: "No NetworkPolicy lets everybody in.",
  remedy: "Name the pods or the namespaces that have to come in.",
  types: ["kubernetes:networking.k8s.io/v1:NetworkPolicy"],
  check: ({ props }, report) => {
    for (const rule of listAt(props, "spec.ingress")) {
      const from = listAt(rule, "from");
      if (from.length === 0) report("lets everybody in");
      for (const cidr of from.map((peer) => textAt(peer, "ipBlock.cidr"))) {
        if (cidr !== undefined && isEverybody(cidr)) report(`lets everybody in (${cidr})`);
      }
    }
  },
};
