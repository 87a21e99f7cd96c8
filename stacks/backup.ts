/** What recovery points are made with on both platforms alike. */
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { BackupDatabase, FileObjects, Method, S3Objects, S3Place } from "../components/backup-schedule/args";
import type { StorageDatabase } from "../components/storage-database";
import { fileBackendBucket } from "../components/storage-service/environment";
import type { Settings } from "../config";
import type { BackupPlace, RecoveryPointSettings } from "../config/backup-settings";
import { present } from "../config/present";

/** The settings of recovery points, where there are to be some. */
export function recoveryPoints({ backup }: Pick<Settings, "backup">): RecoveryPointSettings | undefined {
  return backup?.kind === "recovery-points" ? backup : undefined;
}

/**
 * The given password of the repository, or a new one; never another one by itself, since nothing opens the recovery points
 * that there are but the password that they were made with.
 */
export function repositoryPassword(
  { password }: RecoveryPointSettings,
  options: pulumi.CustomResourceOptions & { readonly provider: random.Provider },
): pulumi.Output<string> {
  if (password !== undefined) return pulumi.secret(password);
  return new random.RandomPassword("backup-password", { length: 40, special: false }, options).result;
}

/** The database as jobs reach it, and as whom they read it. */
export function backupDatabase(
  { database }: Pick<Settings, "database">,
  { backup }: Pick<StorageDatabase, "backup">,
  administratorPassword: pulumi.Input<string> | undefined,
): BackupDatabase {
  const { service, name, tls, tlsCertificateAuthority, administrator } = database;
  const { username, password } = backup ?? { username: administrator, password: administratorPassword };
  return { ...service, name, tls, username, ...present({ password, tlsCertificateAuthority }) };
}

/** How each of the other volumes is backed up, by the name of its scope. */
export function methodsOf({ volumes }: Pick<RecoveryPointSettings, "volumes">): Record<string, Method> {
  return Object.fromEntries(
    volumes.map((volume) => [volume.name, volume.method === "files" ? "files" : { none: volume.reason }]),
  );
}

/** The objects as the service lays them out: a folder of a volume, or a bucket beside that of their copies. */
export function objectsOf<Place>(
  { service: { backend, tenantId } }: Pick<Settings, "service">,
  to: BackupPlace,
  storage: Place,
): FileObjects<Place> | S3Objects {
  if (backend.kind === "file") return { kind: "file", place: storage, folder: `${fileBackendBucket}/${tenantId}` };
  if (to.kind !== "s3") throw new Error("objects in S3 are copied to a bucket, and this is none"); // the check refuses it
  return { kind: "s3", ...placeOf(backend), tenant: tenantId, copies: placeOf(to) };
}

/** A bucket, of objects or of recovery points, with the path that it has there. */
export function placeOf<Path extends { readonly prefix?: string }>({
  bucket,
  region,
  endpoint,
  forcePathStyle,
  checksumsWhenRequired,
  prefix,
}: Omit<S3Place, "prefix"> & Path): Omit<S3Place, "prefix"> & Pick<Path, "prefix"> {
  return { bucket, region, ...present({ endpoint, forcePathStyle, checksumsWhenRequired, prefix }) };
}
