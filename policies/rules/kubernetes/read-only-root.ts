import { eachContainer } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const readOnlyRoot: ResourceRule = {
  name: "read-only-root",
  threat: "privilege-gained",
  level: "mandatory",
  description: "The root file system of every container is read-only.",
  remedy: "Set readOnlyRootFilesystem: true, and mount an emptyDir where the container has to write.",
  ...eachContainer(({ name, spec }, report) => {
    if (at(spec, "securityContext.readOnlyRootFilesystem") !== true)
      report(`lets its ${name} write to its root file system`);
  }),
};
