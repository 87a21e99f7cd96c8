import { version } from "../../package.json";
import { shortLine } from "../../cluster/short-line";
import type { Manifest } from "./manifest";
import { run } from "./program";
import type { Surroundings } from "./surroundings";

/** The versions of the programs that make a set. */
export async function programsOf(
  { repository, listener: { signal } }: Pick<Surroundings, "repository" | "listener">,
  { parts }: Pick<Manifest, "parts">,
): Promise<Manifest["programs"]> {
  const restic = await repository.version();
  const dumped = "metadata" in parts || "dump" in parts;
  return { alfredStorage: version, restic, ...(dumped ? { pgDump: await pgDump(signal) } : {}) };
}

/** Such as `17.6`, without what a distribution says of itself. */
async function pgDump(signal: AbortSignal): Promise<string> {
  const { stdout } = await run("pg_dump", ["--version"], { signal });
  return /\d+(\.\d+|[a-z]+\d+)/.exec(stdout)?.[0] ?? shortLine(stdout);
}
