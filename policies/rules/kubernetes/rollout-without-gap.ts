import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const rolloutWithoutGap: ResourceRule = {
  name: "rollout-without-gap",
  threat: "service-down",
  level: "advisory",
  description: "A rollout takes no pod away before a new one is ready.",
  remedy: "Set maxUnavailable: 0 and maxSurge: 1 under rollingUpdate.",
  types: ["kubernetes:apps/v1:Deployment"],
  check: ({ props }, report) => {
    if (at(props, "spec.strategy.type") === "Recreate") return; // on purpose, since its pods share what one may have
    const missing = at(props, "spec.strategy.rollingUpdate.maxUnavailable");
    if (missing !== 0 && missing !== "0%") report("takes pods away in a rollout before new ones are ready");
  },
};
