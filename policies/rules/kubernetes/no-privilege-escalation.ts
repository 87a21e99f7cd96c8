import { eachContainer } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const noPrivilegeEscalation: ResourceRule = {
  name: "no-privilege-escalation",
  threat: "privilege-gained",
  level: "mandatory",
  description: "No container can gain more privileges than it was started with.",
  remedy: "Set allowPrivilegeEscalation: false in the container's security context.",
  ...eachContainer(({ name, spec }, report) => {
    if (at(spec, "securityContext.allowPrivilegeEscalation") !== false)
      report(`lets its ${name} gain privileges that it was not started with`);
  }),
};
