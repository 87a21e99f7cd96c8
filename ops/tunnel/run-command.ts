import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";
import { Failure } from "../../cluster/failure";

/** Where a terminal passes them on to the command itself, along with everything else that it runs. */
const ofTerminal: readonly NodeJS.Signals[] = ["SIGINT", "SIGHUP"];
const passed: readonly NodeJS.Signals[] = [...ofTerminal, "SIGTERM"];

/**
 * Runs a command with this process's own input and output and passes signals on to it. Gives its exit status; that of a
 * shell, where a signal ended it.
 */
export function runCommand([command = "", ...args]: readonly string[], terminal = hasTerminal()): Promise<number> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { stdio: "inherit" });
    // A second SIGINT makes Pulumi leave its work as it is, so it must not come twice from one Ctrl+C.
    const handlers = passed.map((signal) => {
      const handler = () => {
        if (!(terminal && ofTerminal.includes(signal))) child.kill(signal);
      };
      process.on(signal, handler);
      return { signal, handler };
    });
    const end = () => {
      for (const { signal, handler } of handlers) process.off(signal, handler);
    };
    child.once("error", ({ code, message }: NodeJS.ErrnoException) => {
      end();
      if (code === "ENOENT") failed(new NotRun(`There is no command "${command}" here.`, 127));
      else failed(new NotRun(`The command "${command}" cannot be run: ${message}.`, 126));
    });
    child.once("exit", (status, signal) => {
      end();
      done(status ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** A command that did not run at all. */
export class NotRun extends Failure {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** Whether a terminal controls this process: then its Ctrl+C goes to every process that it runs. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
