import { createHash } from "node:crypto";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";
import { BackupSchedule, type BackupScheduleArgs } from "../components/backup-schedule/docker";
import type { DockerArgs } from "../components/docker-container";
import { PersistentVolumes } from "../components/persistent-volumes/docker";
import type { Settings } from "../config";
import type { BackupPlace, RecoveryPointSettings } from "../config/backup-settings";
import { bundle } from "../ops/backup/bundle";
import { prepareImage } from "../ops/backup/image";
import { methodsOf, objectsOf, placeOf, repositoryPassword } from "./backup";

/** What recovery points are made of, and with. */
interface Surroundings {
  readonly around: DockerArgs;
  readonly generator: random.Provider;
  readonly volumes: Readonly<Record<Volume, docker.Volume>>;
  readonly network: docker.Network;
  readonly hosts: NonNullable<BackupScheduleArgs["hosts"]>;
  readonly database: BackupScheduleArgs["database"];
  readonly dependsOn: pulumi.Resource[];
}

/** Has recovery points of a stack made. Its output is what they are encrypted with, for somebody to keep elsewhere. */
export function backUp(
  settings: Settings,
  points: RecoveryPointSettings,
  { around, generator, volumes, network, hosts, database, dependsOn }: Surroundings,
): { readonly backupPassword: pulumi.Output<string> } {
  const { schedule, keep, wholeDatabase, resources, to } = points;
  const backupPassword = repositoryPassword(points, { provider: generator });
  new BackupSchedule(
    "backup",
    {
      ...{ ...around, schedule, keep, wholeDatabase, database, hosts, networks: [network], limits: resources.limits },
      stack: pulumi.getStack(),
      repositoryPassword: backupPassword,
      repository: repositoryOf(to, around, dependsOn),
      ...(to.kind === "s3" && to.credentials !== undefined ? { s3Credentials: to.credentials } : {}),
      objects: objectsOf(settings, to, volumes.storage),
      volumes: Object.fromEntries(points.volumes.map(({ name }) => [name, volumes[name as Volume]])),
      methods: methodsOf(points),
      image: { build: bundle("ops/backup/job.ts").then((program) => prepareImage(program, settings.images)) },
    },
    { dependsOn },
  );
  return { backupPassword };
}

type Volume = keyof Settings["volumes"];

/** A volume for recovery points stays like those of the data, with the password or without. */
function repositoryOf(
  to: BackupPlace,
  around: DockerArgs,
  dependsOn: pulumi.Resource[],
): BackupScheduleArgs["repository"] {
  if (to.kind === "s3") return { kind: "s3", ...placeOf(to) };
  const { of } = new PersistentVolumes(
    "backup-volumes",
    { ...around, names: { backups: volumeName(to) }, hostFolders: to.kind === "folder" ? { backups: to.path } : {} },
    { dependsOn },
  );
  return { kind: "volume", volume: of.backups };
}

/** Another one for each folder, since Docker goes on with the old folder under a name that it knows. */
function volumeName(to: Exclude<BackupPlace, { kind: "s3" }>): string {
  if (to.kind === "volume") return to.name;
  return `alfred-backups-${createHash("sha256").update(to.path).digest("hex").slice(0, 8)}`;
}
