import { containerType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const dockerNotPrivileged: ResourceRule = {
  name: "docker-not-privileged",
  threat: "privilege-gained",
  level: "mandatory",
  description: "No container is privileged, since that is to be root of the machine.",
  remedy: "Leave privileged out, and add the one capability that is needed.",
  types: [containerType],
  check: ({ props }, report) => {
    if (at(props, "privileged") === true) report("is privileged: whoever gets into it owns the machine");
  },
};
