import { readdirSync, readFileSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { codeOf } from "../../cluster/failure";
import type { Lock } from "./restic";

/** What of this machine tells whether the owner of a lock lives. */
export interface Machine {
  readonly host: string;
  readonly now: Date;
  /** When it was started. */
  readonly booted: Date;
  /** Whether a process runs that has this id, for itself or for those beside it in its container, and ran then. */
  readonly ranAt: (pid: number, time: Date) => boolean;
}

/**
 * restic refreshes a lock every five minutes and takes one for stale that is half an hour old
 * (https://restic.readthedocs.io/en/stable/100_references.html#locks); in milliseconds.
 */
const stale = 30 * 60_000;

/** Whether nobody can be behind the lock any more: its owner has ended, or would have refreshed it. */
export function isDead({ time, host, pid }: Pick<Lock, "time" | "host" | "pid">, machine: Machine): boolean {
  if (machine.now.getTime() - time.getTime() > stale) return true;
  if (host !== machine.host) return false;
  return time < machine.booted || !machine.ranAt(pid, time);
}

export function thisMachine(): Machine {
  const now = new Date();
  return { host: hostname(), now, booted: new Date(now.getTime() - uptime() * 1000), ranAt };
}

function ranAt(pid: number, time: Date): boolean {
  return [pid, ...withInnerId(pid)].some((candidate) => isAlive(candidate) && beganBy(candidate, time));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // There is one that belongs to somebody else.
    return codeOf(error) === "EPERM";
  }
}

/** Clock ticks in a second: what Linux counts the beginnings of processes in. */
const ticks = 100;
/** How far a beginning may be off, in milliseconds. */
const slack = 2000;

/** Whether the process had begun by then, and still does something; as far as this system tells. */
function beganBy(pid: number, time: Date): boolean {
  const stat = contents(`/proc/${pid}/stat`);
  if (stat === undefined) return true;
  // The name before it, in brackets, may hold anything.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (state === "Z" || state === "X") return false;
  const age = (uptime() - Number(fields[18]) / ticks) * 1000;
  return Date.now() - age <= time.getTime() + slack;
}

/** Processes of containers that share this host's name know themselves by other ids than this process does. */
function withInnerId(pid: number): number[] {
  return processes().filter((outer) => {
    const ids = /^NSpid:\s+(.*)$/m.exec(contents(`/proc/${outer}/status`) ?? "")?.[1]?.split(/\s+/) ?? [];
    return ids.slice(1).includes(String(pid));
  });
}

function processes(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function contents(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
