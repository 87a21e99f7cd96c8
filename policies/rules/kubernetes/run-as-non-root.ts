import { eachContainer, securityAt } from "../../kubernetes";
import type { ResourceRule } from "../../rule";

export const runAsNonRoot: ResourceRule = {
  name: "run-as-non-root",
  threat: "privilege-gained",
  level: "mandatory",
  description: "No container runs as root.",
  remedy: "Set runAsNonRoot: true in the security context of the pod.",
  ...eachContainer((container, report, resource) => {
    if (securityAt(resource, container, "runAsNonRoot") !== true) report(`lets its ${container.name} run as root`);
  }),
};
