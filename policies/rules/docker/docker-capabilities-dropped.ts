import { containerType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { textsAt } from "../../values";

const named = (capability: string): string => capability.toUpperCase().replace(/^CAP_/, "");

export const dockerCapabilitiesDropped: ResourceRule = {
  name: "docker-capabilities-dropped",
  threat: "privilege-gained",
  level: "mandatory",
  description:
    "A container drops all Linux capabilities and adds back only those that change users and files of its own.",
  remedy: 'Put "ALL" among capabilities.drops, and add only what the program fails without.',
  parameters: {
    allowed: {
      type: "array",
      items: { type: "string" },
      default: ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID"],
      description: "Capabilities, without CAP_, that may be added back.",
    },
  },
  types: [containerType],
  check: ({ props }, report, { allowed }) => {
    if (!textsAt(props, "capabilities.drops").map(named).includes("ALL")) {
      report("keeps Linux capabilities that nobody gave it on purpose");
    }
    for (const capability of textsAt(props, "capabilities.adds").map(named)) {
      if (!(allowed as readonly string[]).includes(capability)) report(`has the Linux capability ${capability}`);
    }
  },
};
