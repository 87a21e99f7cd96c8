import type { Issue } from "../../components/issue";
import { backendOf, isLoopback } from "../derive";
import type { Usable } from "../parse";
import type { StackConfig } from "../settings";
import { databaseHosts, storeOf } from "../to-kubernetes";
import { error, note, written } from "./issues";

type Kubernetes = StackConfig["kubernetes"];

/** Whom the network policies let the service talk to. */
export function networkIssues({ platform, kubernetes, database, service, aws, backup }: Usable): Issue[] {
  if (platform !== "kubernetes" || kubernetes === undefined) return [];
  return [
    ...(["database", "objectStore", "backups"] as const).flatMap((key) => emptyIssues(kubernetes, key)),
    ...(database === undefined ? [] : databaseIssues(kubernetes, database)),
    ...(service === undefined ? [] : storeIssues(kubernetes, service)),
    ...(service === undefined ? [] : awsEndpointIssues(kubernetes, service, aws)),
    ...backupsIssues(kubernetes, backup),
  ];
}

const path = (key: "database" | "objectStore" | "backups" | "sts" | "kms"): Issue["path"] => [
  "kubernetes",
  "network",
  key,
];

function emptyIssues({ network }: Kubernetes, key: "database" | "objectStore" | "backups"): Issue[] {
  const peer = network?.[key];
  if (peer === undefined || Object.keys(peer).length > 0) return [];
  return [error(path(key), "names nobody", "write cidrs, or namespace and pods; or leave it out")];
}

/** A policy knows addresses and pods. Only the stack file can tell what is behind any other name. */
function databaseIssues(kubernetes: Kubernetes, database: StackConfig["database"]): Issue[] {
  const unknown = databaseHosts({ kubernetes, database }).filter(
    ({ host, peer }) => peer === undefined && !isLoopback(host),
  );
  if (unknown.length === 0) return [];
  const hosts = unknown.map(({ key, host }) => `database.${key}, ${host}`).join(", and ");
  const what = unknown.length === 1 ? "is neither an address nor a Service" : "are neither addresses nor Services";
  const message = `is missing, and ${hosts}, ${what}, so no network policy can name ${unknown.length === 1 ? "it" : "them"}`;
  const remedy =
    "set its cidrs to the server's addresses, such as [10.0.0.7/32], or its namespace and pods to where it runs";
  return [error(path("database"), message, remedy)];
}

function storeIssues(kubernetes: Kubernetes, service: StackConfig["service"]): Issue[] {
  const given = kubernetes.network?.objectStore;
  if (backendOf("kubernetes", service) === "file") {
    if (given === undefined) return [];
    const message = "has no effect while service.backend is file";
    return [error(path("objectStore"), message, "remove it, or set service.backend to s3")];
  }
  const { cidrs, pods, port } = storeOf({ kubernetes, service });
  if (given !== undefined || cidrs !== undefined || pods !== undefined) return [];
  const message = `is not set, so the service may talk to any public address on port ${port}`;
  const remedy = "to narrow it, set its cidrs to the addresses of the S3 server, or of an interface endpoint for it";
  return [note(path("objectStore"), message, remedy)];
}

function backupsIssues({ network }: Kubernetes, backup: Usable["backup"]): Issue[] {
  if (network?.backups === undefined || backup === undefined) return [];
  if (typeof backup === "object" && backup.none === undefined) return [];
  return [
    error(path("backups"), "has no effect while nothing is backed up", "remove it, or turn alfred-storage:backup on"),
  ];
}

/** Services of AWS beside S3. */
function awsEndpointIssues({ network = {} }: Kubernetes, service: StackConfig["service"], aws: Usable["aws"]): Issue[] {
  const { server = "aws" } = service.s3 ?? {};
  const isFile = backendOf("kubernetes", service) === "file";
  if (isFile || server !== "aws") {
    const [message, remedy] = isFile
      ? ["has no effect while service.backend is file", "remove it, or set service.backend to s3"]
      : [`has no effect while service.s3.server is ${server}`, "remove it, or set service.s3.server to aws"];
    return written(network, "sts", "kms").map((key) => error(path(key), message, remedy));
  }
  const isIrsa = typeof aws === "object" && aws.identity?.kind === "irsa";
  if (!isIrsa || network.objectStore === undefined || network.sts !== undefined) return [];
  const message =
    "is missing: with aws.identity.kind irsa the service gets its credentials from STS, and kubernetes.network.objectStore leads to S3 only";
  const remedy =
    "set its cidrs to the addresses of an interface endpoint for STS, or set aws.identity.kind to pod-identity";
  return [error(path("sts"), message, remedy)];
}
