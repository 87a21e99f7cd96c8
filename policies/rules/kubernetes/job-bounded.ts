import type { ResourceRule } from "../../rule";
import { at } from "../../values";

const cronJob = "kubernetes:batch/v1:CronJob";

export const jobBounded: ResourceRule = {
  name: "job-bounded",
  threat: "cost-run-away",
  level: "advisory",
  description: "A job ends: it has a deadline, a number of attempts, and starts only when its last run is over.",
  remedy:
    "Set activeDeadlineSeconds and backoffLimit; for a CronJob also concurrencyPolicy: Forbid and startingDeadlineSeconds.",
  types: ["kubernetes:batch/v1:Job", cronJob],
  check: ({ type, props }, report) => {
    const job = type === cronJob ? at(props, "spec.jobTemplate.spec") : at(props, "spec");
    if (at(job, "activeDeadlineSeconds") === undefined) report("may run for ever");
    if (at(job, "backoffLimit") === undefined) report("does not say how often it is tried");
    if (type !== cronJob) return;
    if (at(props, "spec.concurrencyPolicy") !== "Forbid") report("starts a run while the last one still runs");
    if (at(props, "spec.startingDeadlineSeconds") === undefined)
      report("does not say how late a run that was missed may start");
  },
};
