import { accessSync, constants, readFileSync } from "node:fs";
import path from "node:path";

import { startDaemon } from "./docker-daemon";
import { imageArchive, imagePrograms, type ImageKind } from "./docker-images";
import { pause } from "./machine";
import { run, runOrFail, type Finished, type RunOptions } from "./run";

/** A scratch Docker Engine. It reaches no registry: images are made of this machine's own programs. */
export interface DockerEngine {
  /** What `DOCKER_HOST` is, and what the Pulumi provider takes as its `host`. */
  readonly host: string;
  /** What a Docker client needs in its environment. */
  readonly env: Readonly<Record<"DOCKER_HOST" | "DOCKER_API_VERSION", string>>;
  /** Runs the `docker` command; its own exit status, whatever it is, is no error. */
  run(args: readonly string[], options?: RunOptions): Promise<Finished>;
  /** Runs the `docker` command and gives what it prints. @throws where it fails, with the end of its output. */
  must(args: readonly string[]): Promise<string>;
  /** Puts an image into the engine under the given name. A kind that was never built on this machine is built first. */
  image(kind: ImageKind, name: string): Promise<void>;
  /** @throws where there is no such container. */
  inspect(container: string): Promise<Inspected>;
  /** Waits until a container's health check passes. @throws after the seconds, or where it ended, with its log. */
  healthy(container: string, seconds?: number): Promise<void>;
  /**
   * Ends the engine with all its containers and removes everything it kept, which takes a second or two in which this
   * process does nothing else. A second call does nothing.
   */
  stop(): Promise<void>;
}

/** What `docker inspect` tells of a container, as far as somebody here asks. */
export interface Inspected {
  readonly Id: string;
  readonly Image: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string; readonly Log: readonly { readonly Output: string }[] };
  };
  readonly Config: {
    readonly Image: string;
    readonly Env: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
  };
  readonly HostConfig: {
    readonly CapAdd: readonly string[] | null;
    readonly CapDrop: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
    readonly Init: boolean | null;
    readonly Memory: number;
    readonly MemorySwap: number;
    readonly NanoCpus: number;
    readonly RestartPolicy: { readonly Name: string };
    readonly PortBindings: Readonly<
      Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[]>
    > | null;
  };
  readonly Mounts: readonly { readonly Type: string; readonly Name?: string; readonly Destination: string }[];
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>> };
}

const programs = [
  ...["docker", "dockerd", "containerd", "runc", "docker-init", "docker-proxy"],
  ...["ip", "iptables", "umount", "/usr/bin/restic"],
];

/** Why no engine can be started on this machine, in one line; undefined where one can. */
export function dockerMissing(): string | undefined {
  if (process.platform !== "linux") return "a Docker Engine of its own needs Linux";
  if (process.getuid?.() !== 0 || !privileged()) return "a Docker Engine of its own needs root with all its rights";
  const missing = [...programs, ...imagePrograms].filter((program) => !found(program));
  if (missing.length === 0) return undefined;
  const remedy = "apt-get install docker.io iproute2 iptables postgresql-15 busybox-static attr restic";
  return `not on this machine: ${missing.join(", ")} (${remedy})`;
}

/** Root of an ordinary container may neither mount nor make networks: CAP_SYS_ADMIN and CAP_NET_ADMIN. */
function privileged(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
  const needed = (1n << 21n) | (1n << 12n);
  return (BigInt(`0x${effective}`) & needed) === needed;
}

function found(program: string): boolean {
  const places = path.isAbsolute(program) ? [""] : (process.env["PATH"] ?? "").split(path.delimiter);
  return places.some((place) => {
    try {
      accessSync(path.join(place, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * A suite that needs an engine. Where none can be started, one line says what did not run, and CI, which promises that
 * everything runs, has a failed test.
 */
export function describeWithDocker(title: string, suite: (this: Mocha.Suite) => void): void {
  const missing = dockerMissing();
  if (missing === undefined) describe(title, suite);
  else if (process.env["CI"] === undefined) console.log(`not run: ${title}: ${missing}`);
  else {
    describe(title, () => {
      it("has a Docker Engine", () => {
        throw new Error(missing);
      });
    });
  }
}

/**
 * Starts an engine beside whatever else runs on this machine. It ends, and everything it kept goes, with this process
 * at the latest.
 * @throws where it does not start, with the end of its log.
 */
export async function startDocker(): Promise<DockerEngine> {
  const missing = dockerMissing();
  if (missing !== undefined) throw new Error(missing);
  const daemon = await startDaemon();
  const host = `unix://${daemon.socket}`;
  const env = { DOCKER_HOST: host, DOCKER_API_VERSION: daemon.apiVersion };
  const options = { env: { ...process.env, ...env } };
  const must = async (args: readonly string[]) => (await runOrFail("docker", args, options)).stdout.trim();
  const inspect = async (container: string) => {
    const [inspected] = JSON.parse(await must(["container", "inspect", container])) as [Inspected];
    return inspected;
  };
  return {
    host,
    env,
    run: (args, more) => run("docker", args, { ...options, ...more }),
    must,
    image: async (kind, name) => {
      const loaded = await must(["load", "--quiet", "--input", await imageArchive(kind)]);
      await must(["tag", loaded.replace(/^Loaded image( ID)?: /, ""), name]);
    },
    inspect,
    healthy: async (container, seconds = 60) => {
      const end = performance.now() + seconds * 1000;
      for (;;) {
        const { State } = await inspect(container);
        if (State.Health?.Status === "healthy") return;
        if (!State.Running || performance.now() > end) {
          const log = await run("docker", ["logs", "--tail", "20", container], options);
          const check = State.Health?.Log.at(-1)?.Output ?? "";
          const how = `${State.Status}, ${State.Health?.Status ?? "without a health check"}`;
          throw new Error(`${container} is ${how}\n${log.stdout}${log.stderr}${check}`);
        }
        await pause(200);
      }
    },
    stop: () => {
      daemon.stop();
      return Promise.resolve();
    },
  };
}
