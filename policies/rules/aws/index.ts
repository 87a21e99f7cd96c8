import type { Rule } from "../../rule";
import { aclNotPublic } from "./acl-not-public";
import { bucketEncrypted } from "./bucket-encrypted";
import { bucketGuardsProtected } from "./bucket-guards-protected";
import { bucketHasLifecycle } from "./bucket-has-lifecycle";
import { bucketHasPolicy } from "./bucket-has-policy";
import { bucketKey } from "./bucket-key";
import { bucketLogged } from "./bucket-logged";
import { bucketNotForceDestroyed } from "./bucket-not-force-destroyed";
import { bucketOwnerEnforced } from "./bucket-owner-enforced";
import { bucketPolicyNotPublic } from "./bucket-policy-not-public";
import { bucketProtected } from "./bucket-protected";
import { bucketVersioned } from "./bucket-versioned";
import { cdnHttps } from "./cdn-https";
import { cdnSignedOrigin } from "./cdn-signed-origin";
import { keyDeletionWindow } from "./key-deletion-window";
import { keyHasPolicy } from "./key-has-policy";
import { keyPolicyNotPublic } from "./key-policy-not-public";
import { keyPolicyWithoutStar } from "./key-policy-without-star";
import { keyProtected } from "./key-protected";
import { keyRotated } from "./key-rotated";
import { keyUseThroughService } from "./key-use-through-service";
import { logsExpire } from "./logs-expire";
import { noAccessKeys } from "./no-access-keys";
import { noCustomerKeys } from "./no-customer-keys";
import { noEscalation } from "./no-escalation";
import { noFullAccess } from "./no-full-access";
import { noStaticKeys } from "./no-static-keys";
import { noVersionDeletion } from "./no-version-deletion";
import { noncurrentKept } from "./noncurrent-kept";
import { objectsDoNotExpire } from "./objects-do-not-expire";
import { ownerTagged } from "./owner-tagged";
import { permissionsBoundary } from "./permissions-boundary";
import { policyOnNamedResources } from "./policy-on-named-resources";
import { policyReadable } from "./policy-readable";
import { policyWithoutStar } from "./policy-without-star";
import { publicAccessBlocked } from "./public-access-blocked";
import { recoveryPointsLocked } from "./recovery-points-locked";
import { replicationKeepsDeletionsOut } from "./replication-keeps-deletions-out";
import { roleTrustNotOpen } from "./role-trust-not-open";
import { roleTrustPodBound } from "./role-trust-pod-bound";
import { roleTrustServiceBound } from "./role-trust-service-bound";
import { roleTrustTokenBound } from "./role-trust-token-bound";
import { rolesByName } from "./roles-by-name";
import { serviceNamedBySource } from "./service-named-by-source";
import { tlsOnly } from "./tls-only";
import { tlsVersion } from "./tls-version";
import { unfinishedUploadsAborted } from "./unfinished-uploads-aborted";
import { versionsExpire } from "./versions-expire";

export const awsRules: readonly Rule[] = [
  aclNotPublic,
  bucketEncrypted,
  bucketGuardsProtected,
  bucketHasLifecycle,
  bucketHasPolicy,
  bucketKey,
  bucketLogged,
  bucketNotForceDestroyed,
  bucketOwnerEnforced,
  bucketPolicyNotPublic,
  bucketProtected,
  bucketVersioned,
  cdnHttps,
  cdnSignedOrigin,
  keyDeletionWindow,
  keyHasPolicy,
  keyPolicyNotPublic,
  keyPolicyWithoutStar,
  keyProtected,
  keyRotated,
  keyUseThroughService,
  logsExpire,
  noAccessKeys,
  noCustomerKeys,
  noEscalation,
  noFullAccess,
  noStaticKeys,
  noVersionDeletion,
  noncurrentKept,
  objectsDoNotExpire,
  ownerTagged,
  permissionsBoundary,
  policyOnNamedResources,
  policyReadable,
  policyWithoutStar,
  publicAccessBlocked,
  recoveryPointsLocked,
  replicationKeepsDeletionsOut,
  roleTrustNotOpen,
  roleTrustPodBound,
  roleTrustServiceBound,
  roleTrustTokenBound,
  rolesByName,
  serviceNamedBySource,
  tlsOnly,
  tlsVersion,
  unfinishedUploadsAborted,
  versionsExpire,
];
