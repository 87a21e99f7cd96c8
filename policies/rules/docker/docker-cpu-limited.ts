import { containerType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const dockerCpuLimited: ResourceRule = {
  name: "docker-cpu-limited",
  threat: "service-down",
  level: "advisory",
  description: "A container has a limit on its processor time, so that it cannot take that of the others.",
  remedy: "Set cpus, such as 1.0.",
  types: [containerType],
  check: ({ props }, report) => {
    const limited = ["cpus", "cpuQuota"].some((key) => Number(at(props, key)) > 0);
    if (!limited) report("may take all processors of the machine");
  },
};
