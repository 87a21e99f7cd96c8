/** What follows from what is written where nothing is written: for the settings, and for the rules that come before. */
import { present } from "./present";
import { servers } from "./s3-servers";
import type { DatabaseSettings, ServiceSettings, Settings, StackConfig } from "./settings";

/** Which backend holds where none is written. */
export function backendOf(platform: Settings["platform"], written: StackConfig["service"]): "file" | "s3" {
  return written.backend ?? (platform === "docker" ? "file" : "s3");
}

/** Whether the stack runs the database server itself. */
export function serverOf(
  platform: Settings["platform"],
  { host }: StackConfig["database"],
): DatabaseSettings["server"] {
  return platform === "docker" && host === undefined ? "own" : "given";
}

/** Whether a name or an address of the network is the machine itself. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.[0-9]+){3}|::1)$/.test(host);
}

/** Whether the file backend's objects have to be encrypted on the disk. */
export const isEncrypted = (service: StackConfig["service"]): boolean =>
  service.encryptAtRest ?? service.encrypt_at_rest ?? false;

/** How S3 encrypts the objects, in whichever spelling it is written. */
export function encryptionOf({ s3 }: StackConfig["service"]): {
  readonly type: "AES256" | "aws:kms";
  readonly key?: string;
} {
  const key = s3?.kmsKeyId ?? s3?.kms_key_id;
  return { type: s3?.encryptionType ?? s3?.encryption_type ?? "AES256", ...present({ key }) };
}

/**
 * The name of the S3 bucket. One that the program makes has the prefix, as everything has that must be unique; one that
 * exists has the name that is written.
 */
export function bucketOf({ namePrefix, aws, service }: Pick<StackConfig, "namePrefix" | "aws" | "service">): string {
  const { bucket = "" } = service.s3 ?? {};
  return typeof aws === "object" && aws.createBucket ? namePrefix + bucket : bucket;
}

/** The region of the S3 backend; missing where neither the stack file nor the kind of its server says it. */
export function regionOf({ s3 }: StackConfig["service"]): string | undefined {
  return s3?.region ?? (s3 === undefined ? undefined : servers[s3.server].region);
}

/** Where recovery points go where nothing is written; undefined where only a person can say it. */
export function standardPlaceOf({
  platform,
  service,
  aws,
}: Pick<StackConfig, "platform" | "service" | "aws">): "bucket" | "volume" | undefined {
  const isFile = backendOf(platform, service) === "file";
  if (!isFile && typeof aws === "object" && aws.createBucket && aws.backups !== false) return "bucket";
  return isFile && platform === "docker" ? "volume" : undefined;
}

/** What S3 server an address leads to: Amazon's of any region, or another by its URL. */
export function s3ServerOf({ endpoint }: { readonly endpoint?: string | undefined }): string {
  return endpoint === undefined || isAmazons(endpoint) ? amazons : new URL(endpoint).origin;
}

export const amazons = "Amazon's";

/** Whether a URL is one of Amazon's: of its partitions, of interface endpoints, and of dual stack. */
export const isAmazons = (endpoint: string): boolean =>
  /(^|\.)(amazonaws\.(com|com\.cn|eu)|api\.aws)$/.test(new URL(endpoint).hostname);

/** From how many copies on, and up to how many under load. */
export function scaleOf({ platform, service }: Pick<StackConfig, "platform" | "service">): {
  readonly replicas: number;
  readonly autoscaling?: NonNullable<ServiceSettings["autoscaling"]>;
} {
  const scales = platform === "kubernetes" && backendOf(platform, service) === "s3";
  const { replicas = scales ? 3 : 1, autoscaling = scales ? { cpuUtilization: 70 } : false } = service;
  if (typeof autoscaling === "boolean") return { replicas };
  const { maxReplicas = 2 * replicas, cpuUtilization } = autoscaling;
  return { replicas, autoscaling: { maxReplicas, cpuUtilization } };
}

/** How many connections the database server takes, where nothing is written: PostgreSQL's own default. */
export const standardConnections = 100;
