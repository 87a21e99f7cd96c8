import { copiesOf, scaledTypes, selecting } from "../../kubernetes";
import type { Resource, StackRule } from "../../rule";
import { at } from "../../values";

function letsOneGo({ props }: Resource, copies: unknown): boolean {
  const [most, least] = [at(props, "spec.maxUnavailable"), at(props, "spec.minAvailable")];
  if (most !== undefined) return most !== 0 && most !== "0%";
  return typeof least === "number" ? least < Number(copies) : least !== "100%";
}

export const disruptionBudget: StackRule = {
  name: "disruption-budget",
  threat: "service-down",
  level: "advisory",
  description: "An upgrade of the cluster takes one pod of a workload at a time, and can take one.",
  remedy: "Make a PodDisruptionBudget with maxUnavailable: 1 that selects its pods.",
  judgedAtUp: "The name of a namespace may be known only once it is made.",
  checkStack: (resources, report) => {
    for (const workload of resources.filter(({ type }) => scaledTypes.includes(type))) {
      const { fewest, several } = copiesOf(workload, resources);
      if (!several) continue;
      const budgets = selecting("kubernetes:policy/v1:PodDisruptionBudget", "spec.selector", workload, resources);
      if (budgets.length === 0) report("has no disruption budget, so all its pods may go at once", workload);
      for (const budget of budgets) {
        if (!letsOneGo(budget, fewest)) report("lets no pod go, so that no node can be emptied", budget);
      }
    }
  },
};
