import { eachContainer, securityAt } from "../../kubernetes";
import type { ResourceRule } from "../../rule";

export const seccomp: ResourceRule = {
  name: "seccomp",
  threat: "privilege-gained",
  level: "mandatory",
  description: "Containers can make only the calls of the kernel that a seccomp profile allows.",
  remedy: "Set seccompProfile: { type: RuntimeDefault } in the security context of the pod.",
  ...eachContainer((container, report, resource) => {
    const type = securityAt(resource, container, "seccompProfile.type");
    if (type !== "RuntimeDefault" && type !== "Localhost")
      report(`lets its ${container.name} make any call of the kernel`);
  }),
};
