import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes/provider";
import { mayEnter, mayLeave } from "../../rehearsal/network/evaluate";
import { networkPoliciesOf } from "../../rehearsal/network/manifests";
import { reachability } from "../../rehearsal/network/table";
import { registered } from "../../storagedb/testing-program";
import { cast } from "../../tests/conformance/network/cast";
import { StorageNetworkPolicy } from ".";
import type { NetworkArgs } from "./args";
import type { Peer, PolicySpec } from "./manifest";
import { mutations } from "./mutations";
import { variants } from "./variants";

// Who may reach whom, in each kind of stack, as a program of Kubernetes' rules reads it out of the policies that the
// component registers.

type Variant = keyof typeof variants;

/** What everyone reaches who is not ours, since it is none of the storage layer's business. */
const rest = `platform:5000 other:3000 other:5432 other:6543 other:8080 postgres:5432 postgres:6543 postgres:22
  controller:443 prometheus:9090
  names:53/UDP names:53 names:9153 false-names:53/UDP beside-names:53/UDP
  minio:9000 minio:9001 false-minio:9000 beside-minio:9000 false-storage:5000 false-platform:5000
  s3:443 s3:80 s3-v6:443 public:443 public:5432 public-v6:443 rds:5432 rds:443
  private:5432 private:443 private-172:443 private-172:80 private-192:443 carrier:443 private-v6:443 link-v6:443
  metadata:80 metadata:443 metadata-v6:80 agent:80 agent:443 agent-v6:80`;

/** What they reach of ours is nothing, but where a variant says so. */
const strangers = {
  other: rest,
  controller: rest,
  prometheus: rest,
  "false-platform": rest,
  "false-storage": rest,
  names: rest,
  minio: rest,
  postgres: rest,
  public: rest,
  private: rest,
};

const expected: Record<Variant, Record<string, string>> = {
  aws: {
    storage: `api:3000 imgproxy:8080 postgres:6543 names:53/UDP names:53
      s3:443 s3-v6:443 public:443 public-v6:443 rds:5432 agent:80 agent-v6:80`,
    api: "postgres:6543 names:53/UDP names:53 rds:5432",
    imgproxy: "names:53/UDP names:53 s3:443 s3-v6:443 public:443 public-v6:443",
    relay: "postgres:6543 names:53/UDP names:53 rds:5432",
    backup: `postgres:6543 names:53/UDP names:53
      s3:443 s3-v6:443 public:443 public-v6:443 rds:5432 agent:80 agent-v6:80`,
    job: "",
    ...strangers,
    platform: `storage:5000 api:3000 ${rest}`,
    controller: `storage:5000 ${rest}`,
    prometheus: `storage:5000 ${rest}`,
  },
  awsRanges: {
    storage: "postgres:5432 names:53/UDP names:53 s3:443 s3-v6:443",
    api: "",
    imgproxy: "",
    relay: "postgres:5432 names:53/UDP names:53",
    backup: "",
    job: "",
    ...strangers,
    platform: `storage:5000 ${rest}`,
  },
  awsEndpoints: {
    storage: `imgproxy:8080 postgres:5432 names:53/UDP names:53 s3:443
      rds:443 private:443 private-v6:443`,
    api: "",
    imgproxy: "names:53/UDP names:53 s3:443",
    relay: "postgres:5432 names:53/UDP names:53",
    backup: "postgres:5432 names:53/UDP names:53 s3:443 rds:443 private:443 private-172:443 private-v6:443",
    job: "",
    ...strangers,
    platform: `storage:5000 ${rest}`,
  },
  minio: {
    storage: "api:3000 imgproxy:8080 postgres:5432 names:53/UDP names:53 minio:9000",
    api: "postgres:5432 names:53/UDP names:53",
    imgproxy: "names:53/UDP names:53 minio:9000",
    relay: "postgres:5432 names:53/UDP names:53",
    backup: "postgres:5432 names:53/UDP names:53 minio:9000",
    job: "",
    ...strangers,
    platform: `storage:5000 api:3000 ${rest}`,
  },
  file: {
    storage: "api:3000 postgres:5432 names:53/UDP names:53",
    api: "postgres:5432 names:53/UDP names:53",
    imgproxy: "",
    relay: "postgres:5432 names:53/UDP names:53",
    backup: "postgres:5432 names:53/UDP names:53 s3:443",
    job: "",
    ...strangers,
    platform: `storage:5000 api:3000 ${rest}`,
  },
  ingress: {
    storage: "postgres:5432 names:53/UDP names:53",
    api: "",
    imgproxy: "",
    relay: "postgres:5432 names:53/UDP names:53",
    backup: "",
    job: "",
    ...strangers,
    platform: `storage:5000 ${rest}`,
    controller: `storage:5000 ${rest}`,
  },
  imageProxy: {
    storage: "imgproxy:8080 postgres:5432 names:53/UDP names:53 s3:443 s3-v6:443 public:443 public-v6:443",
    api: "",
    imgproxy: "names:53/UDP names:53 s3:443 s3-v6:443 public:443 public-v6:443",
    relay: "postgres:5432 names:53/UDP names:53",
    backup: "",
    job: "",
    ...strangers,
    platform: `storage:5000 ${rest}`,
  },
  monitoring: {
    storage: "postgres:5432 names:53/UDP names:53",
    api: "",
    imgproxy: "",
    relay: "postgres:5432 names:53/UDP names:53",
    backup: "",
    job: "",
    ...strangers,
    platform: `storage:5000 ${rest}`,
    prometheus: `storage:5000 ${rest}`,
  },
};

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");
const clusterOf = (manifests: readonly unknown[]) => ({ policies: networkPoliciesOf(manifests) });
const tableOf = (manifests: readonly unknown[]) => reachability(clusterOf(manifests), cast());

/** Each end by itself: between two of our pods, a port that is open too wide at one end is still shut at the other. */
const endsOf = (manifests: readonly unknown[]) =>
  [mayLeave, mayEnter].map((passes) => reachability(clusterOf(manifests), cast(), passes));

async function manifestsOf(args: NetworkArgs): Promise<Readonly<Record<string, unknown>>[]> {
  const resources = await registered(() => {
    const provider = new Provider("kubernetes");
    new StorageNetworkPolicy("network", { provider, namespace: "alfred-platform", labels: {}, ...args });
  });
  return resources.map(({ inputs }) => inputs).filter(({ kind }) => kind === "NetworkPolicy");
}

describe("What StorageNetworkPolicy lets through", () => {
  for (const [name, args] of Object.entries(variants) as [Variant, NetworkArgs][]) {
    it(`is this and nothing else: ${name}`, async () => {
      const table = Object.entries(expected[name]).map(([source, targets]) => [source, words(targets)]);
      assert.deepEqual(tableOf(await manifestsOf(args)), Object.fromEntries(table));
    });

    it(`changes with every part of the policies that is taken away: ${name}`, async () => {
      const manifests = await manifestsOf(args);
      const ends = endsOf(manifests);
      const changed = mutations(manifests);
      assert.ok(changed.length > 20, `${changed.length} mutations`);
      for (const { removed, manifests } of changed) assert.notDeepEqual(endsOf(manifests), ends, removed);
    });

    it(`changes with every rule that is taken away: ${name}`, async () => {
      const manifests = await manifestsOf(args);
      const table = tableOf(manifests);
      const rules = mutations(manifests).filter(({ removed }) =>
        /^[a-z-]+( spec\.(in|e)gress\.[0-9]+)?$/.test(removed),
      );
      for (const { removed, manifests } of rules) assert.notDeepEqual(tableOf(manifests), table, removed);
    });
  }

  it("would be more if two selectors that have to match stood in peers of their own", async () => {
    const either = ({ podSelector, namespaceSelector, ...rest }: Peer): Peer[] =>
      podSelector === undefined || namespaceSelector === undefined
        ? [{ ...(podSelector && { podSelector }), ...(namespaceSelector && { namespaceSelector }), ...rest }]
        : [{ podSelector }, { namespaceSelector }];
    const manifests = (await manifestsOf(variants.minio)) as { spec: PolicySpec }[];
    const before = words(expected.minio["storage"] ?? "");
    for (const { spec } of manifests) for (const rule of spec.egress ?? []) rule.to = rule.to.flatMap(either);
    assert.deepEqual(
      tableOf(manifests)["storage"]?.filter((target) => !before.includes(target)),
      ["false-names:53/UDP", "beside-names:53/UDP", "false-minio:9000", "beside-minio:9000"],
    );
  });

  it("is everything without the policies", () => {
    const { sources, targets } = cast();
    const all = tableOf([]);
    assert.deepEqual([...new Set(sources.map(({ name }) => all[name]?.length))], [targets.length]);
  });
});
