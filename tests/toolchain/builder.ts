import { run, runOrFail } from "../harness/run";

/** What builds tools: the machine's Go, or its Python for what PyPI has. */
export interface Builder {
  /** Part of the key of what it builds. */
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  /** Removes what was made for these builds alone. */
  readonly close: () => void;
}

/** Runs a command in a folder, its output appended to a log by `onOutput`. Gives its standard output. */
export function runner(
  { env }: Builder,
  cwd: string,
  onOutput: (text: string) => void,
): (command: string, ...args: string[]) => Promise<string> {
  return async (command, ...args) => {
    onOutput(`$ ${command} ${args.join(" ")}\n`);
    const { stdout } = await runOrFail(command, args, { cwd, env, nice: 10, onOutput });
    return stdout;
  };
}

/** @throws where the machine has no Python. */
export async function findPython(): Promise<Builder> {
  const answer = await run("python3", ["--version"]).catch(() => undefined);
  if (answer?.exitCode !== 0) throw new Error("Python is not installed: install Python 3.9 or newer with its venv");
  return { version: answer.stdout.trim(), env: process.env, close: () => undefined };
}
