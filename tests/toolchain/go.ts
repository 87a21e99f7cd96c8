import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";

import { onEnd } from "../harness/cleanup";
import { run, runOrFail } from "../harness/run";

/** The machine's Go, with caches to use and perhaps to remove. */
export interface Go {
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
  /** Removes the caches that were made for these builds alone. */
  readonly close: () => void;
}

/**
 * Finds Go. Where the machine has Go's caches they are used and kept: they are somebody's. Where it has none, the
 * builds get temporary ones, because what they leave (up to gigabytes) is of no use once the programs are cached.
 */
export async function findGo(cache: string): Promise<Go> {
  const answer = await run("go", ["env", "GOVERSION", "GOCACHE", "GOMODCACHE"]).catch(() => undefined);
  if (answer?.exitCode !== 0) {
    throw new Error("Go is not installed: install Go 1.26.6 or newer, or put `pulumi` and its plugins on PATH");
  }
  const [version = "", build = "", modules = ""] = answer.stdout.trim().split("\n");
  let temporary: string | undefined;
  const placed = (folder: string, name: string) => {
    if (existsSync(folder)) return folder;
    mkdirSync(cache, { recursive: true });
    temporary ??= mkdtempSync(path.join(cache, ".go-"));
    return path.join(temporary, name);
  };
  const env = {
    ...process.env,
    GOCACHE: placed(build, "build"),
    GOMODCACHE: placed(modules, "mod"),
    CGO_ENABLED: "0", // a C compiler need not be there, and the programs run on any Linux
    GOWORK: "off",
  };
  const remove = () => {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  };
  const forget = onEnd(remove);
  const close = () => {
    forget();
    remove();
  };
  return { version, env: temporary === undefined ? env : { ...env, GOFLAGS: "-modcacherw" }, close };
}

/** `go` in a folder, its output appended to a log by `onOutput`. Gives its standard output. */
export function goIn(go: Go, cwd: string, onOutput: (text: string) => void): (...args: string[]) => Promise<string> {
  return async (...args) => {
    onOutput(`$ go ${args.join(" ")}\n`);
    const { stdout } = await runOrFail("go", args, { cwd, env: go.env, nice: 10, onOutput });
    return stdout;
  };
}
