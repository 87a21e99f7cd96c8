import { idProblem } from "../bucket-set/names";

/**
 * What keeps S3 from making a bucket of that name; undefined where nothing does. The ids of the service's buckets keep
 * to the same rules, so there is one place for both.
 *
 * @example
 * ```ts
 * bucketNameProblem("alfred-platform-prod"); // undefined
 * bucketNameProblem("Alfred"); // "may hold only lower-case letters, digits, dashes and dots"
 * ```
 */
export const bucketNameProblem = (name: string): string | undefined => idProblem(name);
