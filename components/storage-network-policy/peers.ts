import type { Destination, PeerSettings } from "../../config/kubernetes-settings";
import { contains, isSingle, parseRange } from "./addresses";
import type { EgressRule, Peer, Selector } from "./manifest";

/**
 * Where a cloud's machines ask for their own credentials, which are no pod's business: the link-local address of all
 * clouds, and that of AWS' IPv6 networks (docs.aws.amazon.com, EC2: instance metadata).
 */
export const metadataAddresses = ["169.254.169.254", "fd00:ec2::254"] as const;

/** Any address but those of private networks, of carriers' NAT (also pods' on AWS), and of the link itself. */
const publicAddresses: readonly Peer[] = [
  {
    ipBlock: {
      cidr: "0.0.0.0/0",
      except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"],
    },
  },
  { ipBlock: { cidr: "::/0", except: ["fc00::/7", "fe80::/10"] } },
];

export const labelled = (labels: Readonly<Record<string, string>>): Selector => ({ matchLabels: { ...labels } });

/** The label that every namespace gets from Kubernetes itself. */
const namespaced = (namespace: string): Selector => labelled({ "kubernetes.io/metadata.name": namespace });

/**
 * Pods by their labels, in the policy's own namespace or in another. Both selectors are in one peer, so both have to
 * match: in two peers, the pods of either would.
 */
export function podsOf(pods: Readonly<Record<string, string>> | undefined, namespace?: string): Peer {
  return {
    ...(pods === undefined ? {} : { podSelector: labelled(pods) }),
    ...(namespace === undefined ? {} : { namespaceSelector: namespaced(namespace) }),
  };
}

/** Whom somebody's settings mean: ranges, or pods, or all pods of a namespace; without any of these, the public. */
export function peersOf({ cidrs, namespace, pods }: PeerSettings): Peer[] {
  if (cidrs === undefined && namespace === undefined && pods === undefined)
    return structuredClone([...publicAddresses]);
  return [
    ...(cidrs ?? []).flatMap(withoutMetadata),
    ...(namespace === undefined && pods === undefined ? [] : [podsOf(pods, namespace)]),
  ];
}

/** Nothing where the range is the metadata address itself: Kubernetes takes exceptions only that are smaller. */
function withoutMetadata(cidr: string): Peer[] {
  const range = parseRange(cidr);
  const inside = range === undefined ? [] : metadataAddresses.filter((address) => contains(range, address));
  if (range === undefined || inside.length === 0) return [{ ipBlock: { cidr } }];
  if (isSingle(range)) return [];
  return [{ ipBlock: { cidr, except: inside.map((address) => `${address}/${address.includes(":") ? 128 : 32}`) } }];
}

/** One rule for each destination; none for one that names nobody, since a rule to nobody lets everything through. */
export function rulesTo(destinations: readonly Destination[]): EgressRule[] {
  const rules = destinations
    .map(({ port, ...peer }): EgressRule => ({ to: peersOf(peer), ports: [{ protocol: "TCP", port }] }))
    .filter(({ to }) => to.length > 0);
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}
