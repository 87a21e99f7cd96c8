import { isDeepStrictEqual } from "node:util";
import { relayLabels } from "../../ops/tunnel/relay-pod";
import type { Settings } from "../../config";
import type { Destination } from "../../config/kubernetes-settings";
import { objectsOf } from "../kubernetes-objects";
import type { RecordedResource } from "../monitor/record";
import type { Endpoint, Pod } from "./evaluate";
import { networkPoliciesOf } from "./manifests";
import { type Cast, reachability, type Target, targetName } from "./table";

/** What one kind of pods, or somebody else, gets through to. */
export interface Reach {
  readonly who: string;
  /** Whether it is of the storage layer; of others only what they reach of it is of interest. */
  readonly ours: boolean;
  readonly may: readonly string[];
  readonly mayNot: readonly string[];
}

export type Surroundings = Pick<Settings["kubernetes"], "namespace" | "network" | "route"> &
  Pick<Settings["database"], "tunnel"> & {
    /** How the service gets credentials of AWS; missing where it has none, or static ones. */
    readonly identity?: "irsa" | "pod-identity";
    /** Where recovery points are kept; missing where there are none. */
    readonly backups?: Destination;
  };

/** Who may reach whom through the network policies that the program registers, as Kubernetes would apply them. */
export function reachOf(resources: readonly RecordedResource[], surroundings: Surroundings): Reach[] {
  const policies = networkPoliciesOf(objectsOf(resources, "NetworkPolicy"));
  const workloads = workloadsOf(resources, surroundings.namespace).sort(
    (one, two) => two.pod.name.localeCompare(one.pod.name), // the service first, and in every run alike
  );
  const inside = workloads.flatMap(({ targets }) => targets);
  const ours = [...workloads.map(({ pod }) => pod), ...jobsOf(resources, surroundings), ...relayOf(surroundings)];
  const rows = ({ sources, targets }: Cast, isOurs: boolean): Reach[] => {
    const reached = reachability({ policies }, { sources, targets });
    return sources.map(({ name: who }) => {
      const may = reached[who] ?? [];
      const own = targets.filter(({ endpoint }) => endpoint.name !== who).map(targetName);
      const [yes, no] = [true, false].map((allowed) => own.filter((target) => may.includes(target) === allowed));
      return { who, ours: isOurs, may: yes ?? [], mayNot: no ?? [] };
    });
  };
  return [
    ...rows({ sources: ours, targets: [...inside, ...othersOf(surroundings)] }, true),
    ...rows({ sources: guestsOf(surroundings), targets: inside }, false),
  ];
}

function workloadsOf(resources: readonly RecordedResource[], namespace: string) {
  return objectsOf(resources, "Deployment").map(({ metadata, spec }) => {
    const template = spec?.template;
    const listening = (template?.spec?.containers ?? []).flatMap(({ ports }) => ports ?? []);
    const pod: Pod = {
      name: metadata?.name ?? "",
      namespace,
      labels: template?.metadata?.labels ?? {},
      ports: Object.fromEntries(listening.map(({ name = "", containerPort }) => [name, containerPort])),
    };
    const targets = listening.map(({ containerPort: port }): Target => ({ endpoint: pod, port, protocol: "TCP" }));
    return { pod, targets };
  });
}

/** All jobs of a kind have the same labels, so that one stands for them. */
function jobsOf(resources: readonly RecordedResource[], { namespace }: Surroundings): Pod[] {
  const pods = objectsOf(resources, "CronJob").map(
    ({ spec }) => spec?.jobTemplate.spec?.template.metadata?.labels ?? {},
  );
  const kinds = new Map(pods.map((labels) => [labels["app"] ?? "", labels]));
  return [...kinds].map(([app, labels]) => ({ name: `jobs with app: ${app}`, namespace, labels }));
}

/** The pod that a tunnel leads through, where it does not lead to PostgreSQL's own. */
const relayOf = ({ tunnel }: Surroundings): Pod[] =>
  tunnel === undefined || tunnel.pods !== undefined
    ? []
    : [{ name: "the tunnel's relay", namespace: tunnel.namespace, labels: relayLabels }];

/** What the storage layer's pods may need, and what they had better not reach. */
function othersOf({ namespace, network, identity, backups }: Surroundings): Target[] {
  const { databases, objectStore, awsEndpoints } = network;
  const at = (name: string, destination: Destination): Target => ({
    endpoint: endpointOf(name, destination, namespace),
    port: destination.port,
    protocol: "TCP",
  });
  const names: Pod = { name: "DNS", namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };
  return [
    ...databases.map((database, index) => at(index === 0 ? "PostgreSQL" : "PostgreSQL's pool", database)),
    ...(objectStore === undefined ? [] : [at("S3", objectStore)]),
    ...(backups === undefined || isDeepStrictEqual(backups, objectStore) ? [] : [at("recovery points", backups)]),
    ...awsEndpoints.map((endpoint) => at(`AWS at ${addressOf(endpoint)}`, endpoint)),
    ...(identity === "pod-identity" ? [{ endpoint: hosts.agent, port: 80, protocol: "TCP" } as const] : []),
    { endpoint: names, port: 53, protocol: "UDP" },
    ...[hosts.public, hosts.private].map((endpoint): Target => ({ endpoint, port: 443, protocol: "TCP" })),
    { endpoint: hosts.metadata, port: 80, protocol: "TCP" },
  ];
}

/** Of documentation (RFC 5737), so that it is nobody's. */
const publicAddress = "203.0.113.7";
const hosts = {
  public: { name: "any public address", addresses: [publicAddress] },
  private: { name: "other private addresses", addresses: ["10.255.255.254"] },
  metadata: { name: "the nodes' credentials", addresses: ["169.254.169.254"] },
  agent: { name: "the agent of Pod Identity", addresses: ["169.254.170.23"] },
};

/** Of endpoints there may be several, for STS and for KMS. */
const addressOf = ({ cidrs, namespace }: Destination): string =>
  cidrs?.[0]?.replace(/\/32$/, "") ?? namespace ?? "pods";

/** Of ranges, the first address stands for all; without any and without pods it is a public one. */
function endpointOf(name: string, { cidrs, pods, namespace }: Destination, home: string): Endpoint {
  if (pods !== undefined || namespace !== undefined) {
    return { name, namespace: namespace ?? home, labels: pods ?? {} };
  }
  return { name, addresses: [cidrs?.[0]?.split("/")[0] ?? publicAddress] };
}

/** Those who are not of the storage layer. */
function guestsOf({ namespace, network: { monitoring }, route }: Surroundings): Endpoint[] {
  const pods = (name: string, home: string, labels: Pod["labels"] = {}): Pod => ({ name, namespace: home, labels });
  return [
    pods("pods with app: alfred-platform", namespace, { app: "alfred-platform" }),
    ...(route === undefined
      ? []
      : [pods(`the route's controller in ${route.controllerNamespace}`, route.controllerNamespace)]),
    ...(monitoring === undefined ? [] : [pods(`monitoring in ${monitoring}`, monitoring)]),
    pods(`other pods of ${namespace}`, namespace),
    pods("pods of other namespaces", "another-namespace"),
    { name: "addresses outside of the cluster", addresses: [publicAddress] },
  ];
}
