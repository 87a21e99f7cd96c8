import { containerType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { listAt } from "../../values";

export const dockerOwnNetwork: ResourceRule = {
  name: "docker-own-network",
  threat: "data-exposed",
  level: "mandatory",
  description: "A container is in networks of its own program, not in the bridge in which every container meets.",
  remedy: "Make a Network and name it in networksAdvanced.",
  types: [containerType],
  check: ({ props }, report) => {
    const networks = listAt(props, "networksAdvanced").map((network) => (network as { name?: unknown } | null)?.name);
    if (networks.length === 0) report("is in no network of its own, and so in the one where every container meets");
    // A name that is not known yet is that of a network that is still to be made.
    if (networks.includes("bridge")) report("is in the network where every container meets");
  },
};
