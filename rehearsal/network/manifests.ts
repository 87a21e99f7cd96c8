import { BlockList, isIP } from "node:net";
import { z } from "zod";

// What the API server takes for a NetworkPolicy (networking.k8s.io/v1). Strict: a misspelt key would be dropped there,
// and the policy would then mean something else.

const labels = z.record(z.string(), z.string());

const expression = z
  .strictObject({
    key: z.string(),
    operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
    values: z.array(z.string()).default([]),
  })
  .refine(({ operator, values }) => operator.endsWith("In") === values.length > 0, {
    error: "has values if, and only if, its operator is In or NotIn",
  });

const selector = z.strictObject({
  matchLabels: labels.default({}),
  matchExpressions: z.array(expression).default([]),
});

const cidr = z.string().transform((text, context): Range => {
  const [network = "", digits = "", ...rest] = text.split("/");
  const [version, prefix] = [isIP(network), Number(digits)];
  if (version === 0 || rest.length > 0 || !/^[0-9]+$/.test(digits) || prefix > (version === 4 ? 32 : 128)) {
    context.addIssue({ code: "custom", message: `${text} is not a range of addresses` });
    return z.NEVER;
  }
  const list = new BlockList();
  const family = version === 4 ? "ipv4" : "ipv6";
  list.addSubnet(network, prefix, family);
  return {
    text,
    prefix,
    network,
    // A BlockList alone finds every IPv4 address in ::/0.
    has: (address) => isIP(address) === version && list.check(address, family),
  };
});

export interface Range {
  readonly text: string;
  readonly network: string;
  readonly prefix: number;
  readonly has: (address: string) => boolean;
}

const ipBlock = z
  .strictObject({ cidr, except: z.array(cidr).default([]) })
  .refine(({ cidr, except }) => except.every((one) => cidr.has(one.network) && one.prefix > cidr.prefix), {
    error: "has an exception that is not a smaller part of its range",
  });

const peer = z
  .strictObject({
    podSelector: selector.optional(),
    namespaceSelector: selector.optional(),
    ipBlock: ipBlock.optional(),
  })
  .refine(
    ({ podSelector, namespaceSelector, ipBlock }) =>
      (ipBlock !== undefined) !== (podSelector !== undefined || namespaceSelector !== undefined),
    { error: "is either addresses or pods" },
  );

const number = z.int().min(1).max(65535);

const port = z
  .strictObject({
    protocol: z.enum(["TCP", "UDP", "SCTP"]).default("TCP"),
    port: z.union([number, z.string()]).optional(),
    endPort: number.optional(),
  })
  .refine(({ port, endPort }) => endPort === undefined || (typeof port === "number" && port <= endPort), {
    error: "has an endPort without a port, or before it",
  });

const ports = z.array(port).default([]);
const peers = z.array(peer).default([]);

const networkPolicy = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string().default("default") }),
  spec: z.strictObject({
    podSelector: selector.prefault({}),
    policyTypes: z.array(z.enum(["Ingress", "Egress"])).optional(),
    ingress: z.array(z.strictObject({ from: peers, ports })).default([]),
    egress: z.array(z.strictObject({ to: peers, ports })).default([]),
  }),
});

export type NetworkPolicy = z.output<typeof networkPolicy>;
export type Selector = z.output<typeof selector>;
export type Peer = z.output<typeof peer>;
export type Ports = z.output<typeof ports>;

const object = z.looseObject({ apiVersion: z.string(), kind: z.string(), items: z.array(z.unknown()).optional() });

/**
 * The network policies among parsed YAML documents, such as those of `out/prod/kubernetes/`. Fails at one that the API
 * server would refuse.
 *
 * @example
 * ```ts
 * networkPoliciesOf(parseAllDocuments(text).map((document) => document.toJS() as unknown));
 * ```
 */
export function networkPoliciesOf(documents: readonly unknown[]): NetworkPolicy[] {
  return documents.flatMap((document): NetworkPolicy[] => {
    if (document === null) return []; // what stands between two separators
    const { apiVersion, kind, items } = object.parse(document);
    if (kind.endsWith("List") && items !== undefined) return networkPoliciesOf(items);
    return kind === "NetworkPolicy" && apiVersion === "networking.k8s.io/v1" ? [networkPolicy.parse(document)] : [];
  });
}
