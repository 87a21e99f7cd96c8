/** What recovery points are made with on both platforms alike. */
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { BackupDatabase, Method, S3Place } from "../components/backup-schedule/args";
import type { StorageDatabase } from "../components/storage-database";
import type { Settings } from "../config";
import type { BackupBucket, RecoveryPointSettings } from "../config/backup-settings";
import { present } from "../config/present";

/** The settings of recovery points, where there are to be some. */
export function recoveryPoints({ backup }: Pick<Settings, "backup">): RecoveryPointSettings | undefined {
  return backup?.kind === "recovery-points" ? backup : undefined;
}

/** The given password of the repository, or a new one; never another one by itself, since that would open nothing. */
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
  administratorPassword: pulumi.Output<string> | undefined,
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

/** A bucket, of objects or of recovery points. */
export function placeOf({
  bucket,
  region,
  endpoint,
  forcePathStyle,
}: Pick<BackupBucket, "bucket" | "region" | "endpoint" | "forcePathStyle">): S3Place {
  return { bucket, region, forcePathStyle, ...present({ endpoint }) };
}
