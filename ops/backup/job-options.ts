import { parseArgs } from "node:util";
import { usualMinimumAge } from "../recovery/orphans";
import { ageOf } from "./age";

/** What each command of the jobs may be told beside the plan. */
const takes = {
  now: ["scope", "json"],
  list: ["scope", "json"],
  verify: ["scope", "set", "read-data", "json"],
  restore: ["scope", "set", "latest", "before", "replace", "accept-incomplete", "dry-run", "json"],
  prune: ["dry-run", "json"],
  drill: ["json"],
  orphans: ["minimum-age", "bucket", "json"],
  "repair-attributes": ["dry-run", "json"],
  schedule: [],
  health: [],
} as const;

export type JobCommand = keyof typeof takes;

export const jobCommands = Object.keys(takes) as readonly JobCommand[];

const isAmong = (commands: readonly JobCommand[], name: string): name is JobCommand =>
  commands.some((one) => one === name);

/** What the commands that a person gives do; the same words here and on his machine. */
export const helpOfCommands = `now       makes a recovery point of each scope             [--scope SCOPE]
list      lists them, the newest first                     [--scope SCOPE]
verify    looks whether one is what it was                 [--scope SCOPE] [--set NAME] [--read-data]
restore   puts one back, by default rows and objects       --set NAME | --latest [--before TIME] [--scope SCOPE]
                                                           [--replace] [--accept-incomplete] [--dry-run]
prune     removes those that are not kept any longer       [--dry-run]
drill     restores the newest on trial, and compares

--dry-run   looks what would be done, and what would be refused; changes nothing
--json      says on standard output as JSON what came of it; "now" says a value for each scope`;

export const jobHelp = `Makes, looks at and restores recovery points, as a plan says.

  backup <command> --plan FILE [options]

${helpOfCommands}
schedule  does all of that in its time, until it is ended
health    whether the schedule does its work

orphans            reports blobs without rows and rows without blobs   [--minimum-age AGE] [--bucket ID] [--json]
repair-attributes  gives files the attributes that their rows say      [--dry-run] [--json]

--attended            ends, as if it was interrupted, where its standard input does
--as NAME             in restore, signs in to the database as NAME instead of as the plan says
--password-file FILE  its password; "-" is the first line of standard input
--s3-credentials FILE in restore, signs in to the bucket of the objects, and to that of their copies, by this JSON file

Exit status: 0; 1 where something failed, with the reason last; 2 for a wrong option; 130 when interrupted.`;

/** What a command may be told. */
export interface JobOptions {
  readonly command: JobCommand;
  readonly plan: string;
  readonly scope?: string;
  readonly set?: string;
  readonly before?: string;
  readonly as?: string;
  readonly passwordFile?: string;
  readonly s3Credentials?: string;
  readonly bucket?: string;
  /** In milliseconds. */
  readonly minimumAge: number;
  readonly latest: boolean;
  readonly json: boolean;
  readonly readData: boolean;
  readonly replace: boolean;
  readonly acceptIncomplete: boolean;
  readonly dryRun: boolean;
  readonly attended: boolean;
}

/**
 * Undefined where only help is wanted.
 *
 * @param commands those that there are
 */
export function readOptions(
  args: readonly string[],
  commands: readonly JobCommand[] = jobCommands,
): JobOptions | undefined {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const known = {
    ...{ plan: text, scope: text, set: text, before: text, as: text, "password-file": text, "s3-credentials": text },
    ...{ latest: flag, json: flag, "read-data": flag, replace: flag, "accept-incomplete": flag, "dry-run": flag },
    ...{ "minimum-age": text, bucket: text, attended: flag, help: flag },
  };
  const parsed = parseArgs({ args: [...args], options: known, allowPositionals: true, tokens: true });
  const { values, positionals } = parsed;
  if (values.help) return undefined;
  const [command, ...more] = positionals;
  if (command === undefined || !isAmong(commands, command)) {
    throw new Error(`Which command? There are: ${commands.join(", ")}.`);
  }
  if (more[0] !== undefined) throw new Error(`${command} takes options only, and "${more[0]}" is none.`);
  refuseOthers(
    command,
    parsed.tokens.flatMap((token) => (token.kind === "option" ? [token.name] : [])),
  );
  const { plan, scope, set, before, as, latest, json, replace, attended } = values;
  const { "password-file": passwordFile, "s3-credentials": s3Credentials, "minimum-age": age, bucket } = values;
  if (plan === undefined) throw new Error("Which plan? Name its file with --plan.");
  if (command === "restore") requireOne({ set, before, latest });
  if (bucket !== undefined && !/^(?!\.{1,2}$)[^/\0]+$/.test(bucket)) {
    throw new Error(`--bucket is the id of a bucket, which "${bucket}" cannot be.`);
  }
  return {
    ...{ command, plan, latest, json, replace, attended },
    minimumAge: age === undefined ? usualMinimumAge : ageOf("--minimum-age", age),
    readData: values["read-data"],
    acceptIncomplete: values["accept-incomplete"],
    dryRun: values["dry-run"],
    ...(scope === undefined ? {} : { scope }),
    ...(set === undefined ? {} : { set }),
    ...(before === undefined ? {} : { before }),
    ...(as === undefined ? {} : { as }),
    ...(passwordFile === undefined ? {} : { passwordFile }),
    ...(s3Credentials === undefined ? {} : { s3Credentials }),
    ...(bucket === undefined ? {} : { bucket }),
  };
}

/** What a command would pass over without a word, nobody means so. */
function refuseOthers(command: JobCommand, given: readonly string[]): void {
  const ofSurroundings = [
    "plan",
    "attended",
    ...(command === "restore" ? ["as", "password-file", "s3-credentials"] : []),
  ];
  const other = given.find((name) => ![...ofSurroundings, ...takes[command]].includes(name));
  if (other === undefined) return;
  const known = takes[command].map((name) => `--${name}`).join(", ");
  throw new Error(`${command} takes no --${other}. It takes ${known === "" ? "none" : known}.`);
}

function requireOne({
  set,
  before,
  latest,
}: {
  set?: string | undefined;
  before?: string | undefined;
  latest: boolean;
}) {
  if (set === undefined && !latest) {
    throw new Error("Which recovery point? Name it with --set, or take the newest with --latest.");
  }
  if (set !== undefined && (latest || before !== undefined)) {
    throw new Error("Which recovery point? --set names one, --latest and --before look for one: give either.");
  }
  if (before !== undefined && Number.isNaN(new Date(before).getTime())) {
    throw new Error(`"${before}" is no time. Write it as 2026-11-27T02:17:00Z.`);
  }
}
