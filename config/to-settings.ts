import { superuserOf } from "../components/storage-database/own-server";
import { bytes, type Bytes, cpu, type Cpu } from "../components/units";
import {
  backendOf,
  bucketOf,
  isEncrypted,
  isLoopback,
  regionOf,
  scaleOf,
  serverOf,
  standardConnections,
} from "./derive";
import { standardPorts } from "./fields";
import { present } from "./present";
import { servers } from "./s3-servers";
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
  TunnelSettings,
} from "./settings";
import { awsSettings } from "./to-aws";
import { backupSettings } from "./to-backup";
import { kubernetesSettings, namespaceOf } from "./to-kubernetes";
import { standardVolumes } from "./volumes";

/** The settings of a stack file in which nothing is wrong. */
export function toSettings(config: StackConfig): Settings {
  const { api, imageProxy, aws, backup, ...rest } = config;
  return {
    ...rest,
    ...present({
      imageProxy,
      aws: typeof aws === "object" ? awsSettings(aws, config) : undefined,
      backup: typeof backup === "object" ? backupSettings(backup, config) : undefined,
    }),
    api: { limits: api.limits, ...present({ url: api.url }) },
    kubernetes: kubernetesSettings(config),
    database: databaseSettings(config),
    service: serviceSettings(config),
    volumes: config.volumes ?? standardVolumes,
    buckets: config.buckets.map(({ args }) => args),
    firstObjects: config.buckets.flatMap(({ args, firstObjects }) =>
      firstObjects === undefined ? [] : [{ bucket: args.id, ...firstObjects }],
    ),
  };
}

/** What an own server may use where nothing is written. */
const ownLimits: Share = { cpu: cpu("2"), memory: bytes("2GiB") };

function databaseSettings(config: StackConfig): DatabaseSettings {
  const { platform, database, images } = config;
  const { host = "127.0.0.1", port, name, password, tlsCertificateAuthority, limits = ownLimits } = database;
  const server = serverOf(platform, database);
  const tunnel = tunnelSettings(config);
  const reached = tunnel === undefined ? { host, port } : { host: "127.0.0.1", port: tunnel.port, tunnel };
  const { maxConnections = standardConnections } = database;
  const shared = { server, ...reached, name, limits, maxConnections, ...present({ password }) };
  if (server === "own") {
    const administrator = database.administrator ?? superuserOf(images.database);
    // The connection stays on the machine: it goes through the port on 127.0.0.1, or through a network of the stack.
    return { ...shared, administrator, tls: "disable", service: { host: "db-postgres", port: 5432 } };
  }
  const {
    administrator = "postgres",
    tls = "verify-full",
    servicePort = port,
    poolHost,
    poolPort = standardPorts.pool,
  } = database;
  const besideDocker = platform === "docker" && isLoopback(host);
  const serviceHost = database.serviceHost ?? (besideDocker ? "host.docker.internal" : host);
  const pool = poolHost === undefined ? undefined : { host: poolHost, port: poolPort };
  const service = { host: serviceHost, port: servicePort };
  return { ...shared, administrator, tls, service, ...present({ tlsCertificateAuthority, pool }) };
}

function tunnelSettings(config: StackConfig): TunnelSettings | undefined {
  const { reach, tunnel, host = "", port } = config.database;
  if (reach === "direct") return undefined;
  const { port: end = standardPorts.tunnel, pods, namespace = namespaceOf(config) } = tunnel ?? {};
  return { port: end, namespace, target: { host, port }, ...present({ pods }) };
}

/** The URL by which clients reach the service, where something before it decides that. */
function publicUrlOf({ service, kubernetes, platform }: StackConfig): string | undefined {
  if (service.publicUrl !== undefined || platform === "docker" || kubernetes.route === undefined)
    return service.publicUrl;
  return `https://${kubernetes.route.host}`;
}

function serviceSettings(config: StackConfig): ServiceSettings {
  const { service } = config;
  const { port, uploadLimit, tenantId = "storage-single-tenant", resources } = service;
  const { databaseConnections, queue, migrationsFreezeAt } = service;
  const publicUrl = publicUrlOf(config);
  const backend = backendSettings(config);
  const multiTenant = multiTenantSettings(service);
  const s3Protocol = s3ProtocolSettings(service, backend);
  return {
    backend,
    port,
    uploadLimit,
    tenantId,
    databaseConnections,
    queue,
    ...present({ publicUrl, multiTenant, s3Protocol, migrationsFreezeAt }),
    ...scaleOf(config),
    resources: {
      requests: {
        cpu: resources.requests?.cpu ?? (Math.min(cpu("0.5"), resources.limits.cpu) as Cpu),
        memory: resources.requests?.memory ?? (Math.min(bytes("1GiB"), resources.limits.memory) as Bytes),
      },
      limits: resources.limits,
    },
  };
}

function backendSettings(config: StackConfig): FileBackend | S3Backend {
  const { platform, service } = config;
  const kind = backendOf(platform, service);
  if (kind === "file") {
    const { path = "/var/lib/storage", hostFolder } = service;
    return { kind, path, ...present({ hostFolder }), encryptAtRest: isEncrypted(service) };
  }
  const { endpoint, accessKeyId, secretAccessKey, server = "aws" } = service.s3 ?? {};
  const profile = servers[server];
  const { checksumsWhenRequired, objectTags } = profile;
  const [bucket, region] = [bucketOf(config), regionOf(service) ?? ""];
  const { forcePathStyle = profile.forcePathStyle || endpoint !== undefined } = service.s3 ?? {};
  const credentials =
    accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey };
  return {
    kind,
    bucket,
    region,
    forcePathStyle,
    checksumsWhenRequired,
    objectTags,
    ...present({ endpoint, credentials }),
  };
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
