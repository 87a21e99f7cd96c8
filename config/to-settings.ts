import { superuserOf } from "../components/storage-database/own-server";
import { bytes, type Bytes, cpu, type Cpu } from "../components/units";
import type {
  DatabaseSettings,
  FileBackend,
  MultiTenantSettings,
  S3Backend,
  S3ProtocolSettings,
  ServiceSettings,
  Settings,
  Share,
  StackConfig,
} from "./settings";
import { standardVolumes } from "./volumes";

/** The settings of a stack file in which nothing is wrong. */
export function toSettings(config: StackConfig): Settings {
  return {
    ...config,
    database: databaseSettings(config),
    service: serviceSettings(config),
    volumes: config.volumes ?? standardVolumes,
    buckets: config.buckets.map(({ args }) => args),
    firstObjects: config.buckets.flatMap(({ args, firstObjects }) =>
      firstObjects === undefined ? [] : [{ bucket: args.id, ...firstObjects }],
    ),
  };
}

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

/** What an own server may use where nothing is written. */
const ownLimits: Share = { cpu: cpu("2"), memory: bytes("2GiB") };

function databaseSettings({ platform, database, images }: StackConfig): DatabaseSettings {
  const { host = "127.0.0.1", port, name, password, tlsCertificateAuthority, limits = ownLimits } = database;
  const server = serverOf(platform, database);
  const shared = { server, host, port, name, limits, ...present({ password }) };
  if (server === "own") {
    const administrator = database.administrator ?? superuserOf(images.database);
    // The connection stays on the machine: it goes through the port on 127.0.0.1, or through a network of the stack.
    return { ...shared, administrator, tls: "disable", service: { host: "db-postgres", port: 5432 } };
  }
  const { administrator = "postgres", tls = "verify-full", servicePort = port, poolHost, poolPort = 6543 } = database;
  const besideDocker = platform === "docker" && isLoopback(host);
  const serviceHost = database.serviceHost ?? (besideDocker ? "host.docker.internal" : host);
  const pool = poolHost === undefined ? undefined : { host: poolHost, port: poolPort };
  const service = { host: serviceHost, port: servicePort };
  return { ...shared, administrator, tls, service, ...present({ tlsCertificateAuthority, pool }) };
}

function serviceSettings({ platform, service }: StackConfig): ServiceSettings {
  const { port, uploadLimit, publicUrl, tenantId = "storage-single-tenant", resources, replicas } = service;
  const backend = backendSettings(platform, service);
  const multiTenant = multiTenantSettings(service);
  const s3Protocol = s3ProtocolSettings(service, backend);
  return {
    backend,
    port,
    uploadLimit,
    tenantId,
    ...present({ publicUrl, multiTenant, s3Protocol }),
    replicas: replicas ?? (platform === "kubernetes" && backend.kind === "s3" ? 3 : 1),
    resources: {
      requests: {
        cpu: resources.requests?.cpu ?? (Math.min(cpu("0.5"), resources.limits.cpu) as Cpu),
        memory: resources.requests?.memory ?? (Math.min(bytes("1GiB"), resources.limits.memory) as Bytes),
      },
      limits: resources.limits,
    },
  };
}

function backendSettings(platform: Settings["platform"], service: StackConfig["service"]): FileBackend | S3Backend {
  const kind = backendOf(platform, service);
  if (kind === "file") {
    const { path = "/var/lib/storage", hostFolder } = service;
    const encryptAtRest = service.encryptAtRest ?? service.encrypt_at_rest ?? false;
    return { kind, path, ...present({ hostFolder }), encryptAtRest };
  }
  const { bucket = "", region = "", endpoint, accessKeyId, secretAccessKey } = service.s3 ?? {};
  const { forcePathStyle = endpoint !== undefined } = service.s3 ?? {};
  const credentials =
    accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey };
  return { kind, bucket, region, forcePathStyle, ...present({ endpoint, credentials }) };
}

function multiTenantSettings({ multiTenant }: StackConfig["service"]): MultiTenantSettings | undefined {
  if (typeof multiTenant === "boolean") return undefined;
  const { databaseUrl = "", adminApiKeys = "", encryptionKey = "", adminPort, hostPattern } = multiTenant;
  return { databaseUrl, adminApiKeys, encryptionKey, adminPort, hostPattern };
}

function s3ProtocolSettings(
  { s3Protocol }: StackConfig["service"],
  backend: FileBackend | S3Backend,
): S3ProtocolSettings | undefined {
  if (s3Protocol === undefined) return undefined;
  const { prefix, region, publicHostHeader } = s3Protocol;
  const standard = backend.kind === "s3" ? backend.region : "local";
  return { prefix, region: region ?? standard, ...present({ publicHostHeader }) };
}

/** The values without those that are undefined. */
function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
