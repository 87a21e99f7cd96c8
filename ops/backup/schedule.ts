import { setTimeout as pause } from "node:timers/promises";
import { Cron } from "croner";
import { Failure, messageOf } from "../../cluster/failure";
import type { Plan } from "../recovery/plan";
import { readState, type ScheduleState, type Task, writeState } from "./schedule-state";

/** The time, and waiting. */
export interface Clock {
  now(): Date;
  /** Ends early, and well, where the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** What is done at a time; each gives the exit status that the command of its own would have. */
export type Tasks = Readonly<Record<Task, () => Promise<number>>>;

const realClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds, signal) => pause(milliseconds, undefined, { signal }).catch(() => undefined),
};

/** How often the scheduler shows that it lives, and how long it waits at most before it looks at the time, in milliseconds. */
const [heartbeat, longestWait] = [60_000, 600_000];

/** When a schedule came last before a time, in UTC. */
export function lastTime(schedule: string, before: Date): Date | undefined {
  return cron(schedule).previousRuns(1, before)[0];
}

const cron = (schedule: string): Cron => new Cron(schedule, { mode: "5-part", timezone: "UTC", paused: true });

/**
 * Does what a plan schedules, one after the other: recovery points, after them the clean-up, and restores on trial. Times
 * that passed meanwhile, or while no scheduler ran, are made up by one run. What failed is not repeated before its next
 * time; what was killed is repeated once.
 *
 * @returns once the signal is aborted; a run that was under way has ended then
 */
export async function keepSchedule(
  plan: Pick<Plan, "schedule" | "scratch">,
  tasks: Tasks,
  signal: AbortSignal,
  clock: Clock = realClock,
): Promise<void> {
  const { schedule } = plan;
  if (schedule === undefined)
    throw new Failure("The plan has no schedule. Name when to do what: schedule.backup, .drill.");
  const state = readState(plan) ?? { first: clock.now().toISOString(), alive: "", runs: {} };
  const save = () => {
    state.alive = clock.now().toISOString();
    try {
      writeState(plan, state);
    } catch (error) {
      // On a full disk the clean-up is what helps; and health sees no sign of life.
      console.error(`The state of the schedule was not written: ${messageOf(error)}.`);
    }
  };
  const isEnded = () => signal.aborted;
  const timer = setInterval(save, heartbeat);
  try {
    while (!isEnded()) {
      save();
      const due = (["backup", "drill"] as const).find((task) => isDue(state, task, schedule[task], clock.now()));
      if (due === undefined) await clock.sleep(untilNext(Object.values(schedule), clock.now()), signal);
      else await run(due);
      if (due === "backup" && !isEnded()) await run("prune");
    }
  } finally {
    clearInterval(timer);
    save();
  }

  async function run(task: Task): Promise<void> {
    const before = state.runs[task];
    const began = clock.now();
    const again = before !== undefined && before.ended === undefined && !before.again;
    state.runs[task] = { began: began.toISOString(), failed: true, again };
    save();
    const failed = await tasks[task]().then(
      (status) => status !== 0,
      (error: unknown) => {
        if (!signal.aborted) console.error(`${task}: ${messageOf(error)}.`);
        return true;
      },
    );
    const ended = clock.now();
    if (signal.aborted && failed) {
      // It was not its fault, and the next start makes it up.
      state.runs[task] = before;
      console.log(`${began.toISOString()} ${task} was interrupted`);
      return;
    }
    state.runs[task] = { began: began.toISOString(), ended: ended.toISOString(), failed, again };
    save();
    const seconds = Math.round((ended.getTime() - began.getTime()) / 1000);
    console.log(`${began.toISOString()} ${task} ${failed ? "FAILED" : "went well"}, in ${seconds} s`);
  }
}

/** Clocks are set, and machines sleep, so it is not waited long at once. */
function untilNext(schedules: readonly string[], now: Date): number {
  const waits = schedules.map((schedule) => (cron(schedule).nextRun(now)?.getTime() ?? Infinity) - now.getTime());
  return Math.min(longestWait, ...waits);
}

function isDue({ first, runs }: ScheduleState, task: "backup" | "drill", schedule: string, now: Date): boolean {
  const last = runs[task];
  if (last !== undefined && last.ended === undefined && !last.again) return true;
  const since = new Date(last?.began ?? first);
  if (since > now) return true; // the clock was wrong then
  const time = lastTime(schedule, new Date(now.getTime() + 1000)); // a time is over once it has come
  return time !== undefined && time > since;
}
