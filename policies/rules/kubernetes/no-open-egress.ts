import { isEverybody } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at, listAt, textAt } from "../../values";

export const noOpenEgress: ResourceRule = {
  name: "no-open-egress",
  threat: "data-exposed",
  level: "mandatory",
  description: "A rule of what goes out says to whom; one to everybody says to which ports.",
  remedy: "Name the pods, the namespaces or the ranges of addresses that have to be reached, and their ports.",
  types: ["kubernetes:networking.k8s.io/v1:NetworkPolicy"],
  check: ({ props }, report) => {
    for (const rule of listAt(props, "spec.egress")) {
      const [to, ports] = [listAt(rule, "to"), listAt(rule, "ports")];
      const anyPort = ports.length === 0 || ports.some((one) => at(one, "port") === undefined);
      if (to.length === 0) report("lets pods send to everybody");
      for (const cidr of to.map((peer) => textAt(peer, "ipBlock.cidr"))) {
        if (cidr !== undefined && anyPort && isEverybody(cidr))
          report(`lets pods send to everybody on every port (${cidr})`);
      }
    }
  },
};
