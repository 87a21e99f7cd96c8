import { eachContainer, securityAt } from "../../kubernetes";
import type { ResourceRule } from "../../rule";

const ids = [
  ["runAsUser", "user"],
  ["runAsGroup", "group"],
] as const;

export const highUserId: ResourceRule = {
  name: "high-user-id",
  threat: "privilege-gained",
  level: "advisory",
  description: "Containers run as a user and a group whose numbers nobody on the node has.",
  remedy: "Set runAsUser and runAsGroup in the security context of the pod.",
  parameters: { smallest: { type: "number", default: 10_000, description: "The smallest number that is allowed." } },
  ...eachContainer((container, report, resource, { smallest }) => {
    for (const [field, kind] of ids) {
      const id = securityAt(resource, container, field);
      if (typeof id !== "number" || id < Number(smallest))
        report(`does not run its ${container.name} as a ${kind} of ${String(smallest)} or more`);
    }
  }),
};
