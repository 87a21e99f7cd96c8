import { eachContainer } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const imagePullPolicy: ResourceRule = {
  name: "image-pull-policy",
  threat: "service-down",
  level: "advisory",
  description: "Containers say when their image is pulled, since else their tag decides.",
  remedy: "Set imagePullPolicy: IfNotPresent.",
  ...eachContainer(({ name, spec }, report) => {
    if (at(spec, "imagePullPolicy") === undefined) report(`does not say when the image of its ${name} is pulled`);
  }),
};
