import { createHash } from "node:crypto";

/** The label of the jobs' pods, by which network policies select them. */
export const backupApp = "storage-backup";

/** Kubernetes puts eleven characters behind the name of a CronJob, and a Job's name has at most 63. */
const longest = 52;

/**
 * The name of a CronJob, `backup-<what>`. One that would be too long is cut, and told apart by a part of its hash.
 *
 * @param what a scope, or another job
 */
export function cronJobName(what: string): string {
  const name = `backup-${what}`;
  if (name.length <= longest) return name;
  const mark = `-${createHash("sha256").update(what).digest("hex").slice(0, 8)}`;
  return name.slice(0, longest - mark.length).replace(/-+$/, "") + mark;
}
