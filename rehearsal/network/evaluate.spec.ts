import assert from "node:assert/strict";
import { parse } from "yaml";
import { type Cluster, type Host, mayEnter, mayLeave, mayReach, type Pod, type Port } from "./evaluate";
import { networkPoliciesOf } from "./manifests";

const pod = (name: string, labels: Record<string, string>, namespace = "home"): Pod => ({ name, namespace, labels });
const host = (address: string): Host => ({ name: address, addresses: [address] });
const tcp = (port: number): Port => ({ protocol: "TCP", port });
const policy = (spec: object, namespace = "home") => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "policy", namespace },
  spec,
});
const cluster = (...specs: object[]): Cluster => ({
  policies: networkPoliciesOf(specs.map((spec) => policy(spec))),
  namespaces: { away: { team: "away" } },
});

const [web, db, away] = [pod("web", { app: "web" }), pod("db", { app: "db" }), pod("away", { app: "web" }, "away")];

describe("The reading of network policies", () => {
  it("of the example in Kubernetes' documentation gives what is written there", () => {
    const example = networkPoliciesOf([
      parse(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: test-network-policy, namespace: default }
spec:
  podSelector: { matchLabels: { role: db } }
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - ipBlock: { cidr: 172.17.0.0/16, except: [172.17.1.0/24] }
        - namespaceSelector: { matchLabels: { project: myproject } }
        - podSelector: { matchLabels: { role: frontend } }
      ports: [{ protocol: TCP, port: 6379 }]
  egress:
    - to: [{ ipBlock: { cidr: 10.0.0.0/24 } }]
      ports: [{ protocol: TCP, port: 5978 }]
`),
    ]);
    const cluster = { policies: example, namespaces: { mine: { project: "myproject" } } };
    const db = pod("db", { role: "db" }, "default");
    const into = [
      host("172.17.0.9"),
      host("172.17.1.9"),
      pod("any", {}, "mine"),
      pod("frontend", { role: "frontend" }, "default"),
      pod("frontend", { role: "frontend" }, "other"),
      pod("any", {}, "default"),
    ];
    assert.deepEqual(
      into.map((from) => [mayReach(cluster, from, db, tcp(6379)), mayReach(cluster, from, db, tcp(6380))]),
      [true, false, true, true, false, false].map((allowed) => [allowed, false]),
    );
    const out = [host("10.0.0.9"), host("10.0.1.9")];
    assert.deepEqual(
      out.map((to) => [mayReach(cluster, db, to, tcp(5978)), mayReach(cluster, db, to, tcp(5979))]),
      [true, false].map((allowed) => [allowed, false]),
    );
  });

  it("leaves pods alone that no policy of their namespace selects", () => {
    const others = { policies: networkPoliciesOf([policy({ podSelector: {} }, "away")]) };
    assert.ok(mayReach(others, web, db, tcp(80)));
    assert.ok(!mayReach(others, web, away, tcp(80)));
    assert.ok(mayReach(cluster({ podSelector: { matchLabels: { app: "db" } } }), db, web, tcp(80)));
  });

  it("takes a policy without types for one of ingress, and of egress if it has such rules", () => {
    const ends = (spec: object) => [
      mayEnter(cluster({ podSelector: {}, ...spec }), away, web, tcp(80)),
      mayLeave(cluster({ podSelector: {}, ...spec }), web, away, tcp(80)),
    ];
    assert.deepEqual(ends({}), [false, true]);
    assert.deepEqual(ends({ egress: [] }), [false, true]);
    assert.deepEqual(ends({ egress: [{ ports: [{ port: 443 }] }] }), [false, false]);
    assert.deepEqual(ends({ policyTypes: ["Egress"] }), [true, false]);
    // Rules of a direction that is not named do not count.
    assert.deepEqual(ends({ policyTypes: ["Egress"], ingress: [{ from: [{ podSelector: {} }] }] }), [true, false]);
  });

  it("takes a rule without peers for everyone, and without ports for every port", () => {
    for (const rule of [{}, { from: [], ports: [] }]) {
      const open = cluster({ podSelector: {}, ingress: [rule] });
      for (const from of [web, away, host("203.0.113.7")]) {
        assert.ok(mayReach(open, from, db, { protocol: "UDP", port: 53 }));
      }
    }
    assert.ok(!mayReach(cluster({ podSelector: {}, ingress: [] }), web, db, tcp(80)));
  });

  it("takes two selectors in one peer for both, and in two peers for either", () => {
    const namespaceSelector = { matchLabels: { team: "away" } };
    const podSelector = { matchLabels: { app: "web" } };
    const from = (...peers: object[]) => cluster({ podSelector: {}, ingress: [{ from: peers }] });
    const stranger = pod("stranger", { app: "other" }, "away");
    const who = [away, web, stranger, pod("other", {})];
    const allowed = (cluster: Cluster) => who.map((one) => mayReach(cluster, one, db, tcp(80)));
    assert.deepEqual(allowed(from({ namespaceSelector, podSelector })), [true, false, false, false]);
    assert.deepEqual(allowed(from({ namespaceSelector }, { podSelector })), [true, true, true, false]);
    assert.deepEqual(allowed(from({ namespaceSelector: {} })), [true, true, true, true]);
    assert.deepEqual(allowed(from({ podSelector: {} })), [false, true, false, true]);
  });

  it("knows every namespace by its name, whatever it is labelled", () => {
    const namespaceSelector = { matchLabels: { "kubernetes.io/metadata.name": "away" } };
    const named = cluster({ podSelector: {}, ingress: [{ from: [{ namespaceSelector }] }] });
    assert.deepEqual([mayReach(named, away, db, tcp(80)), mayReach(named, web, db, tcp(80))], [true, false]);
    const liar = { ...named, namespaces: { home: { "kubernetes.io/metadata.name": "away" } } };
    assert.ok(!mayReach(liar, web, db, tcp(80)));
  });

  it("counts the addresses of pods for ranges", () => {
    const block = { ipBlock: { cidr: "10.244.0.0/16", except: ["10.244.7.0/24"] } };
    const ranges = cluster({ podSelector: {}, ingress: [{ from: [block] }] });
    const at = (...addresses: string[]): Pod => ({ ...away, addresses });
    assert.deepEqual(
      [at("10.244.1.1"), at("10.244.7.1"), at("fd00::1", "10.244.1.1"), at()].map((from) =>
        mayReach(ranges, from, db, tcp(80)),
      ),
      [true, false, true, false],
    );
  });

  it("compares protocol and port, knows ranges of ports, and their names at the end that listens", () => {
    const ports = (...ports: object[]) => cluster({ podSelector: {}, egress: [{ ports }], ingress: [{ ports }] });
    const reach = (cluster: Cluster, to: Pod | Host, ...ports: Port[]) =>
      ports.map((port) => mayReach(cluster, { ...web, ports: { sql: 1 } }, to, port));
    assert.deepEqual(reach(ports({ port: 53 }), db, tcp(53), { protocol: "UDP", port: 53 }, tcp(54)), [
      true,
      false,
      false,
    ]);
    assert.deepEqual(reach(ports({ protocol: "UDP" }), db, tcp(53), { protocol: "UDP", port: 9 }), [false, true]);
    assert.deepEqual(reach(ports({ port: 80, endPort: 82 }), db, ...[79, 80, 82, 83].map(tcp)), [
      false,
      true,
      true,
      false,
    ]);
    const sql = ports({ port: "sql" });
    assert.deepEqual(reach(sql, { ...db, ports: { sql: 5432 } }, tcp(5432), tcp(1)), [true, false]);
    assert.deepEqual(reach(sql, db, tcp(5432)), [false]);
    assert.deepEqual(reach(sql, host("203.0.113.7"), tcp(5432), tcp(1)), [false, false]);
  });

  it("asks both ends, and neither of a pod that talks to itself", () => {
    const open = { podSelector: { matchLabels: { app: "web" } }, egress: [{}] };
    const shut = { podSelector: { matchLabels: { app: "db" } } };
    assert.ok(!mayReach(cluster(open, shut), web, db, tcp(80)));
    assert.ok(mayLeave(cluster(open, shut), web, db, tcp(80)));
    assert.ok(!mayReach(cluster(shut), { ...db }, db, tcp(80)));
    assert.ok(mayReach(cluster(shut), db, db, tcp(80)));
  });
});
