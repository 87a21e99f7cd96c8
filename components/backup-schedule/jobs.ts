import { dataFolder } from "./files";
import type { BackupScheduleArgs } from "./kubernetes-args";
import type { Run } from "./kubernetes-pod";
import { filesOf } from "./plan";

/** A job with its time. */
export interface Job extends Run {
  /** A scope, or `prune` or `drill`. */
  readonly name: string;
  /** As cron writes it, in UTC. */
  readonly schedule: string;
}

/** A job for each scope, since each reads another claim; one that retires recovery points, and one that restores on trial. */
export function jobsOf(
  args: Pick<BackupScheduleArgs, "objects" | "volumes" | "methods" | "wholeDatabase" | "schedule">,
): Job[] {
  const { objects, volumes, wholeDatabase, schedule } = args;
  const backup = (name: string, data?: Job["data"]): Job => ({
    name,
    schedule: schedule.backup,
    command: ["now", "--scope", name],
    ...(data === undefined ? {} : { data }),
  });
  const { place } = objects.kind === "file" ? objects : { place: undefined };
  return [
    backup("storage", place && { place, path: dataFolder("storage"), own: true }),
    ...(wholeDatabase ? [backup("database")] : []),
    ...filesOf(args).flatMap((scope) => {
      const claim = volumes[scope];
      return claim === undefined ? [] : [backup(scope, { place: claim, path: dataFolder(scope), own: false })];
    }),
    { name: "prune", schedule: schedule.prune, command: ["prune"] },
    { name: "drill", schedule: schedule.drill, command: ["drill"] },
  ];
}
