import { lastingTypes, podOf } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const priorityClass: ResourceRule = {
  name: "priority-class",
  threat: "service-down",
  level: "advisory",
  description: "Pods have a priority, by which a full node chooses whom to send away.",
  remedy: "Make a PriorityClass, and set priorityClassName.",
  judgedAtUp: "The name of a class may be known only once it is made.",
  types: lastingTypes,
  check: (resource, report) => {
    if (at(podOf(resource), "spec.priorityClassName") === undefined) report("gives its pods no priority");
  },
};
