import { readFileSync, rmSync } from "node:fs";
import path from "node:path";

import { readEvents, type Events } from "./events";
import { descendants, pause, type Process } from "./machine";
import type { Finished, Running } from "./run";

/** The four operations of the engine on a stack. */
export type Verb = "preview" | "up" | "refresh" | "destroy";

/** How an operation ended and what it did. */
export interface Operation extends Finished, Events {}

/** An operation under way, for tests that disturb it. */
export class Underway {
  /** The engine's process, that is the `pulumi` command. */
  readonly engine: number;
  /** Its end, in whatever way: of an engine that was killed the event log tells how far it came. */
  readonly finished: Promise<Operation>;
  readonly #running: Running;

  constructor(running: Running, eventLog: string) {
    const pid = running.child.pid;
    if (pid === undefined) throw new Error("the pulumi command could not be started");
    this.engine = pid;
    this.#running = running;
    this.finished = running.finished.then((finished) => ({ ...finished, ...takeEvents(eventLog) }));
  }

  /** What it has written so far is not to be had; wait for a state of the world instead, or for a plugin. */
  async plugin(name: string, timeout = 30_000): Promise<Process> {
    const program = `pulumi-resource-${name}`;
    const until = performance.now() + timeout;
    while (performance.now() < until) {
      // A launcher's command is its interpreter, then its own path.
      const isIt = ({ command }: Process) => command.slice(0, 2).some((word) => path.basename(word) === program);
      const found = descendants(this.engine).find(isIt);
      if (found) return found;
      if (this.#running.child.exitCode !== null) break;
      await pause(20);
    }
    throw new Error(`no process ${program} was started by the engine in ${timeout} ms`);
  }

  /** Sends a signal to the engine alone. @default SIGKILL */
  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    this.#running.child.kill(signal);
  }
}

/** Reads an event log and removes it: in its debug lines the engine prints secrets in clear. */
function takeEvents(file: string): Events {
  try {
    return readEvents(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return readEvents(""); // refused before anything began: standard error says why
  } finally {
    rmSync(file, { force: true });
  }
}
