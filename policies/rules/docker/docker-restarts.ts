import { containerType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { at, textAt } from "../../values";

export const dockerRestarts: ResourceRule = {
  name: "docker-restarts",
  threat: "service-down",
  level: "advisory",
  description: "A container that has to run comes back by itself after it fails and after the machine starts.",
  remedy: "Set restart to unless-stopped.",
  types: [containerType],
  check: ({ props }, report) => {
    if (at(props, "mustRun") === false) return; // one that does its work and ends
    const restart = textAt(props, "restart") ?? "no";
    if (restart !== "always" && restart !== "unless-stopped")
      report(`does not come back by itself (restart: ${restart})`);
  },
};
