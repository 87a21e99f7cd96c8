import type { Rule } from "../../rule";
import { autoscalerBounded } from "./autoscaler-bounded";
import { capabilitiesDropped } from "./capabilities-dropped";
import { claimBackedUp } from "./claim-backed-up";
import { claimBounded } from "./claim-bounded";
import { claimNotWidened } from "./claim-not-widened";
import { claimProtected } from "./claim-protected";
import { claimsKept } from "./claims-kept";
import { disruptionBudget } from "./disruption-budget";
import { gracefulStop } from "./graceful-stop";
import { highUserId } from "./high-user-id";
import { historyKept } from "./history-kept";
import { imagePinned } from "./image-pinned";
import { imagePullPolicy } from "./image-pull-policy";
import { jobBounded } from "./job-bounded";
import { labelled } from "./labelled";
import { namespaceProtected } from "./namespace-protected";
import { namespaceRestricted } from "./namespace-restricted";
import { networkPolicy } from "./network-policy";
import { noClusterAdmin } from "./no-cluster-admin";
import { noHostNamespaces } from "./no-host-namespaces";
import { noHostPath } from "./no-host-path";
import { noHostPort } from "./no-host-port";
import { noMetadataEgress } from "./no-metadata-egress";
import { noOpenEgress } from "./no-open-egress";
import { noOpenIngress } from "./no-open-ingress";
import { noPrivilegeEscalation } from "./no-privilege-escalation";
import { noSecretInConfigMap } from "./no-secret-in-config-map";
import { noSecretInEnvironment } from "./no-secret-in-environment";
import { noServiceAccountToken } from "./no-service-account-token";
import { noWildcardRole } from "./no-wildcard-role";
import { notPrivileged } from "./not-privileged";
import { oneWriter } from "./one-writer";
import { ownServiceAccount } from "./own-service-account";
import { priorityClass } from "./priority-class";
import { probes } from "./probes";
import { readOnlyRoot } from "./read-only-root";
import { requestsAndLimits } from "./requests-and-limits";
import { rolloutWithoutGap } from "./rollout-without-gap";
import { routeNamesListener } from "./route-names-listener";
import { routeWithTls } from "./route-with-tls";
import { routeWithoutMetrics } from "./route-without-metrics";
import { runAsNonRoot } from "./run-as-non-root";
import { scratchBounded } from "./scratch-bounded";
import { seccomp } from "./seccomp";
import { secretsInFiles } from "./secrets-in-files";
import { serviceStaysInside } from "./service-stays-inside";
import { spread } from "./spread";
import { storageClassEncrypted } from "./storage-class-encrypted";
import { storageClassRetains } from "./storage-class-retains";
import { volumeRetained } from "./volume-retained";

export const kubernetesRules: readonly Rule[] = [
  claimProtected,
  claimBackedUp,
  claimsKept,
  volumeRetained,
  storageClassRetains,
  namespaceProtected,
  oneWriter,
  claimNotWidened,
  runAsNonRoot,
  highUserId,
  noPrivilegeEscalation,
  capabilitiesDropped,
  readOnlyRoot,
  seccomp,
  noHostNamespaces,
  noHostPath,
  notPrivileged,
  noServiceAccountToken,
  ownServiceAccount,
  noHostPort,
  namespaceRestricted,
  noWildcardRole,
  noClusterAdmin,
  noMetadataEgress,
  serviceStaysInside,
  routeWithTls,
  routeNamesListener,
  routeWithoutMetrics,
  noSecretInEnvironment,
  secretsInFiles,
  noSecretInConfigMap,
  storageClassEncrypted,
  networkPolicy,
  noOpenIngress,
  noOpenEgress,
  imagePinned,
  requestsAndLimits,
  probes,
  disruptionBudget,
  spread,
  rolloutWithoutGap,
  gracefulStop,
  priorityClass,
  imagePullPolicy,
  autoscalerBounded,
  claimBounded,
  scratchBounded,
  jobBounded,
  labelled,
  historyKept,
];
