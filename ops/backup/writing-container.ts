import path from "node:path";
import { pipeline } from "node:stream/promises";
import { dataFolder, planFile, settingsFolder } from "../../components/backup-schedule/folders";
import { Failure, messageOf } from "../../cluster/failure";
import { docker, must } from "../docker";
import { stream } from "../recovery/program";
import { attended } from "./attended";
import type { Request } from "./command";
import { type Container, lookAt } from "./scheduler-container";

/**
 * To write as any user's files into a volume, with their owners, permissions and set-group-id bits: by DAC_OVERRIDE, which
 * reads them, too. No server is started, so that nothing of a drill's is needed.
 */
const capabilities = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID"];

/** Until the scheduler has ended what is under way, in seconds; it needs up to 60. */
const grace = 70;

/** What is to be done where it can write. */
export interface WritingWork {
  /** The container that makes recovery points. */
  readonly found: Container;
  /** Into the volume of this scope. */
  readonly scope: string;
  /** What the job is told beside what was asked for. */
  readonly signIn?: readonly string[];
  /** What it reads first. */
  readonly password?: string | undefined;
  /** Whether the other container, which runs, is to be stopped meanwhile. */
  readonly rests: boolean;
}

/**
 * Runs a job in the container `db-restore`, made after the one that makes recovery points, which can write into one volume
 * alone and is removed whatever happens.
 *
 * @returns the job's exit status
 */
export async function runWriting(
  { stack, options, signal, say }: Request,
  { found, scope, signIn = [], password, rests }: WritingWork,
): Promise<number> {
  const { namePrefix } = stack.settings;
  const [scheduler, name] = [`${namePrefix}db-backup`, `${namePrefix}db-restore`];
  await removeLeftover(name, signal);
  try {
    await make(name, found, scope, [...options.args, "--plan", planFile, "--attended", ...signIn], signal);
    await copySettings(scheduler, name, signal);
    if (rests) {
      say(`Stopping ${scheduler} for as long as it takes, so that it makes no recovery point of what is half there.`);
      await must(
        ["stop", "-t", String(grace), scheduler],
        `${scheduler} was not stopped`,
        { signal },
        2 * grace * 1000,
      );
    }
    signal.addEventListener("abort", () => {
      say(`Ending what runs in ${name} …`);
    });
    return await attended(["start", "--attach", "--interactive", name], signal, password);
  } finally {
    await cleanUp(name, rests ? scheduler : undefined, say);
  }
}

/** What a killed one left; its settings hold secrets. */
async function removeLeftover(name: string, signal: AbortSignal): Promise<void> {
  const left = await lookAt(name, { signal });
  if (left === undefined) return;
  if (left.State.Running)
    throw new Failure(`A restore or repair is under way in ${name}. Wait for it, or end it: docker stop ${name}`);
  await must(["rm", "--force", "--volumes", name], `${name} was not removed`, { signal });
}

/** The volumes stay to be read only, but for that of the scope, and that of the repository. */
async function make(
  name: string,
  { Image, Config, HostConfig, NetworkSettings, Mounts }: Container,
  scope: string,
  job: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { Memory, MemorySwap, NanoCpus, ExtraHosts } = HostConfig;
  const [network = "none", ...others] = Object.keys(NetworkSettings.Networks);
  const mounts = Mounts.flatMap(({ Type, Name, Destination, RW }) =>
    Type !== "volume" || Name === undefined
      ? []
      : [
          `type=volume,source=${Name},target=${Destination}${RW || Destination === dataFolder(scope) ? "" : ",readonly"}`,
        ],
  );
  const each = (option: string, values: readonly string[]) => values.flatMap((value) => [option, value]);
  const options = [
    // By one host name for both, restic's lock of a killed one is known for dead by the other: they never run together.
    ...["--name", name, "--hostname", "db-backup", "--rm", "--interactive", "--init", "--pull", "never"],
    ...["--cap-drop", "ALL", ...each("--cap-add", capabilities), "--security-opt", "no-new-privileges"],
    ...["--memory", String(Memory), "--memory-swap", String(MemorySwap), "--cpus", String(NanoCpus / 1e9)],
    ...each(
      "--label",
      Object.entries(Config.Labels ?? {}).flatMap(([key, value]) => labelOf(key, value)),
    ),
    ...["--network", network, ...each("--add-host", ExtraHosts ?? []), ...each("--mount", mounts)],
  ];
  await must(["create", ...options, Image, ...job], `${name} was not made`, { signal });
  for (const other of others) {
    await must(["network", "connect", other, name], `${name} was not connected to ${other}`, { signal });
  }
}

/** Whose it is, and not what the scheduler says of itself. */
const labelOf = (key: string, value: string): string[] =>
  /^alfred-storage\.(makes|not-backed-up)/.test(key) ? [] : [`${key}=${value}`];

/** From container to container, and never on this machine's disk: the plan, and the secrets beside it. */
async function copySettings(from: string, to: string, signal: AbortSignal): Promise<void> {
  await stream("docker", ["cp", "-", `${to}:${path.posix.dirname(settingsFolder)}`], {
    signal,
    input: (archive) =>
      stream("docker", ["cp", `${from}:${settingsFolder}`, "-"], {
        signal,
        output: (content) => pipeline(content, archive),
      }),
  });
}

/** Whatever happened before, and also where it was interrupted. */
async function cleanUp(name: string, scheduler: string | undefined, say: Request["say"]): Promise<void> {
  const { signal } = new AbortController();
  const steps: [args: string[], failing: string][] = [
    [["rm", "--force", "--volumes", name], `${name} was not removed, which knows secrets of the stack`],
    ...(scheduler === undefined
      ? []
      : [[["start", scheduler], `${scheduler} was not started again`] as [string[], string]]),
  ];
  for (const [args, failing] of steps) {
    try {
      const { status, said } = await docker(args, signal, 60_000);
      if (status !== 0 && !/no such container|is already in progress/i.test(said)) throw new Failure(said);
    } catch (error) {
      say(`${failing}: ${messageOf(error)}. By hand: docker ${args.join(" ")}`);
    }
  }
}
