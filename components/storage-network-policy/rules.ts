import { backupApp } from "../backup-schedule/names";
import { databaseApiPort } from "../database-api/files";
import { partOf } from "../kubernetes";
import type { NetworkArgs } from "./args";
import type { EgressRule, IngressRule, Peer, PolicySpec, Port } from "./manifest";
import { labelled, podsOf, rulesTo } from "./peers";

/** A NetworkPolicy without the namespace that it holds in. */
export interface Policy {
  readonly name: string;
  readonly spec: PolicySpec;
}

/** Both labels, so that no pod of the platform is cut off because it is called like one of ours. */
const ours = (app: string) => ({ app, ...partOf });
const service = ours("db-storage");
const api = ours("db-api");
const imageProxy = ours("imgproxy");
const relay = ours("db-storage-relay");
const backupJobs = ours(backupApp);

/** The pods of the rest of the platform that are clients of storage, by the seed's label. */
const platform: Peer = podsOf({ app: "alfred-platform" });

const tcp = (port: number): Port[] => [{ protocol: "TCP", port }];
const [apiPort, imageProxyPort] = [tcp(databaseApiPort), tcp(8080)];

/** Over TCP, too: an answer that is too long for UDP is asked for again. */
const names: EgressRule = {
  to: [podsOf({ "k8s-app": "kube-dns" }, "kube-system")],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
};

/** Where the agent of EKS Pod Identity listens on each node (docs.aws.amazon.com, EKS: Pod Identity Agent). */
const credentials: EgressRule = {
  to: [{ ipBlock: { cidr: "169.254.170.23/32" } }, { ipBlock: { cidr: "fd00:ec2::23/128" } }],
  ports: tcp(80),
};

/** Takes everything from the pods of the storage layer, and leaves other pods of the namespace alone. */
export const defaultDeny: Policy = {
  name: "storage-default-deny",
  spec: { podSelector: labelled(partOf), policyTypes: ["Ingress", "Egress"] },
};

/**
 * The policies that give something back. They add up, and what passes between two of our pods has to be given at both
 * ends.
 *
 * @example
 * ```ts
 * const policies = allowances({
 *   servicePort: 5000,
 *   databases: [{ pods: { app: "db-postgres" }, port: 5432 }],
 *   workloads: { imageProxy: false, api: false },
 * });
 * policies.map(({ name }) => name); // storage-network-policy, storage-service-egress, storage-relay-egress
 * ```
 */
export function allowances(args: NetworkArgs): Policy[] {
  const { servicePort, databases, objectStore, awsEndpoints = [], backups, workloads } = args;
  const toDatabases = rulesTo(databases);
  const stores = objectStore === undefined ? [] : [objectStore];
  const toAgent = args.workloadIdentity === undefined ? [] : [credentials];
  return [
    seedPolicy(servicePort),
    ...guestsOf(args),
    egress("storage-service-egress", service, [
      names,
      ...toDatabases,
      ...(workloads.imageProxy ? [{ to: [podsOf(imageProxy)], ports: imageProxyPort }] : []),
      ...(workloads.api ? [{ to: [podsOf(api)], ports: apiPort }] : []),
      ...rulesTo([...stores, ...awsEndpoints]),
      ...toAgent,
    ]),
    ...(workloads.api
      ? [
          ingress("storage-api-ingress", api, [{ from: [podsOf(service), platform], ports: apiPort }]),
          egress("storage-api-egress", api, [names, ...toDatabases]),
        ]
      : []),
    ...(workloads.imageProxy
      ? [
          ingress("storage-image-proxy-ingress", imageProxy, [{ from: [podsOf(service)], ports: imageProxyPort }]),
          egress("storage-image-proxy-egress", imageProxy, [names, ...rulesTo(stores)]),
        ]
      : []),
    // Nobody connects to a job: the server that a drill restores to listens inside of its pod.
    ...(backups === undefined
      ? []
      : [
          egress("storage-backup-egress", backupJobs, [
            names,
            ...toDatabases,
            ...rulesTo([backups, ...stores, ...awsEndpoints]),
            ...toAgent,
          ]),
        ]),
    // Nobody connects to the relay: a forwarded port comes out inside of its pod.
    egress("storage-relay-egress", relay, [names, ...toDatabases]),
  ];
}

/** Word for word. Its selector is wider than ours, and without policyTypes Kubernetes takes it for one of ingress. */
const seedPolicy = (servicePort: number): Policy => ({
  name: "storage-network-policy",
  spec: {
    podSelector: labelled({ app: "db-storage" }),
    ingress: [{ from: [platform], ports: tcp(servicePort) }],
  },
});

/** Those who come from other namespaces. */
function guestsOf({ controllerNamespace, monitoring, servicePort }: NetworkArgs): Policy[] {
  const namespaces = new Set([controllerNamespace, monitoring].filter((one) => one !== undefined));
  const from = [...namespaces].map((namespace) => podsOf(undefined, namespace));
  return from.length === 0 ? [] : [ingress("storage-service-ingress", service, [{ from, ports: tcp(servicePort) }])];
}

const ingress = (name: string, pods: Record<string, string>, rules: IngressRule[]): Policy => ({
  name,
  spec: { podSelector: labelled(pods), policyTypes: ["Ingress"], ingress: rules },
});

const egress = (name: string, pods: Record<string, string>, rules: EgressRule[]): Policy => ({
  name,
  spec: { podSelector: labelled(pods), policyTypes: ["Egress"], egress: rules },
});
