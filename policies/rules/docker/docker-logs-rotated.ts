import { containerType } from "../../docker";
import type { ResourceRule } from "../../rule";
import { at, textAt } from "../../values";

export const dockerLogsRotated: ResourceRule = {
  name: "docker-logs-rotated",
  threat: "cost-run-away",
  level: "advisory",
  description: "A container's log has a largest size, so that it does not fill the disk that the data is on.",
  remedy: "Set logDriver to json-file, and max-size and max-file among logOpts.",
  types: [containerType],
  check: ({ props }, report) => {
    // The engine's own default is json-file without a limit. Other drivers keep their logs elsewhere, or rotate them.
    if ((textAt(props, "logDriver") ?? "json-file") !== "json-file") return;
    for (const option of ["max-size", "max-file"]) {
      if (at(props, `logOpts.${option}`) === undefined) report(`keeps a log that nothing limits (no ${option})`);
    }
  },
};
