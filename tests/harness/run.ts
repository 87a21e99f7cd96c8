import { spawn, type ChildProcess } from "node:child_process";
import { constants, setPriority } from "node:os";

import { onEnd } from "./cleanup";

/** What a finished process left behind. */
export interface Finished {
  /** The exit status; 128 and the signal's number where a signal ended it, as a shell says it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment. @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** The user and group to run as; only root may choose. @default this process's */
  readonly uid?: number;
  readonly gid?: number;
  /** Milliseconds after which the process is killed and the promise fails. @default none */
  readonly timeout?: number;
  /** Scheduling priority from 0 to 19, higher is nicer to others. @default this process's */
  readonly nice?: number;
  /** Gets every piece of output as it comes, of both streams. */
  readonly onOutput?: (text: string) => void;
}

/** A process under way: what was started, and the promise of its end. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** Starts a process without a shell and without standard input. Its own exit status, whatever it is, is no error. */
export function start(command: string, args: readonly string[], options: RunOptions = {}): Running {
  const started = performance.now();
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    ...given({ cwd: options.cwd, env: options.env, uid: options.uid, gid: options.gid }),
  });
  if (options.nice !== undefined && child.pid !== undefined) setPriority(child.pid, options.nice);
  const forget = onEnd(() => child.kill("SIGTERM"));
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
      options.onOutput?.(text);
    });
  }
  const finished = new Promise<Finished>((resolve, reject) => {
    let late = false;
    const timer =
      options.timeout === undefined
        ? undefined
        : setTimeout(() => {
            late = true;
            child.kill("SIGKILL");
          }, options.timeout);
    child.on("error", (error) => {
      forget();
      reject(error);
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      forget();
      const milliseconds = Math.round(performance.now() - started);
      if (late) reject(new Error(`${command} ${args.join(" ")} did not end in ${milliseconds} ms\n${output.stderr}`));
      else resolve({ exitCode: code ?? 128 + signalNumber(signal), ...output, milliseconds });
    });
  });
  return { child, finished };
}

/** Runs a process to its end. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return start(command, args, options).finished;
}

/** Runs a process to its end; fails with the end of its output where it fails. */
export async function runOrFail(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const finished = await run(command, args, options);
  if (finished.exitCode === 0) return finished;
  const output = `${finished.stdout}\n${finished.stderr}`.trim().split("\n").slice(-20).join("\n");
  throw new Error(`${command} ${args.join(" ")} failed with exit status ${finished.exitCode}\n${output}`);
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal];
}

/** The entries that have a value: `spawn` does not take `undefined` for "not given" everywhere. */
function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
