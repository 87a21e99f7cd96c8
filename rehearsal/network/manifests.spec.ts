import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { networkPoliciesOf } from "./manifests";

const read = (text: string) => networkPoliciesOf(parseAllDocuments(text).map((one) => one.toJS() as unknown));
const policy = (spec: object) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "policy", namespace: "home" },
  spec,
});
const peer = (to: object) => policy({ podSelector: {}, egress: [{ to: [to] }] });
const port = (port: object) => policy({ podSelector: {}, egress: [{ ports: [port] }] });

describe("Network policies among manifests", () => {
  it("are found between others, in lists, and behind separators", () => {
    const one = (name: string) => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name} }
spec: { podSelector: {} }
`;
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: [policy({})] });
    const service = "apiVersion: v1\nkind: Service\nspec: { ports: [] }";
    const found = read(["", one("first"), service, "", list, one("last")].join("\n---\n"));
    assert.deepEqual(
      found.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
      ["default/first", "home/policy", "default/last"],
    );
  });

  it("are refused where the API server would refuse them, or drop a key", () => {
    const range = { cidr: "10.0.0.0/8" };
    const refused: [object, RegExp][] = [
      [policy({ podSelector: {}, ingres: [] }), /ingres/],
      [policy({ podSelector: { matchLabel: {} } }), /matchLabel/],
      [policy({ podSelector: { matchLabels: { app: 1 } } }), /string/],
      [policy({ policyTypes: ["ingress"] }), /Ingress/],
      [policy({ podSelector: { matchExpressions: [{ key: "app", operator: "In" }] } }), /has values if/],
      [
        policy({ podSelector: { matchExpressions: [{ key: "app", operator: "Exists", values: ["a"] }] } }),
        /has values/,
      ],
      [peer({}), /either addresses or pods/],
      [peer({ ipBlock: range, podSelector: {} }), /either addresses or pods/],
      [peer({ ipBlock: { cidr: "10.0.0.0" } }), /not a range/],
      [peer({ ipBlock: { cidr: "10.0.0.0/33" } }), /not a range/],
      [peer({ ipBlock: { ...range, except: ["10.0.0.0/8"] } }), /smaller part/],
      [peer({ ipBlock: { ...range, except: ["11.0.0.0/16"] } }), /smaller part/],
      [peer({ ipBlock: { ...range, except: ["::/16"] } }), /smaller part/],
      [port({ port: 0 }), /port/],
      [port({ port: 70000 }), /port/],
      [port({ protocol: "tcp", port: 80 }), /TCP/],
      [port({ endPort: 80 }), /endPort/],
      [port({ port: "http", endPort: 80 }), /endPort/],
      [port({ port: 81, endPort: 80 }), /endPort/],
    ];
    for (const [manifest, reason] of refused) {
      assert.throws(() => networkPoliciesOf([manifest]), reason, JSON.stringify(manifest));
    }
  });

  it("have ranges that hold the addresses with the same first bits", () => {
    const bits = (address: string) =>
      address
        .split(".")
        .map((part) => Number(part).toString(2).padStart(8, "0"))
        .join("");
    // Some addresses a bit away from the range's, since random ones hardly ever lie in it.
    const near = fc.tuple(fc.ipV4(), fc.nat(32), fc.nat(3)).chain(([network, prefix, part]) =>
      fc.tuple(
        fc.constant(network),
        fc.constant(prefix),
        fc.oneof(
          fc.ipV4(),
          fc.nat(255).map((octet) =>
            network
              .split(".")
              .map((old, index) => (index === part ? octet : old))
              .join("."),
          ),
        ),
      ),
    );
    fc.assert(
      fc.property(near, ([network, prefix, address]) => {
        const [found] = networkPoliciesOf([peer({ ipBlock: { cidr: `${network}/${prefix}` } })]);
        const range = found?.spec.egress[0]?.to[0]?.ipBlock?.cidr;
        assert.equal(range?.has(address), bits(network).slice(0, prefix) === bits(address).slice(0, prefix));
      }),
    );
  });

  it("have ranges of one version of IP only", () => {
    const has = (cidr: string, address: string) =>
      networkPoliciesOf([peer({ ipBlock: { cidr } })])[0]?.spec.egress[0]?.to[0]?.ipBlock?.cidr.has(address);
    assert.deepEqual(
      [has("::/0", "10.0.0.1"), has("0.0.0.0/0", "::1"), has("::/0", "2001:db8::1"), has("fc00::/7", "fd00::1")],
      [false, false, true, true],
    );
  });
});
