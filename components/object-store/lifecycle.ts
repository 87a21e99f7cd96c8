import type * as inputs from "@pulumi/aws/types/input";

export type LifecycleRule = inputs.s3.BucketLifecycleConfigurationRule;

/** Moves objects to a cheaper class of storage. */
export interface TransitionArgs {
  /** Only of objects whose key begins so; all where it is empty. */
  readonly prefix: string;
  /** Those from which an object can still be read at once: the service cannot wait for one to be restored. */
  readonly storageClass: "STANDARD_IA" | "INTELLIGENT_TIERING" | "GLACIER_IR";
  /** After so many days. */
  readonly days: number;
}

const enabled = { status: "Enabled" } as const;

/** Of uploads that began and never ended, after a week: nobody sees their parts, and they are paid for. */
const unfinished: LifecycleRule = {
  id: "unfinished-uploads",
  ...enabled,
  filter: {}, // every object
  abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
};

/**
 * The same for resumable uploads: the service tags what it keeps of an unfinished one (@tus/s3-store), and S3 ends no
 * upload by a tag. No row of the service's points to these objects.
 */
const unfinishedResumable: LifecycleRule = {
  id: "unfinished-resumable-uploads",
  ...enabled,
  filter: { tag: { key: "Tus-Completed", value: "false" } },
  expiration: { days: 7 },
};

/** Versions that were replaced or removed, and then the marks of removed objects of which nothing is left. */
const noncurrent = (days: number): LifecycleRule => ({
  id: "replaced-and-removed",
  ...enabled,
  filter: {},
  noncurrentVersionExpiration: { noncurrentDays: days },
  expiration: { expiredObjectDeleteMarker: true },
});

/**
 * Of the service's objects. None expires as long as it is current: its row would stay, and point to nothing.
 *
 * @param noncurrentDays for how many days a version that was replaced or removed is kept
 */
export function objectsLifecycle(noncurrentDays: number, transitions: readonly TransitionArgs[]): LifecycleRule[] {
  const prefixes = [...new Set(transitions.map(({ prefix }) => prefix))].sort();
  return [unfinished, unfinishedResumable, noncurrent(noncurrentDays), ...prefixes.map(cheaper)];

  function cheaper(prefix: string): LifecycleRule {
    const steps = transitions.filter((one) => one.prefix === prefix).sort((a, b) => a.days - b.days);
    return {
      id: prefix === "" ? "cheaper" : `cheaper-${prefix.replace(/\/$/, "")}`,
      ...enabled,
      filter: prefix === "" ? {} : { prefix },
      transitions: steps.map(({ days, storageClass }) => ({ days, storageClass })),
    };
  }
}

/** Of recovery points, which only whoever made them removes; the lock holds what is removed, and nothing longer. */
export const backupsLifecycle = (lockedDays: number): LifecycleRule[] => [unfinished, noncurrent(lockedDays)];

/** Of access logs. */
export const logsLifecycle = (days: number): LifecycleRule[] => [
  unfinished,
  { id: "old-logs", ...enabled, filter: {}, expiration: { days }, noncurrentVersionExpiration: { noncurrentDays: 1 } },
  { id: "delete-markers", ...enabled, filter: {}, expiration: { expiredObjectDeleteMarker: true } },
];
