import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Kill, Orders } from "./killed-run";

/** Runs a work in a process of its own and waits for its end, and for that of what it left running. */
export async function runApart(orders: Orders): Promise<{ readonly status: number | null; readonly signal: unknown }> {
  const args = ["-r", "./typescript.cjs", path.join(__dirname, "killed-run.ts"), JSON.stringify(orders)];
  // With a group of its own, by which its programs are found.
  const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", "inherit", "inherit"] });
  const [status, signal] = (await once(child, "exit")) as [number | null, unknown];
  while (isAlive(child.pid ?? 0)) await sleep(20);
  return { status, signal };
}

function isAlive(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

/** A point to kill a work at. */
export interface KillPoint {
  readonly kill: Kill;
  /** Whether the run comes to another point before it. */
  readonly isAfter: (point: string) => boolean;
}

/**
 * Runs a work to its end and gives so many of its points, evenly spread: before, twice in, and after each program that it
 * runs, but for `restic cat`. Every other time the programs under way live on.
 *
 * @param wanted matches those that count. Default: all
 */
export async function killPoints(orders: Orders, count: number, wanted = /^/): Promise<KillPoint[]> {
  rmSync(orders.trace, { force: true }); // that of runs that were killed
  const { status } = await runApart(orders);
  if (status !== 0) throw new Error(`it ended with ${String(status)} where nobody killed it`);
  const points = pointsIn(readFileSync(orders.trace, "utf8")).filter(({ at }) => wanted.test(at));
  if (points.length < count) throw new Error(`it has ${points.length} points, and ${count} are wanted`);
  const chosen = Array.from({ length: count }, (_, index) => Math.floor((index * points.length) / count));
  const names = points.map(({ at }) => at);
  return points
    .map((point, at) => ({ point, isAfter: (other: string) => names.slice(0, at).includes(other) }))
    .filter((_, at) => chosen.includes(at))
    .map(({ point, isAfter }, index) => ({ kill: { ...point, all: index % 2 === 0 }, isAfter }));
}

function pointsIn(trace: string): Omit<Kill, "all">[] {
  const begun = new Map<string, number>();
  return trace
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      const [, when = "", step = "", time] = /^(before|after) (.*)\t(\d+)$/.exec(line) ?? [];
      // It reads the locks that others left, of which there may be another number then.
      if (step.startsWith("restic cat")) return [];
      const point = { at: `${when} ${step}`, after: 0 };
      if (when === "before") {
        begun.set(step, Number(time));
        return [point];
      }
      const length = Number(time) - (begun.get(step) ?? 0);
      return [...[1, 2].map((third) => ({ at: `in ${step}`, after: (length * third) / 3 })), point];
    });
}
