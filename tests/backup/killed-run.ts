/** A run in a process of its own, which kills itself at a point of it. The points are before, in and after each program. */
import child_process, { type ChildProcess } from "node:child_process";
import { appendFileSync } from "node:fs";
import { readPlan } from "../../ops/recovery/plan";
import { prune } from "../../ops/recovery/prune";
import { restoreSet } from "../../ops/recovery/restore";
import { finishedSets } from "../../ops/recovery/sets";
import { surroundings } from "../../ops/recovery/surroundings";
import { takeSet } from "../../ops/recovery/take";

/** What the process is to do. */
export interface Orders {
  /** A file. */
  readonly plan: string;
  readonly work: "take" | "restore" | "prune";
  /** In milliseconds since 1970. */
  readonly now: number;
  /** What is restored. */
  readonly set?: string;
  /** A file that gets a line for each point: its name, a tab and the milliseconds since the start. */
  readonly trace: string;
  readonly kill?: Kill;
}

export interface Kill {
  /** Such as `in restic backup manifest 1`: the first that stores a manifest. */
  readonly at: string;
  /** How long its program runs until then, in milliseconds, where it is in one. */
  readonly after: number;
  /** Whether the programs under way are killed with it, as where a container or a machine ends. */
  readonly all: boolean;
}

type Spawn = (program: string, args: readonly string[], options: object) => ChildProcess;

function watch({ trace, kill }: Orders): void {
  const counts = new Map<string, number>();
  const reach = (point: string) => {
    appendFileSync(trace, `${point}\t${performance.now().toFixed(0)}\n`);
    if (point === kill?.at) process.kill(kill.all ? -process.pid : process.pid, "SIGKILL");
  };
  const spawn = child_process.spawn as Spawn;
  const watched: Spawn = (program, args, options) => {
    const called = nameOf(program, args);
    const count = (counts.get(called) ?? 0) + 1;
    counts.set(called, count);
    const step = `${called} ${count}`;
    reach(`before ${step}`);
    const child = spawn(program, args, options);
    const within = () => {
      reach(`in ${step}`);
    };
    if (kill?.at === `in ${step}`) setTimeout(within, kill.after);
    child.once("exit", () => {
      if (kill?.at === `in ${step}`) within();
      reach(`after ${step}`);
    });
    return child;
  };
  Object.assign(child_process, { spawn: watched });
}

const commands = ["backup", "cat", "check", "dump", "forget", "list", "ls", "prune", "restore", "snapshots", "version"];

/** The program, what restic is to do, and the part that it stores. */
function nameOf(program: string, args: readonly string[]): string {
  const command = program === "restic" ? args.filter((arg) => commands.includes(arg)).slice(0, 1) : [];
  const part = args.find((arg) => arg.startsWith("part="))?.slice("part=".length);
  return [program, ...command, ...(part === undefined ? [] : [part])].join(" ");
}

async function run({ plan, work, now, set }: Orders): Promise<void> {
  const signal = new AbortController().signal;
  const around = surroundings(readPlan(plan), { progress: () => undefined, signal });
  if (work === "take") await takeSet(around, "storage", new Date(now));
  if (work === "prune") await prune(around, { dryRun: false, now: new Date(now) });
  if (work !== "restore") return;
  const chosen = (await finishedSets(around.repository)).find(({ name }) => name === set);
  if (chosen === undefined) throw new Error(`there is no set ${set ?? ""}`);
  await restoreSet(around, chosen, { replace: false, acceptIncomplete: false });
}

if (require.main === module) {
  const orders = JSON.parse(process.argv[2] ?? "") as Orders;
  watch(orders);
  void run(orders);
}
