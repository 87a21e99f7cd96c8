import { entryAt } from "../../kubernetes";
import type { ResourceRule } from "../../rule";

export const namespaceRestricted: ResourceRule = {
  name: "namespace-restricted",
  threat: "privilege-gained",
  level: "mandatory",
  description: "A namespace admits only pods that meet the restricted Pod Security Standard.",
  remedy: "Set its label pod-security.kubernetes.io/enforce to restricted.",
  types: ["kubernetes:core/v1:Namespace"],
  check: ({ props }, report) => {
    if (entryAt(props, "metadata.labels", "pod-security.kubernetes.io/enforce") !== "restricted")
      report("admits pods that do not meet the restricted standard");
  },
};
