import assert from "node:assert/strict";
import { bytes } from "../components/units";
import { asPulumi, fileConfig, goodConfig } from "./fixture";
import type { KubernetesSettings } from "./kubernetes-settings";
import { readSettings } from "./read";
import type { Settings } from "./settings";
import { peerOf } from "./to-kubernetes";

type Section = Readonly<Record<string, unknown>>;

async function read(config: Section): Promise<Settings> {
  const { settings, issues } = await readSettings(asPulumi(config), "Pulumi.test.yaml");
  assert.deepEqual(
    issues.filter(({ severity }) => severity === "error"),
    [],
  );
  assert.ok(settings);
  return settings;
}

const standardClaims = (storageClass: string, ...more: [string, string][]) =>
  [["postgres-data", "20Gi"], ["redis-data", "10Gi"], ["vector-db-data", "30Gi"], ...more].map(([name, size = ""]) => ({
    name,
    size: bytes(size),
    storageClass,
    accessMode: "ReadWriteOnce",
  }));
const storageClass = { name: "own", provisioner: "ebs.csi.aws.com" };

describe("the settings of a cluster", () => {
  const defaults: KubernetesSettings = {
    namespace: "blue-alfred-platform",
    createNamespace: true,
    rolloutMinutes: 10,
    claims: standardClaims("standard") as unknown as KubernetesSettings["claims"],
    secrets: {},
    network: {
      databases: [{ cidrs: ["10.0.0.0/24"], port: 5432 }],
      objectStore: { cidrs: ["10.0.1.0/24"], port: 443 },
      awsEndpoints: [],
    },
  };

  const store = { database: { cidrs: ["10.0.0.0/24"] }, objectStore: { cidrs: ["10.0.1.0/24"] } };
  const cases: [string, Section, Partial<KubernetesSettings>][] = [
    ["all defaults", goodConfig, defaults],
    [
      "a claim for the file backend, and no store of objects",
      fileConfig,
      {
        claims: standardClaims("standard", ["db-storage-data", "50Gi"]) as unknown as KubernetesSettings["claims"],
        network: { databases: defaults.network.databases, awsEndpoints: [] },
      },
    ],
    [
      "an own class by its prefix, where a claim names it",
      {
        ...goodConfig,
        kubernetes: {
          ...goodConfig.kubernetes,
          storageClass,
          claims: {
            a: { size: "1Gi", storageClass: "own" },
            b: { size: "1Gi", storageClass: "gp3" },
            c: { size: "1Gi" },
          },
        },
      },
      {
        storageClass: { ...storageClass, name: "blue-own", parameters: {}, zones: [] },
        claims: (["blue-own", "gp3", "standard"] as const).map((name, position) => ({
          name: ["a", "b", "c"][position] ?? "",
          size: bytes("1GiB"),
          storageClass: name,
          accessMode: "ReadWriteOnce",
        })),
      },
    ],
    [
      "an own class by its prefix, where claims have it by default",
      {
        ...goodConfig,
        kubernetes: { ...goodConfig.kubernetes, storageClass: { ...storageClass, name: "standard" } },
      },
      { claims: standardClaims("blue-standard") as unknown as KubernetesSettings["claims"] },
    ],
    [
      "volumes that exist",
      {
        ...goodConfig,
        kubernetes: {
          ...goodConfig.kubernetes,
          claims: {
            a: { size: "1Gi", volume: { driver: "ebs.csi.aws.com", handle: "vol-1" } },
            b: { size: "1Gi", accessMode: "ReadWriteOncePod", volume: { path: "/mnt/b", node: "node-1" } },
          },
        },
      },
      {
        claims: [
          {
            name: "a",
            size: bytes("1GiB"),
            storageClass: "standard",
            accessMode: "ReadWriteOnce",
            volume: { kind: "csi", driver: "ebs.csi.aws.com", handle: "vol-1", fsType: "ext4" },
          },
          {
            name: "b",
            size: bytes("1GiB"),
            storageClass: "standard",
            accessMode: "ReadWriteOncePod",
            volume: { kind: "local", path: "/mnt/b", node: "node-1" },
          },
        ],
      },
    ],
    [
      "an Ingress",
      { ...goodConfig, kubernetes: { ...goodConfig.kubernetes, route: { host: "storage.example.com" } } },
      {
        route: {
          kind: "ingress",
          host: "storage.example.com",
          className: "nginx",
          tlsSecret: "storage-service-tls",
          controllerNamespace: "ingress-nginx",
          annotations: {},
        },
      },
    ],
    [
      "a Gateway, whose pods are in its namespace",
      {
        ...goodConfig,
        kubernetes: {
          ...goodConfig.kubernetes,
          route: {
            kind: "gateway",
            host: "storage.example.com",
            gateway: "public",
            gatewayNamespace: "edge",
            listener: "https",
          },
        },
      },
      {
        route: {
          kind: "gateway",
          host: "storage.example.com",
          className: "nginx",
          tlsSecret: "storage-service-tls",
          gateway: { name: "public", namespace: "edge", listener: "https" },
          controllerNamespace: "edge",
          annotations: {},
        },
      },
    ],
    [
      "all pods of a namespace, for the database and its pool",
      {
        ...goodConfig,
        database: { ...goodConfig.database, poolHost: "pool.example.com" },
        kubernetes: { network: { database: { namespace: "data" }, monitoring: "monitoring" } },
      },
      {
        network: {
          databases: [
            { namespace: "data", pods: {}, port: 5432 },
            { namespace: "data", pods: {}, port: 6543 },
          ],
          objectStore: { port: 443 },
          awsEndpoints: [],
          monitoring: "monitoring",
        },
      },
    ],
    [
      "what the hosts of the database and the store say",
      {
        ...goodConfig,
        database: { host: "db.data.svc", servicePort: 5433, poolHost: "127.0.0.1" },
        kubernetes: {},
        service: {
          backend: "s3",
          s3: { bucket: "alfred-platform-prod", server: "minio", endpoint: "http://[2001:db8::7]:9000" },
        },
      },
      {
        network: {
          databases: [{ namespace: "data", pods: { app: "db" }, port: 5433 }],
          objectStore: { cidrs: ["2001:db8::7/128"], port: 9000 },
          awsEndpoints: [],
        },
      },
    ],
    [
      "the interface endpoints of other services of AWS",
      {
        ...goodConfig,
        kubernetes: {
          network: { ...store, sts: { cidrs: ["10.0.2.7/32"] }, kms: { cidrs: ["10.0.3.0/24", "fd12::/64"] } },
        },
      },
      {
        network: {
          ...defaults.network,
          awsEndpoints: [
            { cidrs: ["10.0.2.7/32"], port: 443 },
            { cidrs: ["10.0.3.0/24", "fd12::/64"], port: 443 },
          ],
        },
      },
    ],
  ];
  for (const [what, config, expected] of cases) {
    it(`has ${what}`, async () => {
      const { kubernetes } = await read(config);
      for (const [key, value] of Object.entries(expected))
        assert.deepEqual(kubernetes[key as keyof KubernetesSettings], value);
    });
  }

  it("has a tunnel: its end for the program, its target for the cluster", async () => {
    const database = { host: "db.data.svc", port: 5433, reach: "tunnel", tls: "require" };
    const { database: direct } = await read({ ...goodConfig, database });
    assert.equal(`${direct.host}:${direct.port}`, "127.0.0.1:15432");
    assert.deepEqual(direct.service, { host: "db.data.svc", port: 5433 });
    assert.deepEqual(direct.tunnel, {
      port: 15432,
      namespace: "blue-alfred-platform",
      target: { host: "db.data.svc", port: 5433 },
    });
    const tunnel = { port: 6000, pods: { app: "db" }, namespace: "data" };
    const { database: pods } = await read({ ...goodConfig, database: { ...database, tunnel } });
    assert.deepEqual(pods.tunnel, { ...tunnel, target: { host: "db.data.svc", port: 5433 } });
  });

  it("has replicas that follow the load, and a public URL by the route", async () => {
    const route = { host: "storage.example.com" };
    const { service } = await read({ ...goodConfig, kubernetes: { ...goodConfig.kubernetes, route } });
    assert.deepEqual([service.replicas, service.autoscaling], [3, { maxReplicas: 6, cpuUtilization: 70 }]);
    assert.equal(service.publicUrl, "https://storage.example.com");
    const { service: files } = await read(fileConfig);
    assert.deepEqual([files.replicas, files.autoscaling, files.publicUrl], [1, undefined, undefined]);
  });
});

describe("peerOf", () => {
  const peers: [string, ReturnType<typeof peerOf>][] = [
    ["10.0.0.7", { cidrs: ["10.0.0.7/32"] }],
    ["2001:db8::7", { cidrs: ["2001:db8::7/128"] }],
    ["[2001:db8::7]", { cidrs: ["2001:db8::7/128"] }],
    ["db-postgres", { pods: { app: "db-postgres" } }],
    ["db.data.svc", { namespace: "data", pods: { app: "db" } }],
    ["db.data.svc.cluster.local", { namespace: "data", pods: { app: "db" } }],
    ["db.data", undefined],
    ["db.example.com", undefined],
  ];
  for (const [host, expected] of peers) {
    it(`finds ${host}`, () => {
      assert.deepEqual(peerOf(host), expected);
    });
  }
});
