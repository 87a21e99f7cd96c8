import { containerType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { textsAt } from "../../values";

export const dockerHealthcheck: ResourceRule = {
  name: "docker-healthcheck",
  threat: "service-down",
  level: "advisory",
  description: "A container has a health check, so that one that runs and does not answer is seen.",
  remedy: "Set healthcheck, with a test that asks the service itself.",
  types: [containerType],
  check: ({ props }, report) => {
    const [first = "NONE"] = textsAt(props, "healthcheck.tests");
    if (first === "NONE") report("has no health check");
  },
};
