import type { Plan } from "../recovery/plan";
import { lastTime } from "./schedule";
import type { ScheduleState, Task } from "./schedule-state";

const minute = 60_000;
const hour = 60 * minute;

/** How long something may take before it is told, in milliseconds. */
const patience = {
  /** Between two signs of the scheduler's life. */
  alive: 5 * minute,
  /** Behind its time, until a recovery point is there: 26 hours after the one before, where there is one a day. */
  backup: 2 * hour,
  /** For one that is under way. */
  running: 12 * hour,
} as const;

const names: Readonly<Record<Task, string>> = {
  backup: "recovery points",
  prune: "the clean-up",
  drill: "the restore on trial",
};

/**
 * What is wrong with a scheduler's work, in sentences; none where all is well.
 *
 * @param state undefined where there is none
 */
export function healthProblems(
  { schedule }: Pick<Plan, "schedule">,
  state: ScheduleState | undefined,
  now: Date,
): string[] {
  if (schedule === undefined) return ["The plan has no schedule."];
  if (state === undefined) return ["No scheduler has run yet."];
  const since = (time: string) => now.getTime() - new Date(time).getTime();
  const { alive, first, runs } = state;
  const failures = (["backup", "prune", "drill"] as const).flatMap((task) => {
    const run = runs[task];
    return run?.ended !== undefined && run.failed
      ? [`What was last done of ${names[task]}, at ${run.began}, failed.`]
      : [];
  });
  const last = runs.backup;
  const due = lastTime(schedule.backup, new Date(now.getTime() - patience.backup));
  const isUnderWay = last !== undefined && last.ended === undefined && since(last.began) < patience.running;
  const isLate = !isUnderWay && due !== undefined && new Date(endedOr(first)) < due;
  return [
    ...(since(alive) > patience.alive ? [`The scheduler does not run: it last showed life at ${alive}.`] : []),
    ...failures,
    ...(isLate ? [`There is no recovery point of ${due.toISOString()}, when one was to be made.`] : []),
  ];

  function endedOr(otherwise: string): string {
    return last?.ended === undefined ? otherwise : last.began;
  }
}
