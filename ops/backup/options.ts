import { parseArgs } from "node:util";
import { planFile } from "../../components/backup-schedule/folders";
import { helpOfCommands, type JobCommand, type JobOptions, readOptions as readJobOptions } from "./job-options";

export const help = `Makes, looks at and restores the recovery points of a stack, where they are made: on Docker in its container
db-backup, on Kubernetes in a Job made from its CronJobs.

  npm run ops -- backup <command> --stack NAME [options]

${helpOfCommands}

--stack   the stack, by the name of its file Pulumi.<stack>.yaml
--help    prints this

A restore signs in as the administrator, whose password is taken from the environment variable PGPASSWORD, and wants the
storage service stopped. Step by step: docs/recovery.md.

Exit status: that of the job; 0; 1 where something failed, with the reason last; 2 for a wrong option; 130 when interrupted.`;

/** What a person asks for. */
export interface Options {
  readonly stack: string;
  readonly job: JobOptions;
  /** What the job is told, without what it is told about its surroundings. */
  readonly args: readonly string[];
}

/** What a person may ask for with `ops backup`; the others are the container's own, or commands of their own. */
const commands: readonly JobCommand[] = ["now", "list", "verify", "restore", "prune", "drill"];

/** What this command tells the job itself. */
const own = ["plan", "attended", "as", "password-file", "s3-credentials"];

/**
 * By the job's own reader, so that there is one list of its options. Undefined where only help is wanted.
 *
 * @param among the commands that may be asked for
 */
export function readOptions(given: readonly string[], among = commands): Options | undefined {
  const { stack, args } = withoutStack(given);
  const job = readJobOptions([...args, "--plan", planFile], among);
  if (job === undefined) return undefined;
  if (stack === undefined) throw new Error("Which stack? Name it with --stack.");
  return { stack, job, args };
}

function withoutStack(given: readonly string[]): { readonly stack: string | undefined; readonly args: string[] } {
  const known = { stack: { type: "string" } } as const;
  const { tokens } = parseArgs({ args: [...given], options: known, strict: false, tokens: true });
  const options = tokens.flatMap((token) => (token.kind === "option" ? [token] : []));
  const taken = options.find(({ name }) => own.includes(name));
  if (taken !== undefined) throw new Error(`--${taken.name} is what this command tells the job itself.`);
  const stacks = options.filter(({ name }) => name === "stack");
  const places = stacks.flatMap(({ index, inlineValue }) => (inlineValue === false ? [index, index + 1] : [index]));
  return { stack: stacks.at(-1)?.value, args: given.filter((_, index) => !places.includes(index)) };
}
