import type { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";
import type { FileObjects, S3Objects, S3Place } from "../components/backup-schedule/args";
import { BackupSchedule, type ClaimPlace } from "../components/backup-schedule/kubernetes";
import { backupApp } from "../components/backup-schedule/names";
import type { WorkloadSurroundings } from "../components/kubernetes-workload";
import { fileBackendBucket } from "../components/storage-service/environment";
import { type BucketBackups, type Settings, storageClaim } from "../config";
import { bundle } from "../ops/backup/bundle";
import type { Cloud } from "./aws";
import { backupDatabase, backupRepositoryPassword } from "./backup-secrets";

/** What the jobs meet that is there. */
export interface AroundBackups {
  readonly around: WorkloadSurroundings;
  /** Of passwords. */
  readonly generator: random.Provider;
  /** The claims by their names. */
  readonly claims: Readonly<Record<string, PersistentVolumeClaim>>;
  readonly cloud: Cloud | undefined;
}

/** Twenty hours: a run that takes longer would be in the way of the next day's. */
const deadline = 20 * 3600;

/**
 * CronJobs that make recovery points of the objects, the database and the claims, retire them, and try them.
 *
 * @returns outputs of the stack
 */
export function backups(
  settings: Settings,
  { to, ...backup }: BucketBackups,
  { around, generator, claims, cloud }: AroundBackups,
  { dependsOn }: { readonly dependsOn: readonly pulumi.Resource[] },
): { backupRepositoryPassword: pulumi.Output<string> } {
  const { images } = settings;
  const repositoryPassword = backupRepositoryPassword(generator);
  const identity = cloud?.backupIdentity;
  const { provider, namespace, labels, priorityClass, pullSecrets } = around;
  const { credentials, bucket, region, endpoint, forcePathStyle, prefix } = to;
  const place = { bucket, region, forcePathStyle, ...(endpoint === undefined ? {} : { endpoint }) };
  const placeOf = claimPlaces(settings, claims);
  const { scratch, ...resources } = backup.resources;
  new BackupSchedule(
    backupApp,
    {
      ...{ provider, namespace, labels, pullSecrets },
      ...(priorityClass === undefined ? {} : { priorityClass }),
      stack: pulumi.getStack(),
      program: bundle("ops/backup/job.ts"),
      images: { restic: images.restic, node: images.node, postgresqlTools: images.postgresqlTools },
      repository: { kind: "s3", ...place, prefix },
      repositoryPassword,
      ...(credentials === undefined ? {} : { s3Credentials: credentials }),
      database: backupDatabase(settings),
      objects: objectsOf(settings, place, placeOf),
      wholeDatabase: backup.wholeDatabase,
      volumes: Object.fromEntries(backup.volumes.map((one) => [one.name, placeOf(one)])),
      methods: Object.fromEntries(
        backup.volumes.map((one) => [one.name, one.method === "files" ? one.method : { none: one.reason }]),
      ),
      keep: backup.keep,
      schedule: { ...backup.schedule, prune: afterwards(backup.schedule.backup) },
      resources,
      scratch,
      deadline,
      ...(identity === undefined ? {} : { serviceAccountAnnotations: identity.serviceAccountAnnotations }),
    },
    { dependsOn: [...dependsOn, ...(cloud?.dependsOn ?? []), ...(identity === undefined ? [] : [identity])] },
  );
  return { backupRepositoryPassword: repositoryPassword };
}

type PlaceOf = (volume: { readonly name: string } & Pick<ClaimPlace, "beside" | "user">) => ClaimPlace;

/** The claims as pods mount them; one that is not backed up is only named. */
function claimPlaces({ kubernetes }: Settings, claims: AroundBackups["claims"]): PlaceOf {
  return (volume) => {
    const { name } = volume;
    const { accessMode = "ReadWriteOnce" } = kubernetes.claims.find((one) => one.name === name) ?? {};
    return {
      claim: claims[name]?.metadata.name ?? name,
      accessMode,
      ...(volume.beside === undefined ? {} : { beside: volume.beside }),
      ...(volume.user === undefined ? {} : { user: volume.user }),
    };
  };
}

function objectsOf({ service }: Settings, copies: S3Place, placeOf: PlaceOf): FileObjects<ClaimPlace> | S3Objects {
  const { backend, tenantId } = service;
  if (backend.kind === "file") {
    const place = placeOf({ name: storageClaim, beside: { app: "db-storage" } });
    return { kind: "file", place, folder: `${fileBackendBucket}/${tenantId}` };
  }
  const { bucket, region, endpoint, forcePathStyle } = backend;
  return {
    kind: "s3",
    ...{ bucket, region, forcePathStyle, tenant: tenantId, copies },
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/** Once a day: four hours after a recovery point that is made once a day, else in the morning. */
function afterwards(schedule: string): string {
  const [, hour = ""] = schedule.split(" ");
  return `37 ${/^\d+$/.test(hour) ? (Number(hour) + 4) % 24 : 6} * * *`;
}
