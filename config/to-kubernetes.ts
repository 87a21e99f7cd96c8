import { isIP } from "node:net";
import { bytes } from "../components/units";
import { backendOf, isLoopback } from "./derive";
import { standardPorts } from "./fields";
import type {
  ClaimSettings,
  Destination,
  KubernetesSettings,
  PeerSettings,
  RouteSettings,
} from "./kubernetes-settings";
import { present } from "./present";
import type { StackConfig } from "./settings";

/** The claim that holds the file backend's objects, named as Docker's volume. */
export const storageClaim = "db-storage-data";

/** The class of a claim that names none. */
export const standardClass = "standard";

/** What of the stack file is for a cluster only, with everything that it leaves out. */
export function kubernetesSettings(config: StackConfig): KubernetesSettings {
  const { namePrefix, kubernetes, platform, service } = config;
  const { context, createNamespace = true, rolloutMinutes = 10, priorityClass } = kubernetes;
  const { storageClass, secrets = {}, route, network = {} } = kubernetes;
  const objectStore = backendOf(platform, service) === "s3" ? storeOf(config) : undefined;
  return {
    namespace: namespaceOf(config),
    createNamespace,
    rolloutMinutes,
    claims: claimsOf(config),
    secrets: present(secrets),
    network: {
      databases: databasesOf(config),
      awsEndpoints: [network.sts, network.kms].flatMap((one) => (one === undefined ? [] : [{ ...one, port: 443 }])),
      ...present({ objectStore, monitoring: network.monitoring }),
    },
    ...present({
      context,
      priorityClass,
      storageClass: storageClass && { ...storageClass, name: namePrefix + storageClass.name },
      route: route && routeSettings(route, namespaceOf(config)),
    }),
  };
}

export const namespaceOf = ({ namePrefix, kubernetes }: StackConfig): string =>
  namePrefix + (kubernetes.namespace ?? "alfred-platform");

/** The seed's claims. */
const standardClaims = { "postgres-data": "20Gi", "redis-data": "10Gi", "vector-db-data": "30Gi" } as const;

export function claimsOf({
  kubernetes,
  platform,
  service,
  namePrefix,
}: Pick<StackConfig, "kubernetes" | "platform" | "service" | "namePrefix">): ClaimSettings[] {
  const { claims, storageClass } = kubernetes;
  // The stack's own class has the prefix, wherever it is named.
  const classOf = (name: string) => (name === storageClass?.name ? namePrefix + name : name);
  if (claims !== undefined) {
    return Object.entries(claims).map(([name, { size, accessMode, volume, ...rest }]) => ({
      name,
      size,
      storageClass: classOf(rest.storageClass),
      accessMode,
      ...present({ volume: volume && volumeOf(volume) }),
    }));
  }
  const standard = {
    ...standardClaims,
    ...(backendOf(platform, service) === "file" ? { [storageClaim]: "50Gi" } : {}),
  };
  return Object.entries(standard).map(([name, size]) => {
    return { name, size: bytes(size), storageClass: classOf(standardClass), accessMode: "ReadWriteOnce" };
  });
}

type WrittenVolume = NonNullable<NonNullable<StackConfig["kubernetes"]["claims"]>[string]["volume"]>;

function volumeOf(written: WrittenVolume): NonNullable<ClaimSettings["volume"]> {
  const { driver = "", handle = "", path, node = "", fsType = "ext4" } = written;
  return path === undefined ? { kind: "csi", driver, handle, fsType } : { kind: "local", path, node };
}

function routeSettings(written: NonNullable<StackConfig["kubernetes"]["route"]>, namespace: string): RouteSettings {
  const { kind, host, annotations, className = "nginx", tlsSecret = "storage-service-tls", clusterIssuer } = written;
  const { gateway: name, gatewayNamespace = namespace, listener } = written;
  const gateway = name === undefined ? undefined : { name, namespace: gatewayNamespace, ...present({ listener }) };
  const { controllerNamespace = gateway?.namespace ?? "ingress-nginx" } = written;
  return { kind, host, className, tlsSecret, controllerNamespace, annotations, ...present({ clusterIssuer, gateway }) };
}

/** Where a network policy finds a host: its address, or the pods that a Service of its name most likely has. */
export function peerOf(host: string): PeerSettings | undefined {
  const address = host.replace(/^\[(.*)\]$/, "$1"); // as an IPv6 address stands in a URL
  const version = isIP(address);
  if (version !== 0) return { cidrs: [`${address}/${version === 4 ? 32 : 128}`] };
  const [, app, namespace] = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?$/.exec(host) ?? [];
  if (app !== undefined && namespace !== undefined) return { namespace, pods: { app } };
  return /^[a-z0-9-]+$/.test(host) ? { pods: { app: host } } : undefined;
}

type WrittenPeer = NonNullable<NonNullable<StackConfig["kubernetes"]["network"]>["database"]>;

/** A namespace alone means all of its pods. */
export function peerSettings({ cidrs, namespace, pods }: WrittenPeer): PeerSettings {
  return present({ cidrs, namespace, pods: pods ?? (namespace === undefined ? undefined : {}) });
}

/** A host of the database as the service's pods know it, and the key that says it. */
interface DatabaseHost {
  readonly key: "host" | "serviceHost" | "poolHost";
  readonly host: string;
  readonly port: number;
  /** Missing where only the stack file can tell, and where the host is the pod itself. */
  readonly peer?: PeerSettings;
}

export function databaseHosts({ kubernetes, database }: Pick<StackConfig, "kubernetes" | "database">): DatabaseHost[] {
  const { host, port, serviceHost, servicePort = port, poolHost, poolPort = standardPorts.pool } = database;
  const given = kubernetes.network?.database;
  const hosts = [
    { key: serviceHost === undefined ? "host" : "serviceHost", host: serviceHost ?? host, port: servicePort },
    { key: "poolHost", host: poolHost, port: poolPort },
  ] as const;
  return hosts.flatMap(({ host, ...rest }) => {
    if (host === undefined) return [];
    const found = given === undefined ? (isLoopback(host) ? undefined : peerOf(host)) : peerSettings(given);
    return [{ ...rest, host, ...present({ peer: found }) }];
  });
}

/** Where the service's pods find the database and its pool. */
const databasesOf = (config: StackConfig): Destination[] =>
  databaseHosts(config).flatMap(({ peer, port }) => (peer === undefined ? [] : [{ ...peer, port }]));

/** Where the service's pods find the S3 server: with neither ranges nor pods, at any public address. */
export function storeOf({ kubernetes, service }: Pick<StackConfig, "kubernetes" | "service">): Destination {
  const written = kubernetes.network?.objectStore;
  return s3Destination(service.s3?.endpoint, written && peerSettings(written));
}

/** Where an S3 server is: where the stack file says, or where its URL leads. */
export function s3Destination(endpoint: string | undefined, given: PeerSettings | undefined): Destination {
  if (endpoint === undefined) return { ...given, port: 443 };
  const { hostname, port, protocol } = new URL(endpoint);
  const standard = protocol === "http:" ? 80 : 443;
  return { ...(given ?? peerOf(hostname)), port: port === "" ? standard : Number(port) };
}
