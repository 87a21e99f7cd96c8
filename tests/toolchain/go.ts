import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";

import { onEnd } from "../harness/cleanup";
import { run } from "../harness/run";
import type { Builder } from "./builder";

/**
 * Finds Go. Where the machine has Go's caches they are used and kept: they are somebody's. Where it has none, the
 * builds get temporary ones, because what they leave (up to gigabytes) is of no use once the programs are cached.
 */
export async function findGo(cache: string): Promise<Builder> {
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
    // Go's compiler would collect garbage for a quarter of its time. It does so only where it holds much.
    GOGC: "off",
    GOMEMLIMIT: "3GiB",
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
