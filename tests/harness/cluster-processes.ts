import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { onEnd } from "./cleanup";
import { pauseNow } from "./machine";

interface Started {
  readonly name: string;
  readonly child: ChildProcess;
  /** Why it is no longer running; undefined while it is. */
  failure?: string;
}

/**
 * Launches processes in a scratch folder, and anew where somebody else takes a port between the search for it and its
 * use. They end, and the folder goes, with this process at the latest; a second call of `stop` does nothing.
 * @param name What they are together, for the folder and in the error.
 * @throws where they do not start, with the end of their logs.
 */
export async function launched<T>(
  name: string,
  launch: (folder: string, processes: Processes) => Promise<T>,
): Promise<{ readonly result: T; readonly stop: () => Promise<void> }> {
  for (let attempt = 1; ; attempt++) {
    const folder = mkdtempSync(path.join(tmpdir(), `alfred-${name}-`));
    const processes = new Processes(folder);
    const end = () => {
      processes.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    };
    const forget = onEnd(end);
    const stop = () => {
      forget();
      end();
      return Promise.resolve();
    };
    try {
      return { result: await launch(folder, processes), stop };
    } catch (error) {
      const again = attempt < 3 && processes.portTaken;
      const logs = processes.tail();
      await stop();
      const reason = error instanceof Error ? error.message : String(error);
      if (!again) throw new Error(`the ${name} did not start: ${reason}\n${logs}`, { cause: error });
    }
  }
}

/** Processes that belong together, each with its log in their folder. */
export class Processes {
  readonly #folder: string;
  readonly #started: Started[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  start(name: string, program: string, flags: Readonly<Record<string, string>>, more: readonly string[] = []): void {
    const args = [...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`), ...more];
    const log = openSync(this.#log(name), "w");
    // Detached: an interruption from the keyboard goes to this process, which ends these.
    const child = spawn(program, args, { cwd: this.#folder, stdio: ["ignore", log, log], detached: true });
    closeSync(log);
    const started: Started = { name, child };
    child.on("error", (error) => (started.failure = error.message));
    child.on("exit", (code, signal) => (started.failure ??= `exit status ${code ?? signal ?? "unknown"}`));
    this.#started.push(started);
  }

  /** Throws where one of them has ended, with the end of its log. */
  assertRunning(): void {
    const ended = this.#started.find(({ failure }) => failure !== undefined);
    if (ended !== undefined) throw new Error(`${ended.name} ended: ${String(ended.failure)}\n${this.tail(ended.name)}`);
  }

  /** The last lines of a log. @default the last few of all logs */
  tail(name?: string): string {
    if (name === undefined) return this.#started.map((one) => `${one.name}:\n${this.tail(one.name)}`).join("\n");
    return readFileSync(this.#log(name), "utf8").trim().split("\n").slice(-10).join("\n");
  }

  /** Whether one of them failed because somebody else took its port between the search for it and its use. */
  get portTaken(): boolean {
    return this.#started.some(({ name }) => /address already in use/i.test(readFileSync(this.#log(name), "utf8")));
  }

  /**
   * Ends them at once and without waiting for events, since it also runs where this process is about to end: none of
   * them has anything to save.
   */
  stop(): void {
    for (const { child } of this.#started.reverse()) child.kill("SIGKILL");
    for (const { child } of this.#started.splice(0)) {
      for (let waited = 0; waited < 5000 && running(child.pid); waited += 10) pauseNow(10);
    }
  }

  #log(name: string): string {
    return path.join(this.#folder, `${name}.log`);
  }
}

/** A child that has ended stays a zombie as long as this process does not come to its events. */
function running(pid: number | undefined): boolean {
  try {
    const stat = readFileSync(`/proc/${pid ?? "none"}/stat`, "utf8");
    return !stat.slice(stat.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    return false;
  }
}
