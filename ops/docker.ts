import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { codeOf, Failure } from "../cluster/failure";
import { shortLine } from "../cluster/short-line";

export interface DockerListener {
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What a container may do that works on files alone. */
export const hardening = [
  "--network",
  "none",
  "--read-only",
  "--cap-drop",
  "ALL",
  "--security-opt",
  "no-new-privileges",
];

/** Until the engine has answered, in milliseconds. */
const patience = 30_000;

/**
 * Pulls an image that is not there yet.
 * @param remedy what to correct where there is no such image
 */
export async function ensureImage(image: string, remedy: string, listener: DockerListener): Promise<void> {
  if (!(await isThere(image, listener))) await pull(image, remedy, listener);
}

async function isThere(image: string, { signal }: DockerListener): Promise<boolean> {
  const { status, said } = await docker(["image", "inspect", "--format", "{{.Id}}", image], signal, patience);
  if (status === 0) return true;
  if (/no such (image|object)/i.test(said)) return false;
  throw new Failure(`The Docker Engine was not reached: ${said}. Start it; "docker ps" has to work for you.`);
}

async function pull(image: string, correct: string, { progress, signal }: DockerListener): Promise<void> {
  const begin = Date.now();
  const tell = () => {
    progress(`pulling ${image}, ${Math.round((Date.now() - begin) / 1000)} s`);
  };
  tell();
  const timer = setInterval(tell, 1000);
  const { status, said } = await docker(["pull", "--quiet", image], signal).finally(() => {
    clearInterval(timer);
  });
  if (status === 0) return;
  const remedy = /denied|unauthorized|authentication|credentials/i.test(said)
    ? "If it is there, sign in to its registry with docker login."
    : /not found|unknown|no such/i.test(said)
      ? correct
      : "Try again, or pull it by hand.";
  throw new Failure(`The image ${image} was not pulled: ${said}. ${remedy}`);
}

/** The names of the running containers that mount a volume and can write into it. */
export async function writersInto(volume: string, listener: Pick<DockerListener, "signal">): Promise<string[]> {
  const list = ["ps", "--filter", `volume=${volume}`, "--format", "{{.Names}}"];
  const mounting = linesOf(await must(list, "The containers were not listed", listener));
  if (mounting.length === 0) return [];
  // What may only read it, as what makes recovery points, is not in the way.
  const writers = `{{range .Mounts}}{{if and .RW (eq .Name "${volume}")}}{{slice $.Name 1}}{{end}}{{end}}`;
  const look = ["container", "inspect", "--format", writers, ...mounting];
  return linesOf(await must(look, "The containers were not looked at", listener));
}

const linesOf = (text: string): string[] => text.split("\n").filter(Boolean);

/**
 * What the docker command prints; it has to end well.
 *
 * @param failing what is to be said where it does not, up to the colon
 * @param timeout in milliseconds
 */
export async function must(
  args: readonly string[],
  failing: string,
  { signal }: Pick<DockerListener, "signal">,
  timeout = 60_000,
): Promise<string> {
  const { status, stdout, said } = await docker(args, signal, timeout);
  if (status === 0) return stdout;
  throw new Failure(`${failing}: ${said}.`);
}

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  /** The last line on standard error. */
  readonly said: string;
}

/**
 * Runs the docker command. Where it is not there, or does not end in time, that is a Failure.
 *
 * @param timeout in milliseconds. Default: none
 */
export async function docker(args: readonly string[], signal: AbortSignal, timeout = 0): Promise<Ended> {
  try {
    const { stdout } = await promisify(execFile)("docker", args, { signal, timeout, maxBuffer: 16 * 1024 * 1024 });
    return { status: 0, stdout, said: "" };
  } catch (error) {
    signal.throwIfAborted();
    if (codeOf(error) === "ENOENT") throw noDocker();
    const { code, killed, stderr = "" } = error as { code?: unknown; killed?: boolean; stderr?: string };
    if (killed === true) throw new Failure(`docker ${args[0] ?? ""} did not end within ${timeout / 1000} s.`);
    const last =
      stderr
        .trim()
        .split("\n")
        .findLast((line) => !/^(Run|See) 'docker/.test(line)) ?? "";
    return { status: typeof code === "number" ? code : 1, stdout: "", said: shortLine(last).replace(/\.$/, "") };
  }
}

export const noDocker = (): Failure =>
  new Failure("There is no docker command here. Install Docker, or run this where the stack's Docker Engine is.");
