import { readdirSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A TCP port of the loopback address that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits some milliseconds. */
export async function pause(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}

/** Waits some milliseconds without letting anything else happen: for the end of a process, where nothing else can. */
export function pauseNow(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** A process of this machine, as `/proc` (Linux only) tells it. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** The command with its arguments. */
  readonly command: readonly string[];
}

/** The processes that a process started, and those that they started, in the order of their ids. */
export function descendants(pid: number): readonly Process[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const family = new Set([pid]);
  // A child may have a smaller id than its parent once ids have wrapped around, so go on until nothing is added.
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const candidate of all) if (family.has(candidate.parent)) family.add(candidate.pid);
  }
  return all.filter((candidate) => candidate.pid !== pid && family.has(candidate.pid)).sort((a, b) => a.pid - b.pid);
}

function readProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // "pid (name) state parent …", and a name may hold spaces and parentheses.
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    return { pid, parent, command };
  } catch {
    return undefined; // it has ended meanwhile
  }
}

/** The ids of the living processes that have an entry `NAME=value` in their environment; never this one. */
export function processesWith(entry: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, "utf8").split("\0").includes(entry);
      } catch {
        return false; // it has ended meanwhile, or is another user's
      }
    })
    .map(Number);
}
