import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { ImageBuild } from "../../ops/backup/image";
import { container, type DockerArgs, type Limits, type MountedVolume } from "../docker-container";
import type { ImageReference } from "../image-reference";
import { refuseMistakes } from "../refuse-mistakes";
import { type BackupArgs, checkBackup, type Method, type S3Repository } from "./args";
import { dataFolder, imageProgram, planFile, secretFiles, settingsFolder } from "./files";
import { filesOf, planOf, reasonsOf } from "./plan";

export interface BackupScheduleArgs extends DockerArgs, BackupArgs<docker.Volume> {
  /** How the container's image is built on the machine; or one that was built so before. */
  readonly image: { readonly build: pulumi.Input<ImageBuild> } | ImageReference;
  /** Where recovery points are kept. A volume is on the machine of the data, and is lost with it. */
  readonly repository: { readonly kind: "volume"; readonly volume: docker.Volume } | S3Repository;
  readonly networks: readonly docker.Network[];
  readonly limits: Limits;
  readonly hosts?: readonly { readonly host: string; readonly ip: string }[];
}

/**
 * A container, `db-backup`, that makes recovery points, retires old ones and restores the newest on trial, each in its
 * time. It is built on the machine itself. It reads the data volumes and can write to none of them; whether it does its
 * work is what its health check says. Nothing waits for it.
 *
 * @example
 * ```ts
 * new BackupSchedule("backup", {
 *   ...surroundings,
 *   stack: "dev",
 *   image: { build: bundle("ops/backup/job.ts").then((program) => prepareImage(program, images)) },
 *   repository: { kind: "volume", volume: volumes.of.backups },
 *   repositoryPassword,
 *   database: { host: "db-postgres", port: 5432, name: "postgres", username: "alfred_backup", password, tls: "disable" },
 *   objects: { kind: "file", place: volumes.of.storage, folder: "alfred-platform/storage-single-tenant" },
 *   wholeDatabase: true,
 *   volumes: { redis: volumes.of.redis, metrics: volumes.of.metrics },
 *   methods: { redis: "files", metrics: { none: "measured again within a day" } },
 *   keep: { daily: 7, weekly: 4, monthly: 12 },
 *   schedule: { backup: "17 2 * * *", drill: "17 4 * * 0" },
 *   networks: [network],
 *   limits: { cpu: cpu("1"), memory: bytes("1GiB") },
 * });
 * ```
 */
export class BackupSchedule extends pulumi.ComponentResource {
  readonly container: docker.Container;
  /** How each data volume is backed up, or why it is not, by the name of its scope. */
  readonly methods: Readonly<Record<string, Method>>;

  constructor(name: string, args: BackupScheduleArgs, options?: pulumi.ComponentResourceOptions) {
    refuseMistakes(checkBackup(args));
    super("alfred:storage:docker:BackupSchedule", name, {}, options);
    const { repository, provider, image, labels, limits, networks, hosts } = args;
    this.methods = args.methods;
    const plan = planOf(args, {
      repository: repository.kind === "s3" ? repository : `${ownFolder}/repository`,
      scratch: `${ownFolder}/scratch`,
      metrics: `${ownFolder}/metrics`,
      schedule: { ...args.schedule },
    });
    this.container = container(
      "db-backup",
      { ...args, labels: { ...labels, "alfred-storage.makes": "recovery-points", ...exclusions(args) } },
      {
        image: typeof image === "string" ? image : built(image.build, { parent: this, provider }),
        limits,
        networks,
        volumes: [
          ...(repository.kind === "s3" ? [] : [{ volume: repository.volume, path: ownFolder }]),
          ...dataVolumes(args),
        ],
        tmpfs: serverFolders,
        command: ["schedule", "--plan", planFile],
        files: [
          { path: planFile, content: JSON.stringify(plan, undefined, 2) },
          ...Object.entries(secretFiles(args)).map(([file, content]) => ({
            path: `${settingsFolder}/${file}`,
            content,
          })),
        ],
        // To read what belongs to any user, as the volumes' programs left it: by DAC_OVERRIDE, which writes to no volume that
        // is mounted to be read only, while DAC_READ_SEARCH opens any file of the machine by its number. The others are for
        // the server of a drill, to become the user that it asks for and to end it.
        capabilities: ["DAC_OVERRIDE", "KILL", "SETGID", "SETUID"],
        health: {
          test: ["CMD", "node", imageProgram, "health", "--plan", planFile],
          interval: 60,
          timeout: 30,
          retries: 3,
          startPeriod: 120,
        },
        grace: 60, // what is under way ends in good order, so that no lock is left behind
        ...(hosts === undefined ? {} : { hosts }),
      },
      { parent: this },
    );
    this.registerOutputs({ methods: this.methods });
  }
}

/** What the container itself keeps: the repository, restic's cache, metrics. Without a volume it is gone with it. */
const ownFolder = "/var/lib/alfred-backups";

/** Where the images of PostgreSQL, of which the tools are taken, ask for a volume: up to version 17, and since 18. */
const serverFolders = ["/var/lib/postgresql/data", "/var/lib/postgresql"];

/** Nothing is pushed anywhere, and another stack on the machine may run from it, so it stays. */
function built(build: pulumi.Input<ImageBuild>, options: pulumi.CustomResourceOptions): docker.RemoteImage {
  const { name, context, buildArgs } = pulumi.output(build);
  return new docker.RemoteImage("db-backup-image", { name, build: { context, buildArgs }, keepLocally: true }, options);
}

/** To be read only: a mistake in the program changes no data. */
function dataVolumes(args: BackupScheduleArgs): MountedVolume[] {
  const { objects, volumes } = args;
  const places: [string, docker.Volume | undefined][] = [
    ...(objects.kind === "file" ? [["storage", objects.place] as [string, docker.Volume]] : []),
    ...filesOf(args).map((scope): [string, docker.Volume | undefined] => [scope, volumes[scope]]),
  ];
  return places.flatMap(([scope, volume]) =>
    volume === undefined ? [] : [{ volume, path: dataFolder(scope), readOnly: true }],
  );
}

/** So that whoever looks at the container sees what is not backed up, and why. */
const exclusions = (args: BackupScheduleArgs): Record<string, string> =>
  Object.fromEntries(
    Object.entries(reasonsOf(args)).map(([scope, reason]) => [`alfred-storage.not-backed-up.${scope}`, reason]),
  );
