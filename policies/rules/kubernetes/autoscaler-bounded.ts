import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const autoscalerBounded: ResourceRule = {
  name: "autoscaler-bounded",
  threat: "cost-run-away",
  level: "advisory",
  description: "An autoscaler's maxReplicas is within the bound of this rule.",
  remedy: "Lower maxReplicas, or raise the parameter of this rule.",
  types: ["kubernetes:autoscaling/v1:HorizontalPodAutoscaler", "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"],
  parameters: { most: { type: "number", default: 20, description: "How many pods there may be." } },
  check: ({ props }, report, { most }) => {
    if (!(Number(at(props, "spec.maxReplicas")) <= Number(most))) report(`may start more than ${String(most)} pods`);
  },
};
