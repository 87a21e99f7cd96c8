import { spawn } from "node:child_process";
import { once } from "node:events";
import { codeOf } from "../../cluster/failure";
import { noDocker } from "../docker";

/**
 * Runs the docker command with a job that is told `--attended`, and shows what it says. The job ends in good order where
 * its standard input does, so it does when this process is interrupted, and also when it is killed.
 *
 * @param line what the job reads first
 * @returns the job's exit status
 */
export async function attended(args: readonly string[], signal: AbortSignal, line?: string): Promise<number> {
  // In a process group of its own, since docker would leave the job alone at the terminal's Ctrl+C.
  const child = spawn("docker", args, { stdio: ["pipe", "inherit", "inherit"], detached: true });
  child.stdin.on("error", () => undefined); // it has ended, and its exit status says why
  const end = () => {
    child.stdin.end();
  };
  if (line !== undefined) child.stdin.write(`${line}\n`);
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  try {
    const [status] = (await once(child, "close")) as [number | null];
    return status ?? 1;
  } catch (error) {
    if (codeOf(error) === "ENOENT") throw noDocker();
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
  }
}
