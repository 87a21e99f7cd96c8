/** What rules on recovery points have in common. */
import { containerType } from "./docker";
import { containersOf, entryAt } from "./kubernetes";
import type { Resource } from "./rule";
import { listAt, textAt, textsAt } from "./values";

/** The value of a label of a container or a volume on Docker. */
export const dockerLabelOf = ({ props }: Resource, label: string): string | undefined =>
  textAt(
    listAt(props, "labels").find((one) => textAt(one, "label") === label),
    "value",
  );

/** Whether it is a container that makes recovery points of every scope. */
export const isBackupContainer = (one: Resource): boolean =>
  one.type === containerType && dockerLabelOf(one, "alfred-storage.makes") === "recovery-points";

/** Whether it is a CronJob that makes recovery points, or looks after them. */
export const isBackupJob = ({ type, props }: Resource): boolean =>
  type === "kubernetes:batch/v1:CronJob" &&
  entryAt(props, "metadata.labels", "app.kubernetes.io/component") === "backup";

/** Whether a CronJob is called with the name of a scope. */
export const isOfScope = (job: Resource, scope: string): boolean =>
  containersOf(job).some(({ spec }) => textsAt(spec, "args").includes(scope));
