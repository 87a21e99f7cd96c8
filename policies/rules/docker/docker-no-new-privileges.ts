import { containerType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { textsAt } from "../../values";

export const dockerNoNewPrivileges: ResourceRule = {
  name: "docker-no-new-privileges",
  threat: "privilege-gained",
  level: "mandatory",
  description: "No process of a container can gain privileges that it was not started with, such as through sudo.",
  remedy: "Add no-new-privileges:true to securityOpts.",
  types: [containerType],
  check: ({ props }, report) => {
    const kept = textsAt(props, "securityOpts").some((option) => /^no-new-privileges([:=]true)?$/.test(option));
    if (!kept) report("lets its processes gain privileges");
  },
};
