import type { NetworkPolicy, Peer, Ports, Selector } from "./manifests";

// Who may reach whom, as Kubernetes defines it (kubernetes.io/docs/concepts/services-networking/network-policies).
// It shares no code with the component whose policies it judges.

export type Labels = Readonly<Record<string, string>>;

export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  /** Its addresses, for rules that name ranges. */
  readonly addresses?: readonly string[];
  /** Names of its containers' ports, for rules that name them. */
  readonly ports?: Readonly<Record<string, number>>;
}

/** Something outside of the cluster. */
export interface Host {
  readonly name: string;
  readonly addresses: readonly string[];
}

export type Endpoint = Pod | Host;

export interface Port {
  readonly protocol: "TCP" | "UDP" | "SCTP";
  readonly port: number;
}

export interface Cluster {
  readonly policies: readonly NetworkPolicy[];
  /**
   * Labels of namespaces, beside the one with its name that each has.
   * @default they have no other
   */
  readonly namespaces?: Readonly<Record<string, Labels>>;
}

const isPod = (endpoint: Endpoint): endpoint is Pod => "namespace" in endpoint;

/** Whether a connection gets from one to the other. */
export type Passage = (cluster: Cluster, from: Endpoint, to: Endpoint, port: Port) => boolean;

/** It has to be allowed where it begins and where it ends. Answers always are. */
export const mayReach: Passage = (cluster, from, to, port) =>
  from === to || // what a pod says to itself does not pass through the network
  (mayLeave(cluster, from, to, port) && mayEnter(cluster, from, to, port));

/** Where it begins. */
export const mayLeave: Passage = (cluster, from, to, port) => allows(cluster, "Egress", from, to, to, port);

/** Where it ends. */
export const mayEnter: Passage = (cluster, from, to, port) => allows(cluster, "Ingress", to, from, to, port);

/** One end. `target` is the end that listens, which gives the names of ports their meaning. */
function allows(
  cluster: Cluster,
  direction: "Ingress" | "Egress",
  subject: Endpoint,
  other: Endpoint,
  target: Endpoint,
  port: Port,
): boolean {
  if (!isPod(subject)) return true; // there are no policies for the world outside
  const isolating = cluster.policies.filter(
    (policy) =>
      policy.metadata.namespace === subject.namespace &&
      selects(policy.spec.podSelector, subject.labels) &&
      directionsOf(policy).includes(direction),
  );
  if (isolating.length === 0) return true;
  return isolating.some(({ metadata: { namespace }, spec }) => {
    const rules =
      direction === "Ingress"
        ? spec.ingress.map(({ from, ports }) => ({ peers: from, ports }))
        : spec.egress.map(({ to, ports }) => ({ peers: to, ports }));
    return rules.some(
      ({ peers, ports }) =>
        (peers.length === 0 || peers.some((peer) => isPeer(cluster, peer, namespace, other))) &&
        (ports.length === 0 || hasPort(ports, target, port)),
    );
  });
}

/** Where a policy does not say: it is always one of ingress, and one of egress if it has such rules. */
function directionsOf({ spec }: NetworkPolicy): readonly ("Ingress" | "Egress")[] {
  return spec.policyTypes ?? (spec.egress.length > 0 ? ["Ingress", "Egress"] : ["Ingress"]);
}

export function selects({ matchLabels, matchExpressions }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      const value = labels[key];
      switch (operator) {
        case "In":
          return value !== undefined && values.includes(value);
        case "NotIn":
          return value === undefined || !values.includes(value);
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
      }
    })
  );
}

/** Addresses of pods count for ranges, too, as they do in Kubernetes' own conformance tests. */
function isPeer({ namespaces }: Cluster, peer: Peer, namespace: string, other: Endpoint): boolean {
  const { ipBlock, podSelector, namespaceSelector } = peer;
  if (ipBlock !== undefined) {
    return (other.addresses ?? []).some(
      (address) => ipBlock.cidr.has(address) && !ipBlock.except.some((range) => range.has(address)),
    );
  }
  if (!isPod(other)) return false;
  const labels = { ...namespaces?.[other.namespace], "kubernetes.io/metadata.name": other.namespace };
  const inNamespace =
    namespaceSelector === undefined ? other.namespace === namespace : selects(namespaceSelector, labels);
  return inNamespace && (podSelector === undefined || selects(podSelector, other.labels));
}

function hasPort(ports: Ports, target: Endpoint, { protocol, port }: Port): boolean {
  return ports.some((allowed) => {
    if (allowed.protocol !== protocol) return false;
    if (allowed.port === undefined) return true;
    if (typeof allowed.port === "string") return isPod(target) && target.ports?.[allowed.port] === port;
    return allowed.port <= port && port <= (allowed.endPort ?? allowed.port);
  });
}
