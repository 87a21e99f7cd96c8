import { eachContainer } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const notPrivileged: ResourceRule = {
  name: "not-privileged",
  threat: "privilege-gained",
  level: "mandatory",
  description: "No container is privileged, which is root on the node.",
  remedy: "Remove privileged from the container's security context.",
  ...eachContainer(({ name, spec }, report) => {
    if ((at(spec, "securityContext.privileged") ?? false) !== false) report(`runs its ${name} as root of the node`);
  }),
};
