import type { s3Servers } from "./s3";

/** What is different with an S3 server that is not Amazon's. */
export interface S3Server {
  /** The region that it takes where none is configured. Without one, the stack file has to say it. */
  readonly region?: string;
  readonly forcePathStyle: boolean;
  /** Whether it refuses the checksums that Amazon's SDK adds by itself since 2025 (supabase/storage#865). */
  readonly checksumsWhenRequired: boolean;
  /** Whether objects can have tags, which the service gives to what it keeps of an unfinished resumable upload. */
  readonly objectTags: boolean;
}

/**
 * The kinds of servers. Regions are those of their documentation: MinIO and Ceph take us-east-1 unless told otherwise,
 * Garage's default configuration says garage, and R2 knows auto only. Neither of these two has tags of objects, and of a server
 * that is not known they are not expected.
 */
export const servers: Readonly<Record<(typeof s3Servers)[number], S3Server>> = {
  aws: { forcePathStyle: false, checksumsWhenRequired: false, objectTags: true },
  minio: { region: "us-east-1", forcePathStyle: true, checksumsWhenRequired: false, objectTags: true },
  ceph: { region: "us-east-1", forcePathStyle: true, checksumsWhenRequired: true, objectTags: true },
  garage: { region: "garage", forcePathStyle: true, checksumsWhenRequired: true, objectTags: false },
  r2: { region: "auto", forcePathStyle: true, checksumsWhenRequired: true, objectTags: false },
  other: { forcePathStyle: true, checksumsWhenRequired: true, objectTags: false },
};
