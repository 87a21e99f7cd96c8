import { containerType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const dockerMemoryLimited: ResourceRule = {
  name: "docker-memory-limited",
  threat: "service-down",
  level: "advisory",
  description: "A container has a limit on its memory, so that it cannot take that of the others.",
  remedy: "Set memory, in megabytes.",
  types: [containerType],
  check: ({ props }, report) => {
    if (!(Number(at(props, "memory")) > 0)) report("may take all memory of the machine");
  },
};
