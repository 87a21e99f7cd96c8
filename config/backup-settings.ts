import type { Bytes } from "../components/units";
import type { Destination } from "./kubernetes-settings";
import type { Share } from "./settings";

/** What is backed up, when, and where to; or that nothing is, and why. */
export type BackupSettings = { readonly kind: "none"; readonly reason: string } | RecoveryPointSettings;

export interface RecoveryPointSettings {
  readonly kind: "recovery-points";
  /** When recovery points are made, and when the newest is restored on trial: as cron writes it, five fields, in UTC. */
  readonly schedule: { readonly backup: string; readonly drill: string };
  /** How many of them stay: the newest of so many days, weeks and months that have one. */
  readonly keep: { readonly daily: number; readonly weekly: number; readonly monthly: number };
  /** On Kubernetes and with the S3 backend, always a bucket. */
  readonly to: BackupPlace;
  /** With which the repository was made. Secret; the program makes one where it is missing. */
  readonly password?: string;
  /** As whom jobs read the database: a role that changes nothing, or database.administrator. */
  readonly readAs: "role" | "administrator";
  /** Whether the rest of the database is backed up beside the schema `storage`. */
  readonly wholeDatabase: boolean;
  /** Every data volume but that of the objects, and on Docker that of an own database server. */
  readonly volumes: readonly VolumeBackupSettings[];
  readonly resources: {
    readonly requests: Share;
    readonly limits: Share;
    /** How much of a disk a job may use while it runs; on Docker nobody sees to it. */
    readonly scratch: Bytes;
  };
}

/** Where recovery points go. */
export type BackupPlace =
  /** Without the prefix. */
  | { readonly kind: "volume"; readonly name: string }
  /** A folder of the Docker host. */
  | { readonly kind: "folder"; readonly path: string }
  | BackupBucket;

export interface BackupBucket {
  readonly kind: "s3";
  /** Whether it is the one that the stack makes for it (`aws.objectStore.backups`), or is given. */
  readonly of: "own" | "given";
  readonly bucket: string;
  readonly region: string;
  /** The URL of a server other than Amazon's. */
  readonly endpoint?: string;
  readonly forcePathStyle: boolean;
  /** Whether checksums are sent only where S3 demands them, since the server does not know the newer ones. */
  readonly checksumsWhenRequired: boolean;
  /** The path below which everything is kept, without slashes around it; empty for the bucket itself. */
  readonly prefix: string;
  /** Static credentials, both secret; they read the objects, too. Missing where the machine or the workload has an identity. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Where the jobs' network policy finds it. */
  readonly destination: Destination;
}

/** Recovery points in a bucket. */
export type BucketBackups = RecoveryPointSettings & { readonly to: BackupBucket };

/** What is kept in a bucket; undefined where nothing is, or it is kept elsewhere. */
export const bucketBackups = (backup: BackupSettings | undefined): BucketBackups | undefined =>
  backup?.kind === "recovery-points" && backup.to.kind === "s3" ? { ...backup, to: backup.to } : undefined;

/** How a data volume is backed up: by its files, or not at all, for a reason. */
export type VolumeBackupSettings = {
  /** Its purpose on Docker, its claim on Kubernetes; also the name of its scope. */
  readonly name: string;
} & (
  | {
      readonly method: "files";
      /** The labels of the pods that mount the claim, on whose node it is reached. */
      readonly beside?: Readonly<Record<string, string>>;
      /** The number of the user that may read the files; that of the image where it is missing. */
      readonly user?: number;
    }
  | { readonly method: "none"; readonly reason: string }
);
