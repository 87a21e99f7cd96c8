import { claimType, entryAt, namespaceOf, podOf } from "../../kubernetes";
import { isBackupJob } from "../../recovery-points";
import type { Resource, StackRule } from "../../rule";
import { at, listAt, textAt } from "../../values";

export const claimBackedUp: StackRule = {
  name: "claim-backed-up",
  threat: "data-lost",
  level: "mandatory",
  description: "A job that makes recovery points reads each claim, or an annotation says why none does.",
  remedy: "Write alfred-storage:backup, with a method for the claim, or with none and the reason.",
  judgedAtUp: "The name of a claim may be known only once it is made.",
  checkStack: (resources, report) => {
    const jobs = resources.filter(isBackupJob);
    for (const claim of resources.filter(({ type }) => type === claimType)) {
      if (isGivenUp(claim) || jobs.some((job) => namespaceOf(job) === namespaceOf(claim) && covers(job, claim)))
        continue;
      report("is in no recovery point, and nobody says why", claim);
    }
  },
};

/** Whether the claim itself has a reason. */
const isGivenUp = ({ props }: Resource): boolean =>
  isReason(entryAt(props, "metadata.annotations", "alfred-storage/not-backed-up"));

/** Whether a job mounts the claim, or has a reason why none does. */
function covers(job: Resource, { props }: Resource): boolean {
  const name = textAt(props, "metadata.name");
  if (name === undefined) return false;
  const mounted = listAt(podOf(job), "spec.volumes").map((volume) => at(volume, "persistentVolumeClaim.claimName"));
  return (
    mounted.includes(name) ||
    isReason(entryAt(job.props, "metadata.annotations", `not-backed-up.alfred-storage/${name}`))
  );
}

const isReason = (text: unknown): boolean => typeof text === "string" && text.trim() !== "";
