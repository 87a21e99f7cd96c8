import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { Failure, codeOf, messageOf } from "../../cluster/failure";

/** How a program is run. */
export interface ProgramOptions {
  /** Ends the program: it is asked to end, and killed where it has not within five seconds. */
  readonly signal: AbortSignal;
  /** Added to this process's environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The folder that it runs in. Default: this process's. */
  readonly cwd?: string;
  /** The user that it runs as, where this process may choose. Default: this process's. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** The exit statuses that the caller deals with; any other is a ProgramFailure. Default: 0 alone. */
  readonly statuses?: readonly number[] | "any";
  /** What asks the program to end. Default: `SIGTERM`. */
  readonly endBy?: "SIGINT" | "SIGTERM";
  /** Gets each line of standard error as it comes; must not throw. */
  readonly onLine?: (line: string) => void;
}

/** How a program ended. */
export interface Ended {
  /** The exit status; 128 and the signal's number where a signal ended it, as a shell says it. */
  readonly status: number;
  /** The last lines on standard error, at most twenty. */
  readonly said: string;
}

/** A program under way. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** Fulfilled once the program has ended and what it wrote was read. */
  readonly ended: Promise<Ended>;
  /** Whether it was still running when it was stopped. */
  readonly stopped: () => boolean;
  /** Asks the program to end, kills it where it does not, and waits for its end. */
  stop(): Promise<void>;
}

/** How much of standard error is kept: in lines, and in characters of each. */
const kept = { lines: 20, characters: 4000 };
/** Until a program is killed that was asked to end, in milliseconds. */
const patience = 5000;

/** Debian's packages of programs, where they have other names. */
const packages: Readonly<Record<string, string>> = {
  pg_dump: "postgresql-client",
  pg_restore: "postgresql-client",
  psql: "postgresql-client",
};

/** A program that outlived this process would take the end of its input for the end of the data. */
const living = new Set<ChildProcessWithoutNullStreams>();
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

/** Starts a program, without a shell. @throws Failure where it is not there */
export async function start(program: string, args: readonly string[], options: ProgramOptions): Promise<Running> {
  const { signal, cwd, user, endBy = "SIGTERM" } = options;
  signal.throwIfAborted();
  const child = spawn(program, args, {
    env: { ...process.env, ...options.env },
    ...user,
    ...(cwd === undefined ? {} : { cwd }),
  });
  child.on("error", () => undefined);
  // Writing to a program that has ended fails in the write's own callback.
  child.stdin.on("error", () => undefined);
  const said = lastLines(child, options.onLine);
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const ask = () => {
    if (stopped || child.exitCode !== null || child.signalCode !== null) return;
    stopped = true;
    child.kill(endBy);
    timer = setTimeout(() => child.kill("SIGKILL"), patience);
  };
  signal.addEventListener("abort", ask, { once: true });
  const ended = new Promise<Ended>((resolve) => {
    child.on("exit", () => {
      living.delete(child);
      clearTimeout(timer);
      signal.removeEventListener("abort", ask);
    });
    child.on("close", (code, by) => {
      resolve({ status: code ?? 128 + (by === null ? 0 : constants.signals[by]), said: said() });
    });
  });
  try {
    await once(child, "spawn");
  } catch (error) {
    signal.removeEventListener("abort", ask);
    throw notStarted(program, cwd, error);
  }
  living.add(child);
  const stop = async () => {
    ask();
    child.stdout.destroy();
    await ended;
  };
  return { child, ended, stopped: () => stopped, stop };
}

function lastLines(child: ChildProcessWithoutNullStreams, onLine: (line: string) => void = () => undefined) {
  const last: string[] = [];
  let open = "";
  const take = (line: string) => {
    onLine(line);
    if (last.push(line.slice(0, kept.characters)) > kept.lines) last.shift();
  };
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    const whole = (open + text).split("\n");
    open = whole.pop() ?? "";
    whole.forEach(take);
  });
  child.stderr.on("end", () => {
    if (open !== "") take(open);
  });
  return () => last.join("\n").trim();
}

function notStarted(program: string, cwd: string | undefined, error: unknown): Failure {
  const code = codeOf(error);
  // Node has the same code for both.
  if (code === "ENOENT" && cwd !== undefined && !existsSync(cwd)) {
    return new Failure(`There is no folder ${cwd}.`, { missing: true, cause: error });
  }
  if (code !== "ENOENT") {
    return new Failure(`${program} was not started: ${messageOf(error)}. Look at its file's rights.`, { cause: error });
  }
  const install = `Install it; on Debian: apt-get install ${packages[program] ?? program}.`;
  return new Failure(`There is no command ${program} here. ${install}`, { missing: true, cause: error });
}
