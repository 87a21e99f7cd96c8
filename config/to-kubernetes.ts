import { isIP } from "node:net";
import { bytes } from "../components/units";
import type {
  ClaimSettings,
  Destination,
  KubernetesSettings,
  PeerSettings,
  RouteSettings,
} from "./kubernetes-settings";
import { standardPorts } from "./fields";
import { present } from "./present";
import type { StackConfig } from "./settings";
import { backendOf } from "./to-settings";

/** The claim that holds the file backend's objects, named as Docker's volume. */
export const storageClaim = "db-storage-data";

/** What of the stack file is for a cluster only, with everything that it leaves out. */
export function kubernetesSettings(config: StackConfig): KubernetesSettings {
  const { namePrefix, kubernetes, platform, service } = config;
  const { context, createNamespace, storageClass, secrets, route, network } = kubernetes;
  const objectStore = backendOf(platform, service) === "s3" ? storeOf(config) : undefined;
  return {
    namespace: namespaceOf(config),
    createNamespace,
    claims: claimsOf(config),
    secrets: present(secrets),
    network: { databases: databasesOf(config), ...present({ objectStore, monitoring: network.monitoring }) },
    ...present({
      context,
      storageClass: storageClass && { ...storageClass, name: namePrefix + storageClass.name },
      route: route && routeSettings(route, namespaceOf(config)),
    }),
  };
}

export const namespaceOf = ({ namePrefix, kubernetes }: StackConfig): string => namePrefix + kubernetes.namespace;

/** The seed's claims. */
const standardClaims = { "postgres-data": "20Gi", "redis-data": "10Gi", "vector-db-data": "30Gi" } as const;

function claimsOf({ kubernetes, platform, service, namePrefix }: StackConfig): ClaimSettings[] {
  const { claims, storageClass } = kubernetes;
  if (claims !== undefined) {
    return Object.entries(claims).map(([name, { size, accessMode, volume, ...rest }]) => {
      // The stack's own class has the prefix, wherever it is named.
      const own = rest.storageClass === storageClass?.name;
      return {
        name,
        size,
        storageClass: own ? namePrefix + rest.storageClass : rest.storageClass,
        accessMode,
        ...present({ volume: volume && volumeOf(volume) }),
      };
    });
  }
  const standard = {
    ...standardClaims,
    ...(backendOf(platform, service) === "file" ? { [storageClaim]: "50Gi" } : {}),
  };
  return Object.entries(standard).map(([name, size]) => {
    return { name, size: bytes(size), storageClass: "standard", accessMode: "ReadWriteOnce" };
  });
}

type WrittenVolume = NonNullable<NonNullable<StackConfig["kubernetes"]["claims"]>[string]["volume"]>;

function volumeOf({
  driver = "",
  handle = "",
  path,
  node = "",
  fsType,
}: WrittenVolume): NonNullable<ClaimSettings["volume"]> {
  return path === undefined ? { kind: "csi", driver, handle, fsType } : { kind: "local", path, node };
}

function routeSettings(written: NonNullable<StackConfig["kubernetes"]["route"]>, namespace: string): RouteSettings {
  const { gateway, gatewayNamespace = namespace, tlsSecret = "storage-service-tls", clusterIssuer, ...rest } = written;
  return {
    ...rest,
    tlsSecret,
    ...present({
      clusterIssuer,
      gateway: gateway === undefined ? undefined : { name: gateway, namespace: gatewayNamespace },
    }),
  };
}

/** Where a network policy finds a host: its address, or the pods that a Service of its name most likely has. */
export function peerOf(host: string): PeerSettings | undefined {
  const version = isIP(host);
  if (version !== 0) return { cidrs: [`${host}/${version === 4 ? 32 : 128}`] };
  const [, app, namespace] = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?$/.exec(host) ?? [];
  if (app !== undefined && namespace !== undefined) return { namespace, pods: { app } };
  return /^[a-z0-9-]+$/.test(host) ? { pods: { app: host } } : undefined;
}

/** Where the service's pods find the database and its pool. One that only the stack file can tell is missing. */
export function databasesOf({ kubernetes, database }: Pick<StackConfig, "kubernetes" | "database">): Destination[] {
  const { host, port, serviceHost = host, servicePort = port, poolHost, poolPort = standardPorts.pool } = database;
  const hosts = [
    { host: serviceHost, port: servicePort },
    { host: poolHost, port: poolPort },
  ];
  return hosts.flatMap(({ host, port }) => {
    if (host === undefined) return [];
    const peer = kubernetes.network.database ?? peerOf(host);
    return peer === undefined ? [] : [{ ...present(peer), port }];
  });
}

function storeOf({ kubernetes, service }: StackConfig): Destination {
  const given = kubernetes.network.objectStore;
  const { endpoint } = service.s3 ?? {};
  if (endpoint === undefined) return { ...present(given ?? {}), port: 443 };
  const { hostname, port, protocol } = new URL(endpoint);
  const standard = protocol === "http:" ? 80 : 443;
  return { ...present(given ?? peerOf(hostname) ?? {}), port: port === "" ? standard : Number(port) };
}
