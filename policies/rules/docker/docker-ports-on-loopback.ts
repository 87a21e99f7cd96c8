import { containerType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { at, listAt, textAt } from "../../values";

export const dockerPortsOnLoopback: ResourceRule = {
  name: "docker-ports-on-loopback",
  threat: "data-exposed",
  level: "mandatory",
  description: "A container publishes its ports on the machine's own loopback address only, never on its network.",
  remedy: "Set the ip of each port to 127.0.0.1, and put a proxy that asks who is there before what others may reach.",
  parameters: {
    addresses: {
      type: "array",
      items: { type: "string" },
      default: ["127.0.0.1", "::1"],
      description: "Addresses on which a port may be published.",
    },
  },
  types: [containerType],
  check: ({ props }, report, { addresses }) => {
    if (at(props, "publishAllPorts") === true) report("publishes every port of its image on every address");
    for (const port of listAt(props, "ports")) {
      const ip = textAt(port, "ip") ?? "0.0.0.0"; // what Docker takes it for
      if (!(addresses as readonly string[]).includes(ip)) {
        report(`publishes port ${String(at(port, "internal"))} on ${ip}, where others can reach it`);
      }
    }
  },
};
