import type { Rule } from "../../rule";
import { accessConditioned } from "./access-conditioned";
import { anonymousCannotWrite } from "./anonymous-cannot-write";
import { bucketLimited } from "./bucket-limited";
import { bucketTypesNamed } from "./bucket-types-named";
import { bucketsBackedUp } from "./buckets-backed-up";
import { dataLocationKept } from "./data-location-kept";
import { databaseOverTls } from "./database-over-tls";
import { firstObjectsOverTls } from "./first-objects-over-tls";
import { grantedToNamedRoles } from "./granted-to-named-roles";
import { grantedWithinPolicies } from "./granted-within-policies";
import { privateBucketPrivate } from "./private-bucket-private";
import { publicBucketInert } from "./public-bucket-inert";
import { publicBucketUnlisted } from "./public-bucket-unlisted";
import { removalConditioned } from "./removal-conditioned";
import { roleHeldByPolicies } from "./role-held-by-policies";
import { roleUnprivileged } from "./role-unprivileged";

export const storagedbRules: readonly Rule[] = [
  accessConditioned,
  anonymousCannotWrite,
  bucketLimited,
  bucketTypesNamed,
  bucketsBackedUp,
  dataLocationKept,
  databaseOverTls,
  firstObjectsOverTls,
  grantedToNamedRoles,
  grantedWithinPolicies,
  privateBucketPrivate,
  publicBucketInert,
  publicBucketUnlisted,
  removalConditioned,
  roleHeldByPolicies,
  roleUnprivileged,
];
