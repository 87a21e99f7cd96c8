import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { DockerArgs } from "../docker-container";
import { dockerLabels } from "../labels";

export interface PersistentVolumesArgs<Purpose extends string> extends DockerArgs {
  /** The volumes' names by what they hold, without the prefix. */
  readonly names: Readonly<Record<Purpose, string>>;
  /**
   * Folders on the Docker host in which volumes lie, such as an encrypted one.
   * @default Docker's own place
   */
  readonly hostFolders?: Readonly<Partial<Record<Purpose, string>>>;
}

/**
 * Named Docker volumes for data that cannot be made again. They stay on disk when the program is destroyed, as after
 * `docker compose down`, and the next `pulumi up` takes them as they are.
 *
 * @example
 * ```ts
 * const volumes = new PersistentVolumes("volumes", {
 *   provider,
 *   namePrefix: "",
 *   labels: {},
 *   names: { database: "db-postgres-data", storage: "db-storage-data" },
 * });
 * volumes.of.storage.mountpoint;
 * ```
 */
export class PersistentVolumes<Purpose extends string = string> extends pulumi.ComponentResource {
  readonly of: Readonly<Record<Purpose, docker.Volume>>;

  constructor(name: string, args: PersistentVolumesArgs<Purpose>, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:docker:PersistentVolumes", name, {}, options);
    const entries = Object.entries<string>(args.names) as [Purpose, string][];
    const volumes = entries.map(([purpose, volume]): [Purpose, docker.Volume] => [
      purpose,
      new docker.Volume(
        // Named after the volume itself: a renamed volume is another one, and nothing is replaced on its account.
        volume,
        {
          name: args.namePrefix + volume,
          labels: dockerLabels({ ...args.labels, "alfred-storage.holds": purpose }),
          ...inFolder(args.hostFolders?.[purpose]),
        },
        {
          parent: this,
          provider: args.provider,
          retainOnDelete: true,
          // Docker cannot change a volume's labels, so the provider would replace the volume for them.
          ignoreChanges: ["labels"],
        },
      ),
    ]);
    this.of = Object.fromEntries(volumes) as Record<Purpose, docker.Volume>;
    this.registerOutputs({});
  }
}

/** Docker's `local` driver mounts a folder of the host as it would mount any device. */
function inFolder(folder: string | undefined) {
  return folder === undefined ? {} : { driver: "local", driverOpts: { type: "none", o: "bind", device: folder } };
}
