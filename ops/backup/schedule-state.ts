import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { codeOf } from "../../cluster/failure";
import type { Plan } from "../recovery/plan";

const time = z.iso.datetime();
const run = z.strictObject({
  began: time,
  /** Missing while it is under way, and where it was killed. */
  ended: time.optional(),
  failed: z.boolean(),
  /** Whether it is the second one of its time, since the first was killed. */
  again: z.boolean(),
});
const state = z.strictObject({
  /** When the schedule began to be kept. */
  first: time,
  /** The scheduler's last sign of life. */
  alive: time,
  runs: z.strictObject({ backup: run.optional(), prune: run.optional(), drill: run.optional() }),
});

/** What a scheduler has done, beyond its own life. */
export type ScheduleState = z.infer<typeof state>;
export type Run = Readonly<z.infer<typeof run>>;
/** What is done in its time. */
export type Task = keyof ScheduleState["runs"];

const fileOf = ({ scratch }: Pick<Plan, "scratch">): string => path.join(scratch, "schedule.json");

/** Undefined where no scheduler has run with this folder yet, and where a loss of power has left no whole file. */
export function readState(plan: Pick<Plan, "scratch">): ScheduleState | undefined {
  try {
    return state.parse(JSON.parse(readFileSync(fileOf(plan), "utf8")));
  } catch (error) {
    if (codeOf(error) === "ENOENT" || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/** In one step, so that none is read half. */
export function writeState(plan: Pick<Plan, "scratch">, content: ScheduleState): void {
  const file = fileOf(plan);
  writeFileSync(`${file}.new`, JSON.stringify(content));
  renameSync(`${file}.new`, file);
}
