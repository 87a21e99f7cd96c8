import assert from "node:assert/strict";
import fc from "fast-check";
import { type Cluster, mayEnter, mayLeave, mayReach, type Pod, type Port, selects } from "./evaluate";
import { type NetworkPolicy, networkPoliciesOf } from "./manifests";

const host = (address: string) => ({ name: address, addresses: [address] });
const tcp = (port: number): Port => ({ protocol: "TCP", port });
const policy = (spec: object, namespace = "home") => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "policy", namespace },
  spec,
});

// Small worlds, so that selectors, peers and ports hit often.
const labels = fc.dictionary(fc.constantFrom("app", "tier"), fc.constantFrom("a", "b", "c"), { maxKeys: 2 });
const value = fc.constantFrom("a", "b", "c");
const expression = fc.oneof(
  fc.record({
    key: fc.constantFrom("app", "tier"),
    operator: fc.constantFrom("In", "NotIn"),
    values: fc.array(value, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ key: fc.constantFrom("app", "tier"), operator: fc.constantFrom("Exists", "DoesNotExist") }),
);
const selector = fc.record(
  { matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) },
  { requiredKeys: [] },
);
const cidr = fc.constantFrom("10.0.0.0/8", "10.1.0.0/16", "0.0.0.0/0");
const peer = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
  fc.record({ ipBlock: fc.record({ cidr }) }),
  fc.constant({ ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } }),
);
const port = fc.record(
  { protocol: fc.constantFrom("TCP", "UDP"), port: fc.constantFrom(80, 443, "http") },
  { requiredKeys: [] },
);
const rule = (side: string) =>
  fc.record(
    { [side]: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) },
    { requiredKeys: [] },
  );
const spec = fc.record(
  {
    podSelector: selector,
    policyTypes: fc.subarray(["Ingress", "Egress"], { minLength: 1 }),
    ingress: fc.array(rule("from"), { maxLength: 2 }),
    egress: fc.array(rule("to"), { maxLength: 2 }),
  },
  { requiredKeys: ["podSelector"] },
);
const anyPolicy = fc
  .tuple(spec, fc.constantFrom("home", "away"))
  .map(([spec, namespace]) => networkPoliciesOf([policy(spec, namespace)])[0] ?? assert.fail());
const policies = fc.array(anyPolicy, { maxLength: 4 });
const endpoint = fc.oneof(
  { weight: 3, arbitrary: fc.record({ name: fc.constant("pod"), namespace: fc.constantFrom("home", "away"), labels }) },
  { weight: 1, arbitrary: fc.constantFrom("10.0.0.1", "10.1.0.1", "203.0.113.7").map(host) },
);
const connection = fc.tuple(
  endpoint,
  endpoint,
  fc.constantFrom(tcp(80), tcp(443), { protocol: "UDP", port: 80 } as Port),
);
const namespaces = { home: { app: "a" }, away: { tier: "b" } };
const world = (policies: readonly NetworkPolicy[]): Cluster => ({ policies, namespaces });
const everyone = { matchLabels: {}, matchExpressions: [] };

describe("Whatever the policies are", () => {
  it("their order, and that of what is in them, says nothing", () => {
    const turned = ({ metadata, spec }: NetworkPolicy): NetworkPolicy => ({
      metadata,
      spec: {
        ...spec,
        ingress: spec.ingress
          .map(({ from, ports }) => ({ from: from.toReversed(), ports: ports.toReversed() }))
          .reverse(),
        egress: spec.egress.map(({ to, ports }) => ({ to: to.toReversed(), ports: ports.toReversed() })).reverse(),
      },
    });
    fc.assert(
      fc.property(policies, connection, (policies, way) => {
        assert.equal(mayReach(world(policies.map(turned).reverse()), ...way), mayReach(world(policies), ...way));
      }),
    );
  });

  it("one more that denies never opens, and one more rule never shuts", () => {
    const deny = (namespace: string): NetworkPolicy => ({
      metadata: { name: "deny", namespace },
      spec: { podSelector: everyone, policyTypes: ["Ingress", "Egress"], ingress: [], egress: [] },
    });
    const wider = (policy: NetworkPolicy, more: NetworkPolicy): NetworkPolicy => ({
      ...policy,
      spec: {
        ...policy.spec,
        policyTypes: policy.spec.policyTypes ?? (policy.spec.egress.length > 0 ? ["Ingress", "Egress"] : ["Ingress"]),
        ingress: [...policy.spec.ingress, ...more.spec.ingress],
        egress: [...policy.spec.egress, ...more.spec.egress],
      },
    });
    fc.assert(
      fc.property(policies, anyPolicy, connection, (policies, more, way) => {
        const before = mayReach(world(policies), ...way);
        if (!before) assert.ok(!mayReach(world([...policies, deny("home"), deny("away")]), ...way));
        if (before) assert.ok(mayReach(world(policies.map((policy) => wider(policy, more))), ...way));
      }),
    );
  });

  it("those that select the same pods add up, at each end", () => {
    const alike = ({ spec }: NetworkPolicy): NetworkPolicy => ({
      metadata: { name: "alike", namespace: "home" },
      spec: { ...spec, podSelector: everyone, policyTypes: ["Ingress", "Egress"] },
    });
    const inside: Pod = { name: "inside", namespace: "home", labels: { app: "a" } };
    fc.assert(
      fc.property(anyPolicy, anyPolicy, connection, (one, two, [other, , port]) => {
        const each = [world([alike(one)]), world([alike(two)])];
        const both = world([alike(one), alike(two)]);
        const out = (cluster: Cluster) => mayLeave(cluster, inside, other, port);
        const into = (cluster: Cluster) => mayEnter(cluster, other, inside, port);
        assert.deepEqual([out(both), into(both)], [each.some(out), each.some(into)]);
      }),
    );
  });

  it("an expression and its opposite part all pods, and a label is an expression", () => {
    const read = (matchExpressions: object[], matchLabels = {}) =>
      networkPoliciesOf([policy({ podSelector: { matchExpressions, matchLabels } })])[0]?.spec.podSelector ??
      assert.fail();
    fc.assert(
      fc.property(labels, fc.array(value, { minLength: 1 }), value, (labels, values, one) => {
        const is = (operator: string, extra = {}) => selects(read([{ key: "app", operator, ...extra }]), labels);
        assert.notEqual(is("In", { values }), is("NotIn", { values }));
        assert.notEqual(is("Exists"), is("DoesNotExist"));
        assert.equal(is("In", { values: [one] }), selects(read([], { app: one }), labels));
      }),
    );
  });
});
