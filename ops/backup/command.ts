import { Failure, messageOf } from "../../cluster/failure";
import type { RecoveryPointSettings } from "../../config/backup-settings";
import { understood } from "../arguments";
import { onInterruption } from "../interruption";
import { readStack, type Stack } from "../stack";
import { StatusLine } from "../status-line";
import type { Times } from "./job-on-cluster";
import { help, type Options, readOptions } from "./options";

interface Surroundings {
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
export async function backup(args: readonly string[], surroundings: Surroundings = {}): Promise<number> {
  const options = understood(help, () => readOptions(args));
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
    const command = ["backup", ...options.args, "--stack", options.stack].join(" ");
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
  const restores = options.job.command === "restore";
  if (stack.settings.platform === "kubernetes") {
    return restores
      ? (await import("./restore-on-cluster")).restoreOnCluster(request, times)
      : (await import("./on-cluster")).runOnCluster(request, times);
  }
  return restores
    ? (await import("./restore-on-docker")).restoreOnDocker(request)
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
