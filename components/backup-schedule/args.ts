import type * as pulumi from "@pulumi/pulumi";
import { scheduleProblem } from "../../config/cron";
import type { ImageReference } from "../image-reference";
import { type Issue, under } from "../issue";

/**
 * What is backed up, whereto, and when, on either platform.
 *
 * @typeParam Place where files are: a Docker volume, or a claim
 */
export interface BackupArgs<Place> {
  /** The stack's name, under which its recovery points are kept. */
  readonly stack: string;
  /** With which the repository is encrypted. Secret; without it no recovery point can be read. */
  readonly repositoryPassword: pulumi.Input<string>;
  /**
   * What the jobs sign in to S3 with. Secret.
   * @default the identity that their surroundings give them
   */
  readonly s3Credentials?: pulumi.Input<S3Credentials>;
  readonly database: BackupDatabase;
  /** The service's backend. */
  readonly objects: FileObjects<Place> | S3Objects;
  /** Whether the rest of the database is backed up beside the schema `storage`. */
  readonly wholeDatabase: boolean;
  /** The other data volumes, by the names of their scopes. */
  readonly volumes: Readonly<Record<string, Place>>;
  /** How each of {@link volumes} is backed up. */
  readonly methods: Readonly<Record<string, Method>>;
  /** How many recovery points stay: the newest of so many days, weeks and months that have one. */
  readonly keep: { readonly daily: number; readonly weekly: number; readonly monthly: number };
  /** When something is done, as cron writes it, in UTC. */
  readonly schedule: BackupTimes;
}

export interface BackupTimes {
  /** A recovery point of each scope. */
  readonly backup: string;
  /** The newest recovery point restored on trial. */
  readonly drill: string;
}

/** The files as they are while programs go on writing; or not at all, and why. */
export type Method = "files" | { readonly none: string };

/** Images that exist; what the jobs run in is put together from them. */
export interface BackupImages {
  /** Has `/usr/bin/restic`, linked statically. */
  readonly restic: ImageReference;
  /** Has `/usr/local/bin/node`, for glibc. */
  readonly node: ImageReference;
  /** Has `pg_dump`, `pg_restore` and a server of the database's major version or a newer one, and glibc and libstdc++. */
  readonly postgresqlTools: ImageReference;
}

/** The database as the jobs reach it. */
export interface BackupDatabase {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  /** A role that sees all rows, whatever the access policies say. */
  readonly username: string;
  /**
   * Secret.
   * @default the server asks for none
   */
  readonly password?: pulumi.Input<string>;
  readonly tls: "disable" | "require" | "verify-full";
  /**
   * PEM text of the authority that signed the server's certificate.
   * @default those that Node knows
   */
  readonly tlsCertificateAuthority?: string;
}

/** Objects in a folder. */
export interface FileObjects<Place> {
  readonly kind: "file";
  readonly place: Place;
  /** The tenant's folder, which holds one for each bucket, relative to the volume: `alfred-platform/storage-single-tenant`. */
  readonly folder: string;
}

/** Objects in S3. */
export interface S3Objects extends S3Place {
  readonly kind: "s3";
  readonly tenant: string;
  /** Where copies of them go: a bucket with versions and Object Lock, on the same server. */
  readonly copies: S3Place;
}

export interface S3Place {
  readonly bucket: string;
  readonly region: string;
  /**
   * The URL of the S3 server.
   * @default Amazon's for the region
   */
  readonly endpoint?: string;
  /** @default the bucket's name stands in the host name */
  readonly forcePathStyle?: boolean;
  /**
   * The path in the bucket below which everything is kept, without slashes around it; empty for the bucket itself. Two
   * stacks with one bucket need two.
   * @default the bucket itself
   */
  readonly prefix?: string;
  /**
   * Whether checksums are left out where S3 does not demand them; servers other than Amazon's refuse the newer ones.
   * @default false
   */
  readonly checksumsWhenRequired?: boolean;
}

/** A repository in S3. */
export interface S3Repository extends S3Place {
  readonly kind: "s3";
  readonly prefix: string;
}

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Scopes of their own, and on a cluster the jobs that are none. */
const reserved = ["storage", "database", "prune", "drill"];

/** A part of a DNS name, since jobs are called after it. */
const scopeName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

type Checked = Pick<BackupArgs<unknown>, "volumes" | "methods" | "keep" | "schedule">;

/** Everything that is wrong with it. */
export function checkBackup({ volumes, methods, keep, schedule }: Checked): Issue[] {
  return [
    ...checkTimes({ ...schedule }).map((issue) => under(["schedule"], issue)),
    ...checkKeep(keep).map((issue) => under(["keep"], issue)),
    ...Object.keys(volumes).flatMap((scope) => checkVolume(scope, methods[scope])),
    ...Object.keys(methods)
      .filter((scope) => !(scope in volumes))
      .map((scope): Issue => error(["methods", scope], scope, "is no volume of the stack", "take it out")),
  ];
}

/** What is wrong with schedules. Paths are their names. */
export function checkTimes(times: Readonly<Record<string, string>>): Issue[] {
  return Object.entries(times).flatMap(([name, written]): Issue[] => {
    const problem = scheduleProblem(written);
    return problem === undefined ? [] : [error([name], written, problem)];
  });
}

function checkKeep(keep: Checked["keep"]): Issue[] {
  const counts = Object.entries(keep).flatMap(([name, count]): Issue[] =>
    Number.isInteger(count) && count >= 0 ? [] : [error([name], count, "is not a number of recovery points")],
  );
  if (counts.length > 0 || keep.daily > 0) return counts;
  return [error(["daily"], keep.daily, "would leave a new recovery point only until the next is made", "keep one day")];
}

function checkVolume(scope: string, method: Method | undefined): Issue[] {
  const path = ["volumes", scope];
  if (reserved.includes(scope)) return [error(path, scope, "is a name that something else has", "choose another")];
  if (!scopeName.test(scope)) {
    return [error(path, scope, "is not a name of at most 63 lower-case letters, digits and dashes", "choose another")];
  }
  if (method === undefined) {
    return [error(path, scope, "is not backed up, and nobody says why", "add a method, or a reason for none")];
  }
  if (method === "files" || method.none.trim() !== "") return [];
  return [error(["methods", scope, "none"], method.none, "gives no reason", "write why nothing of it is backed up")];
}

function error(path: Issue["path"], value: unknown, message: string, remedy?: string): Issue {
  return { severity: "error", path, value, message, ...(remedy === undefined ? {} : { remedy }) };
}
