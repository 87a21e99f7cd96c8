import { eachContainer } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { listAt } from "../../values";

export const capabilitiesDropped: ResourceRule = {
  name: "capabilities-dropped",
  threat: "privilege-gained",
  level: "mandatory",
  description: "Containers have no capability of the kernel, but for binding to low ports.",
  remedy: "Set capabilities: { drop: [ALL] } in the container's security context, and add nothing.",
  ...eachContainer(({ name, spec }, report) => {
    if (!listAt(spec, "securityContext.capabilities.drop").includes("ALL"))
      report(`does not take all capabilities from its ${name}`);
    const added = listAt(spec, "securityContext.capabilities.add").filter((one) => one !== "NET_BIND_SERVICE");
    if (added.length > 0) report(`gives its ${name} ${added.map(String).join(", ")}`);
  }),
};
