import { Failure, messageOf } from "../../cluster/failure";
import type { RecoveryPointSettings } from "../../config/backup-settings";
import { understood } from "../arguments";
import { onInterruption } from "../interruption";
import { readStack, type Stack } from "../stack";
import { StatusLine } from "../status-line";
import { Answer } from "./answer";
import type { Times } from "./job-on-cluster";
import { nothingToRepair } from "./nothing-to-repair";
import { help, type Options, readOptions } from "./options";

/** Another one in tests. */
export interface Surroundings {
  readonly root?: string;
  readonly times?: Times;
}

/** What is asked for, and by whom it is heard. */
export interface Request {
  readonly stack: Stack;
  readonly points: RecoveryPointSettings;
  readonly options: Options;
  /** The command as it stands after `npm run ops --`. */
  readonly command: string;
  readonly signal: AbortSignal;
  /** How far it is. */
  readonly progress: (text: string) => void;
  /** Something that a person should know, in whole sentences. */
  readonly say: (text: string) => void;
}

/** `ops backup` */
export async function backup(args: readonly string[], surroundings?: Surroundings): Promise<number> {
  return ask(
    understood(help, () => readOptions(args)),
    "backup ",
    surroundings,
  );
}

/**
 * Has a job do what was asked for, where the stack's recovery points are made.
 *
 * @param options or the exit status, where they are not understood
 * @param before what stands before the job's own words in the command
 * @returns the exit status
 */
export async function ask(options: Options | number, before: string, surroundings: Surroundings = {}): Promise<number> {
  if (typeof options === "number") return options;
  const stop = new AbortController();
  const off = onInterruption(() => {
    stop.abort();
  });
  const line = new StatusLine(process.stderr);
  const say = (text: string) => {
    line.end();
    console.error(text);
  };
  const progress = (text: string) => {
    line.show(`${text} …`);
  };
  try {
    const stack = await readStack(options.stack, surroundings.root);
    if (options.job.command === "repair-attributes" && stack.settings.service.backend.kind === "s3") {
      const [answer, nothing] = [new Answer(options.job.json), nothingToRepair(stack.name)];
      answer.line(nothing);
      answer.result({ stack: stack.name, nothingToRepair: nothing });
      return 0;
    }
    const command = `${before}${[...options.args, "--stack", options.stack].join(" ")}`;
    const request = { stack, points: pointsOf(stack), options, command, signal: stop.signal, progress, say };
    return await run(request, surroundings.times);
  } catch (error) {
    if (stop.signal.aborted) {
      say("Interrupted.");
      return 130;
    }
    say(error instanceof Failure ? error.message : `It failed: ${messageOf(error)}.`);
    return 1;
  } finally {
    line.end();
    off();
  }
}

async function run(request: Request, times: Times | undefined): Promise<number> {
  const { stack, options } = request;
  const { command, dryRun } = options.job;
  const onCluster = stack.settings.platform === "kubernetes";
  if (command === "restore" && !dryRun) {
    return onCluster
      ? (await import("./restore-on-cluster")).restoreOnCluster(request, times)
      : (await import("./restore-on-docker")).restoreOnDocker(request);
  }
  if (onCluster) return (await import("./on-cluster")).runOnCluster(request, times);
  return command === "repair-attributes" && !dryRun
    ? (await import("./repair-on-docker")).repairOnDocker(request)
    : (await import("./on-docker")).runOnDocker(request);
}

function pointsOf({ file, name, settings: { backup } }: Stack): RecoveryPointSettings {
  if (backup?.kind === "recovery-points") return backup;
  const why = backup === undefined ? "" : ` It says why: ${backup.reason.replace(/\.$/, "")}.`;
  throw new Failure(
    `No recovery points are made of ${name}: ${file} has no section alfred-storage:backup that asks for them.${why} ` +
      `On docker, with files, "alfred-storage:backup: {}" is enough; then pulumi up. See docs/stack-files.md, Recovery points.`,
  );
}
