/** Reading of the lifecycle of S3's buckets. */
import { s3 } from "./aws";
import { at, listAt, textAt } from "./values";

export const lifecycleTypes = s3("bucketLifecycleConfiguration");

/** The rules that S3 follows. */
export const followedRules = (lifecycle: unknown): readonly unknown[] =>
  listAt(lifecycle, "rules").filter((rule) => at(rule, "status") !== "Disabled");

/** What to call a rule. */
export const ruleId = (rule: unknown): string => textAt(rule, "id") ?? "without an id";

/** Providers write some of what is not given so. */
const isMissing = (value: unknown): boolean => value === undefined || value === null || value === "" || value === 0;

/** Whether a rule is for every object: nothing that a filter can have is given. */
export function isForAll(rule: unknown): boolean {
  const filter: unknown[] = Object.values(at(rule, "filter") ?? {});
  return [at(rule, "prefix"), ...filter].every(isMissing);
}

/** Whether a rule is only for objects that somebody tagged so. */
export const isForTagged = (rule: unknown): boolean =>
  !isMissing(at(rule, "filter.tag.key")) || Object.keys(at(rule, "filter.and.tags") ?? {}).length > 0;

/** When a rule removes objects that are current, such as `after 30 days`; undefined where it does not. */
export function removal(rule: unknown): string | undefined {
  const [days, date] = [at(rule, "expiration.days"), at(rule, "expiration.date")];
  if (!isMissing(days)) return `after ${String(days)} days`;
  return isMissing(date) ? undefined : `on ${String(date)}`;
}

/** Whether a rule removes versions that were overwritten or removed. */
export const removesVersions = (rule: unknown): boolean => !isMissing(at(rule, "noncurrentVersionExpiration"));
