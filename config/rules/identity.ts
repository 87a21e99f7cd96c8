import type { Issue } from "../../components/issue";
import type { AwsSection } from "../aws";
import type { Usable } from "../parse";
import type { StackConfig } from "../settings";
import { error, warning } from "./issues";

type Identity = NonNullable<AwsSection["identity"]>;

const path = (key: keyof Identity): Issue["path"] => ["aws", "identity", key];

/** How the service's account on the cluster takes on a role. */
export function identityIssues(identity: Identity, { platform, service }: Usable): Issue[] {
  if (platform === "docker") {
    const message = "has no effect on docker, where no pod has an account";
    return [error(["aws", "identity"], message, "remove it, or set platform to kubernetes")];
  }
  return [
    ...kindIssues(identity),
    ...boundaryIssues(identity),
    ...(service !== undefined && hasKeys(service) ? [besideKeys] : []),
  ];
}

const needed = { irsa: "issuer", "pod-identity": "cluster" } as const;
const whereFound = {
  irsa: "set it to what this prints: aws eks describe-cluster --name CLUSTER --query cluster.identity.oidc.issuer",
  "pod-identity": "set it to the name of the EKS cluster",
} as const;

function kindIssues({ kind, ...rest }: Identity): Issue[] {
  const other = kind === "irsa" ? "pod-identity" : "irsa";
  const issues: Issue[] = [];
  if (rest[needed[kind]] === undefined) {
    issues.push(error(path(needed[kind]), `is missing, and aws.identity.kind ${kind} needs it`, whereFound[kind]));
  }
  if (rest[needed[other]] !== undefined) {
    const message = `has no effect while aws.identity.kind is ${kind}`;
    issues.push(error(path(needed[other]), message, `remove it, or set aws.identity.kind to ${other}`));
  }
  return issues;
}

function boundaryIssues({ role, permissionsBoundary }: Identity): Issue[] {
  if (role === undefined || permissionsBoundary === undefined) return [];
  const message = "has no effect while aws.identity.role names a role that exists, which is left as it is";
  return [error(path("permissionsBoundary"), message, "remove it, or remove aws.identity.role")];
}

const besideKeys = error(
  ["aws", "identity"],
  "has no effect beside service.s3.accessKeyId, which the service would take in its place",
  "remove service.s3.accessKeyId and secretAccessKey, or aws.identity",
);

export const hasKeys = ({ s3 }: StackConfig["service"]): boolean =>
  s3?.accessKeyId !== undefined || s3?.secretAccessKey !== undefined;

/** Credentials that nobody gives, and those that last for good. A Secret that exists may hold any. */
export function credentialIssues({ identity }: AwsSection, { platform, service, kubernetes }: Usable): Issue[] {
  if (platform !== "kubernetes" || identity !== undefined || service === undefined) return [];
  if (hasKeys(service)) {
    const message = "does not expire by itself, so whoever gets hold of it may use it until it is replaced";
    return [warning(["service", "s3", "accessKeyId"], message, "write aws.identity in its place")];
  }
  if (kubernetes === undefined || kubernetes.secrets?.service !== undefined) return [];
  const message =
    "is missing, and so are static keys: the pods would get credentials from nobody that the program knows, and the network policy keeps them from those of the nodes";
  return [warning(["aws", "identity"], message, "write it, with kind: irsa or kind: pod-identity")];
}
