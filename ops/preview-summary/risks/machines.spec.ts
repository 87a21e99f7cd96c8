import assert from "node:assert/strict";
import fc from "fast-check";
import type { Operation, Values } from "../preview";
import { change, said, state } from "../testing-changes";
import { within } from "./address-ranges";

const of = (
  type: string,
  operation: Operation,
  before: Values | undefined,
  after?: Values,
  paths: string[] = [],
  rest = {},
) =>
  said(
    change(operation, type, "it", {
      ...(before === undefined ? {} : { old: state(before, rest) }),
      ...(after === undefined ? {} : { new: state(after, rest) }),
      paths,
    }),
  );

describe("what changes on Docker mean", () => {
  const container = "docker:index/container:Container";
  it("of a volume, by whether it stays on disk", () => {
    const volume = (operation: Operation, rest: object) =>
      of("docker:index/volume:Volume", operation, { name: "files" }, undefined, [], rest);
    assert.deepEqual(volume("delete", {}), ["data loss: The volume `files` is **deleted with all that is in it**."]);
    assert.deepEqual(volume("delete", { retainOnDelete: true }), [
      "harmless: The volume `files` stays on disk, used by nothing.",
    ]);
    assert.deepEqual(volume("replace", { retainOnDelete: true }), [
      "data loss: Another volume takes the place of `files`, which stays on disk, used by nothing: the new one is empty.",
    ]);
  });

  it("of a container, that others reach it or that it may do more", () => {
    const before = {
      name: "c",
      ports: [{ ip: "127.0.0.1", external: 5000 }],
      capabilities: { drops: ["ALL"] },
      securityOpts: ["no-new-privileges:true"],
    };
    const after = {
      name: "c",
      ports: [{ external: 5000 }],
      capabilities: { adds: ["SYS_ADMIN"], drops: [] },
      privileged: true,
      networkMode: "host",
    };
    assert.deepEqual(of(container, "replace", before, after, ["ports", "privileged"]), [
      "access widened: The container `c` is published on `0.0.0.0:5000`, so other machines reach it.",
      "security: The container `c` is **privileged**, gets the capability `SYS_ADMIN`, keeps capabilities that it dropped before, loses `no-new-privileges:true` and shares the machine's network.",
      "downtime: The container `c` is replaced for `ports` and `privileged`: what it does is not done until the new one is there.",
    ]);
    assert.deepEqual(of(container, "update", before, before, ["memory"]), [
      "harmless: The container `c` changes without a restart: `memory`.",
    ]);
    assert.deepEqual(of(container, "delete", before), ["downtime: The container `c` is removed."]);
  });
});

describe("what changes on Kubernetes mean", () => {
  const deployment = "kubernetes:apps/v1:Deployment";
  const pods = (spec: object, rest: object = {}) => ({
    metadata: { name: "d" },
    spec: { template: { spec }, ...rest },
  });

  it("of pods that may do more", () => {
    const strict = {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true },
      containers: [
        {
          name: "main",
          image: "a:1",
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
        },
      ],
    };
    const loose = {
      hostNetwork: true,
      containers: [{ name: "main", image: "a:1", securityContext: { privileged: true } }],
    };
    assert.deepEqual(of(deployment, "update", pods(strict), pods(loose), ["spec.template.spec.hostNetwork"]), [
      "security: The Deployment `d`: shares its node's network, gets a token of the API server, may run as root, its container `main` is privileged, its container `main` may gain rights and its container `main` may write to its root file system.",
      "downtime: The Deployment `d` gets other rights: its pods restart one by one, and the others answer meanwhile.",
    ]);
  });

  it("of pods that all end before new ones start, or that nobody replaces", () => {
    const recreate = pods({ containers: [] }, { strategy: { type: "Recreate" } });
    assert.deepEqual(
      of(deployment, "update", recreate, recreate, ["spec.template.spec.containers[0].resources.limits.cpu"]),
      [
        "downtime: The Deployment `d` gets other requests or limits: all its pods end, and nobody answers until new ones are ready.",
      ],
    );
    assert.deepEqual(
      of(deployment, "update", pods({}, { replicas: 2 }), pods({}, { replicas: 0 }), ["spec.replicas"]),
      ["downtime: The Deployment `d` has 0 replicas, before 2. Nobody answers then."],
    );
    assert.deepEqual(of(deployment, "replace", pods({}), pods({})), [
      "downtime: The Deployment `d` is replaced: all its pods end before new ones start.",
    ]);
  });

  it("of data", () => {
    const claim = "kubernetes:core/v1:PersistentVolumeClaim";
    const spec = (storage: string) => ({ metadata: { name: "c" }, spec: { resources: { requests: { storage } } } });
    assert.deepEqual(of(claim, "replace", spec("10Gi"), spec("10Gi"), [], { protect: true }), [
      "data loss: The claim `c` (10Gi) is **replaced by an empty one**. It is protected, so `pulumi up` refuses.",
    ]);
    assert.deepEqual(of("kubernetes:core/v1:Namespace", "delete", { metadata: { name: "n" } }), [
      "data loss: The namespace `n` is **deleted with everything in it**, claims and their data too.",
    ]);
    assert.deepEqual(
      of(
        "kubernetes:storage.k8s.io/v1:StorageClass",
        "replace",
        { reclaimPolicy: "Retain" },
        { reclaimPolicy: "Delete" },
      ),
      ["data loss: The storage class `it` deletes volumes with their claims, before it kept them."],
    );
  });

  it("of ways in from outside, and rights in the cluster", () => {
    assert.deepEqual(
      of("kubernetes:core/v1:Service", "update", { spec: { type: "ClusterIP" } }, { spec: { type: "LoadBalancer" } }),
      ["access widened: The Service `it` is reached from outside of the cluster (`LoadBalancer`)."],
    );
    assert.deepEqual(of("kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding", "create", undefined, {}), [
      "access widened: The ClusterRoleBinding `it` is made: it gives rights in the cluster.",
    ]);
    assert.deepEqual(of("kubernetes:core/v1:ServiceAccount", "update", {}, {}, ["metadata.annotations.role"]), [
      "access widened: The service account `it` gets other annotations, by which a cloud gives it rights: `metadata.annotations.role`.",
    ]);
  });

  it("of network policies that go, or keep nothing away any more", () => {
    const type = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
    const deny = { metadata: { name: "deny" }, spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } };
    assert.deepEqual(of(type, "delete", deny), [
      "access widened: Where no other policy is about all pods, they may **be reached from everywhere**: the network policy `deny` no longer keeps it from them.",
      "access widened: Where no other policy is about all pods, they may **connect to everything**: the network policy `deny` no longer keeps it from them.",
    ]);
    const everyone = { metadata: { name: "in" }, spec: { podSelector: { matchLabels: { app: "a" } }, ingress: [{}] } };
    assert.deepEqual(of(type, "create", undefined, everyone), [
      "access widened: Pods with `app=a` may be reached from **everywhere** (the network policy `in`).",
    ]);
  });

  it("of what no rule knows", () => {
    const type = "acme:index:Thing";
    assert.deepEqual(of(type, "delete", {}), ["downtime: `acme:index:Thing` `it` is deleted."]);
    assert.deepEqual(of(type, "replace", {}, {}, ["size"], { protect: true }), [
      "data loss: `acme:index:Thing` `it` is **replaced for `size`**. It is protected, so `pulumi up` refuses.",
    ]);
    assert.deepEqual(of(type, "update", {}, {}, ["size"]), ["harmless: `acme:index:Thing` `it` changes: `size`."]);
  });
});

describe("a range of addresses", () => {
  it("is within another, unless part of it is excepted there", () => {
    const range = (cidr: string, ...except: string[]) => ({ cidr, except });
    assert.ok(within(range("10.1.0.0/16"), range("10.0.0.0/8")));
    assert.ok(!within(range("10.0.0.0/8"), range("10.1.0.0/16")));
    assert.ok(!within(range("10.1.0.0/16"), range("0.0.0.0/0", "10.0.0.0/8")));
    assert.ok(!within(range("10.0.0.0/8"), range("0.0.0.0/0", "10.1.0.0/16")));
    assert.ok(within(range("10.0.0.0/8", "10.1.0.0/16"), range("0.0.0.0/0", "10.1.2.0/24")));
    assert.ok(within(range("2001:db8::/48"), range("2001:db8::/32")));
    assert.ok(!within(range("::/0"), range("0.0.0.0/0")));
  });

  it("that cannot be read is within none, and nothing is within it", () => {
    const all = { cidr: "0.0.0.0/0", except: [] };
    for (const cidr of ["nonsense", "10.0.0.1", "10.0.0.0/33", "10.0.0.0/", "", "10.0.0.0/8/8"]) {
      const unreadable = { cidr, except: [] };
      assert.deepEqual([within(unreadable, all), within(all, unreadable)], [false, false], cidr);
    }
  });

  it("is within itself, and within the one around it, whatever it is", () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(octet, octet, octet, octet), fc.integer({ min: 1, max: 32 }), (octets, prefix) => {
        const one = { cidr: `${octets.join(".")}/${prefix}`, except: [] };
        assert.ok(within(one, one) && within(one, { cidr: `${octets.join(".")}/${prefix - 1}`, except: [] }));
      }),
    );
  });
});
