import { copiesOf, podOf, scaledTypes } from "../../kubernetes";
import type { StackRule } from "../../rule";
import { listAt } from "../../values";

export const spread: StackRule = {
  name: "spread",
  threat: "service-down",
  level: "advisory",
  description: "The pods of a workload do not all run on one node.",
  remedy: "Set topologySpreadConstraints over zones and nodes.",
  judgedAtUp: "The name of a namespace may be known only once it is made.",
  checkStack: (resources, report) => {
    for (const workload of resources.filter(({ type }) => scaledTypes.includes(type))) {
      const spread = listAt(podOf(workload), "spec.topologySpreadConstraints").length > 0;
      if (!spread && copiesOf(workload, resources).several) report("may have all its pods on one node", workload);
    }
  },
};
