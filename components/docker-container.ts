import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { dockerLabels } from "./labels";
import type { ImageReference } from "./image-reference";
import type { Bytes, Cpu } from "./units";

/** What a container may use at most. */
export interface Limits {
  readonly cpu: Cpu;
  /** Rounded up to whole MiB, which is what the provider counts in. */
  readonly memory: Bytes;
}

/** What every component on Docker needs to know of its surroundings. */
export interface DockerArgs {
  readonly provider: docker.Provider;
  /** Put before the names of containers, networks and volumes. Inside the networks names have no prefix. */
  readonly namePrefix: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A file that is put into the container before it starts. Its content is kept as a secret. */
export interface ContainerFile {
  readonly path: string;
  readonly content: pulumi.Input<string>;
}

export interface ContainerArgs {
  /** One that exists, or that the program builds. */
  readonly image: ImageReference | docker.RemoteImage;
  readonly limits: Limits;
  readonly networks: readonly docker.Network[];
  /** Inside to outside, on 127.0.0.1. */
  readonly ports?: Readonly<Record<number, number>>;
  readonly volumes?: readonly MountedVolume[];
  /** Folders that are empty at each start. Where an image asks for a volume, Docker makes a nameless one but for this. */
  readonly tmpfs?: readonly string[];
  readonly files?: readonly ContainerFile[];
  /** Not secret: whoever may use Docker can read it in `docker inspect`. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** Linux capabilities, without `CAP_`. All others are dropped. */
  readonly capabilities?: readonly string[];
  readonly health: Health;
  /** How long it gets to end by itself before it is killed, in seconds. */
  readonly grace: number;
  /** Host names beside those of the network. */
  readonly hosts?: readonly { readonly host: string; readonly ip: string }[];
}

export interface MountedVolume {
  readonly volume: docker.Volume;
  readonly path: string;
  /** @default false */
  readonly readOnly?: boolean;
}

export interface Health {
  readonly test: readonly string[];
  /** Seconds, as are the others. */
  readonly interval: number;
  readonly timeout: number;
  readonly retries: number;
  readonly startPeriod: number;
  /**
   * How long `up` waits until the container is healthy, in seconds; it fails after that.
   * @default `up` goes on as soon as the container is started
   */
  readonly wait?: number;
}

/**
 * A container as a reviewer expects one: capabilities dropped, no new privileges, limits, rotated logs, ports on the
 * loopback address only, secrets in files and not in the environment, restarted unless somebody stopped it.
 *
 * Its root file system stays writable, because the engine refuses to put files into a read-only one.
 */
export function container(
  name: string,
  surroundings: DockerArgs,
  args: ContainerArgs,
  options: pulumi.CustomResourceOptions,
): docker.Container {
  const { provider, namePrefix } = surroundings;
  const image = typeof args.image === "string" ? pulled(name, args.image, provider, options) : args.image;
  const megabytes = Math.ceil(args.limits.memory / 2 ** 20);
  return new docker.Container(
    name,
    {
      name: namePrefix + name,
      hostname: name,
      image: image.imageId,
      restart: "unless-stopped",
      mustRun: true, // a refresh then sees a container that somebody stopped
      init: true, // reaps processes that health checks leave behind
      cpus: printCores(args.limits.cpu),
      memory: megabytes,
      memorySwap: megabytes, // no swap; left out, every preview would show a change
      capabilities: { drops: ["ALL"], adds: (args.capabilities ?? []).map((one) => `CAP_${one}`) },
      securityOpts: ["no-new-privileges:true"],
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "3" },
      labels: dockerLabels(surroundings.labels),
      networksAdvanced: args.networks.map((network) => ({ name: network.name, aliases: [name] })),
      ports: Object.entries(args.ports ?? {}).map(([internal, external]) => ({
        internal: Number(internal),
        external,
        ip: "127.0.0.1",
      })),
      volumes: (args.volumes ?? []).map(({ volume, path, readOnly }) => ({
        volumeName: volume.name,
        containerPath: path,
        ...(readOnly === true ? { readOnly } : {}),
      })),
      ...(args.tmpfs === undefined ? {} : { tmpfs: Object.fromEntries(args.tmpfs.map((path) => [path, "size=1m"])) }),
      uploads: (args.files ?? []).map(({ path, content }) => ({ file: path, content: pulumi.secret(content) })),
      envs: Object.entries(args.environment ?? {}).map(([key, value]) => `${key}=${value}`),
      ...(args.command === undefined ? {} : { command: [...args.command] }),
      hosts: [...(args.hosts ?? [])],
      ...healthcheck(args.health),
      destroyGraceSeconds: args.grace,
    },
    // The name is taken as long as the old container is there, and a volume has one user at a time.
    { ...options, provider, deleteBeforeReplace: true },
  );
}

/** Another stack or a person may use it, so it stays; nothing is pulled if it is there. */
function pulled(
  name: string,
  image: ImageReference,
  provider: docker.Provider,
  { parent }: pulumi.CustomResourceOptions,
): docker.RemoteImage {
  return new docker.RemoteImage(
    `${name}-image`,
    { name: image, keepLocally: true },
    { ...(parent === undefined ? {} : { parent }), provider },
  );
}

function healthcheck({ test, interval, timeout, retries, startPeriod, wait }: Health) {
  return {
    healthcheck: {
      tests: [...test],
      interval: printDuration(interval),
      timeout: printDuration(timeout),
      retries,
      startPeriod: printDuration(startPeriod),
    },
    ...(wait === undefined ? {} : { wait: true, waitTimeout: wait }),
  };
}

// In the very form in which the provider reads it back: a `2` that comes back as `2.0` would replace the container at
// every `up` (docker provider 5.2).

/** Cores as a decimal fraction: `0.5`, `2.0`. */
const printCores = (share: Cpu): string => (share % 1000 === 0 ? (share / 1000).toFixed(1) : String(share / 1000));

/** Seconds as Go prints a duration: `10s`, `1m0s`, `1h0m0s`. */
function printDuration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = `${seconds % 60}s`;
  return hours > 0 ? `${hours}h${minutes}m${rest}` : minutes > 0 ? `${minutes}m${rest}` : rest;
}
