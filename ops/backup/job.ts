/** The program of the jobs: what the containers on Docker and the pods on Kubernetes run. */
import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { Failure, messageOf } from "../../cluster/failure";
import { readPlan } from "../recovery/plan";
import { surroundings } from "../recovery/surroundings";
import { understood } from "../arguments";
import { onInterruption } from "../interruption";
import { StatusLine } from "../status-line";
import { isWork, works } from "./works";

const help = `Makes, looks at and restores recovery points, as a plan says.

  backup <command> --plan FILE [options]

now       makes a recovery point of each scope             [--scope SCOPE]
list      lists them, the newest first                     [--scope SCOPE] [--json]
verify    looks whether one is what it was                 [--scope SCOPE] [--set NAME] [--read-data]
restore   puts one back, by default rows and objects       --set NAME | --latest [--before TIME] [--scope SCOPE]
                                                           [--replace] [--accept-incomplete]
prune     removes those that are not kept any longer       [--dry-run]
drill     restores the newest on trial, and compares
schedule  does all of that in its time, until it is ended
health    whether the schedule does its work

Exit status: 0; 1 where something failed, with the reason last; 2 for a wrong option; 130 when interrupted.`;

/** What a command may be told. */
export interface JobOptions {
  readonly command: string;
  readonly plan: string;
  readonly scope?: string;
  readonly set?: string;
  readonly before?: string;
  readonly latest: boolean;
  readonly json: boolean;
  readonly readData: boolean;
  readonly replace: boolean;
  readonly acceptIncomplete: boolean;
  readonly dryRun: boolean;
}

/** Undefined where only help is wanted. */
export function readOptions(args: string[]): JobOptions | undefined {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const known = {
    ...{ plan: text, scope: text, set: text, before: text },
    ...{ latest: flag, json: flag, "read-data": flag, replace: flag, "accept-incomplete": flag, "dry-run": flag },
    help: flag,
  };
  const { values, positionals } = parseArgs({ args, options: known, allowPositionals: true });
  if (values.help) return undefined;
  const [command, ...more] = positionals;
  if (command === undefined || more.length > 0 || !isWork(command)) {
    throw new Error(`Which command? There are: ${Object.keys(works).join(", ")}.`);
  }
  if (values.plan === undefined) throw new Error("Which plan? Name its file with --plan.");
  const { plan, scope, set, before, latest, json, replace } = values;
  return {
    ...{ command, plan, latest, json, replace },
    readData: values["read-data"],
    acceptIncomplete: values["accept-incomplete"],
    dryRun: values["dry-run"],
    ...(scope === undefined ? {} : { scope }),
    ...(set === undefined ? {} : { set }),
    ...(before === undefined ? {} : { before }),
  };
}

export async function job(args: string[]): Promise<number> {
  const options = understood(help, () => readOptions(args));
  if (typeof options === "number") return options;
  const stop = new AbortController();
  const off = onInterruption(() => {
    stop.abort();
  });
  // Of what goes on for years, a log is to have little more than what came of it.
  const line = new StatusLine(process.stderr, options.command === "schedule" ? 10 * 60_000 : undefined);
  const progress = (text: string) => {
    line.show(`${text} …`);
  };
  try {
    const work = works[options.command];
    if (work === undefined) return 2;
    const plan = readPlan(options.plan);
    mkdirSync(plan.scratch, { recursive: true });
    return await work(surroundings(plan, { progress, signal: stop.signal }), options);
  } catch (error) {
    line.end();
    if (stop.signal.aborted) {
      console.error("Interrupted. What was begun is no recovery point; those that there are stay as they are.");
      return 130;
    }
    console.error(error instanceof Failure ? error.message : `It failed: ${messageOf(error)}.`);
    return 1;
  } finally {
    line.end();
    off();
  }
}

if (require.main === module) {
  void job(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  });
}
