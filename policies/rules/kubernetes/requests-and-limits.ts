import { eachContainer } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const requestsAndLimits: ResourceRule = {
  name: "requests-and-limits",
  threat: "service-down",
  level: "advisory",
  description: "Containers say what they need and what they may take of CPU, memory and local disk.",
  remedy: "Set it under the container's resources.",
  ...eachContainer(({ name, spec }, report) => {
    for (const kind of ["request", "limit"]) {
      for (const resource of ["cpu", "memory", "ephemeral-storage"]) {
        if (at(spec, `resources.${kind}s.${resource}`) === undefined)
          report(`sets no ${kind} of ${resource} for its ${name}`);
      }
    }
  }),
};
