import assert from "node:assert/strict";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { registered } from "../../storagedb/testing-program";
import { StorageNetworkPolicy, type StorageNetworkPolicyArgs } from ".";

const namespace = "alfred-platform";
const program = (args: Partial<StorageNetworkPolicyArgs>) => () => {
  const provider = new Provider("kubernetes");
  const labels = { "alfred-storage.stack": "prod" };
  const workloads = { imageProxy: false, api: false };
  const databases = [{ pods: { app: "db-postgres" }, port: 5432 }];
  const all = { provider, namespace, labels, servicePort: 5000, databases, workloads, ...args } as const;
  new StorageNetworkPolicy("network", all);
};
const type = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
/** By name; they are registered in no order, but for the last. */
const policies = async (args: Partial<StorageNetworkPolicyArgs> = {}) =>
  (await registered(program(args)))
    .filter((resource) => resource.type === type)
    .sort((a, b) => (a.name < b.name ? -1 : 1));

const names = {
  to: [
    {
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
    },
  ],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
};
const tcp = (port: number) => [{ protocol: "TCP", port }];
const pods = (...labels: Record<string, string>[]) => labels.map((matchLabels) => ({ podSelector: { matchLabels } }));
const ours = (app: string) => ({ app, "app.kubernetes.io/part-of": "alfred-storage" });
const database = { to: pods({ app: "db-postgres" }), ports: tcp(5432) };

const policy = (name: string, spec: object) => [
  type,
  name,
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: {
      name,
      namespace,
      labels: {
        "alfred-storage.stack": "prod",
        ...ours("db-storage"),
        "app.kubernetes.io/name": "db-storage",
        "app.kubernetes.io/component": "network-policy",
        "app.kubernetes.io/managed-by": "pulumi",
      },
    },
    spec,
  },
];
const out = (app: string, egress: object[]) => ({
  podSelector: { matchLabels: ours(app) },
  policyTypes: ["Egress"],
  egress,
});
const into = (app: string, ingress: object[]) => ({
  podSelector: { matchLabels: ours(app) },
  policyTypes: ["Ingress"],
  ingress,
});

const seed = {
  podSelector: { matchLabels: { app: "db-storage" } },
  ingress: [{ from: [{ podSelector: { matchLabels: { app: "alfred-platform" } } }], ports: tcp(5000) }],
};
const deny = {
  podSelector: { matchLabels: { "app.kubernetes.io/part-of": "alfred-storage" } },
  policyTypes: ["Ingress", "Egress"],
};

describe("StorageNetworkPolicy", () => {
  it("registers a policy that denies, the seed's own, and ways out", async () => {
    const resources = await policies();
    assert.deepEqual(
      resources.map(({ type, name, inputs }) => [type, name, inputs]),
      [
        policy("storage-default-deny", deny),
        policy("storage-network-policy", seed),
        policy("storage-relay-egress", out("db-storage-relay", [names, database])),
        policy("storage-service-egress", out("db-storage", [names, database])),
      ],
    );
  });

  it("is their parent, and denies at last", async () => {
    const [deny, ...allowing] = await policies();
    assert.deepEqual([deny?.parent, ...allowing.map(({ parent }) => parent)], Array(4).fill("network"));
    assert.deepEqual(deny?.dependsOn, ["storage-network-policy", "storage-relay-egress", "storage-service-egress"]);
    assert.deepEqual(
      allowing.flatMap(({ dependsOn }) => dependsOn),
      [],
    );
    const component = (await registered(program({}))).find(({ name }) => name === "network");
    assert.equal(component?.type, "alfred:storage:kubernetes:StorageNetworkPolicy");
  });

  it("lets imgproxy, PostgREST, the controller, monitoring, the object store and an endpoint of AWS in where they are", async () => {
    const s3 = { to: [{ ipBlock: { cidr: "52.92.128.0/17" } }], ports: tcp(443) };
    const identity = {
      to: [{ ipBlock: { cidr: "169.254.170.23/32" } }, { ipBlock: { cidr: "fd00:ec2::23/128" } }],
      ports: tcp(80),
    };
    const home = (name: string) => ({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
    });
    const resources = await policies({
      objectStore: { cidrs: ["52.92.128.0/17"], port: 443 },
      awsEndpoints: [{ cidrs: ["10.30.0.0/24"], port: 443 }],
      workloads: { imageProxy: true, api: true },
      controllerNamespace: "ingress-nginx",
      monitoring: "monitoring",
      workloadIdentity: "pod-identity",
    });
    assert.deepEqual(
      resources.map(({ type, name, inputs }) => [type, name, inputs]),
      [
        policy("storage-api-egress", out("db-api", [names, database])),
        policy(
          "storage-api-ingress",
          into("db-api", [{ from: pods(ours("db-storage"), { app: "alfred-platform" }), ports: tcp(3000) }]),
        ),
        policy("storage-default-deny", deny),
        policy("storage-image-proxy-egress", out("imgproxy", [names, s3])),
        policy("storage-image-proxy-ingress", into("imgproxy", [{ from: pods(ours("db-storage")), ports: tcp(8080) }])),
        policy("storage-network-policy", seed),
        policy("storage-relay-egress", out("db-storage-relay", [names, database])),
        policy(
          "storage-service-egress",
          out("db-storage", [
            names,
            database,
            { to: pods(ours("imgproxy")), ports: tcp(8080) },
            { to: pods(ours("db-api")), ports: tcp(3000) },
            s3,
            { to: [{ ipBlock: { cidr: "10.30.0.0/24" } }], ports: tcp(443) },
            identity,
          ]),
        ),
        policy(
          "storage-service-ingress",
          into("db-storage", [{ from: [home("ingress-nginx"), home("monitoring")], ports: tcp(5000) }]),
        ),
      ],
    );
  });

  it("takes the namespace from another resource", async () => {
    const resources = await policies({ namespace: pulumi.output("elsewhere") });
    const homes = resources.map(({ inputs }) => (inputs["metadata"] as { namespace: string }).namespace);
    assert.deepEqual([...new Set(homes)], ["elsewhere"]);
  });

  it("registers nothing where a range is none, and says which", async () => {
    const resources = await registered(() => {
      assert.throws(program({ databases: [{ cidrs: ["300.0.0.0/8"], port: 5432 }] }), (error) => {
        assert.ok(pulumi.RunError.isInstance(error));
        assert.match(error.message, /^databases\.0\.cidrs\.0: 300\.0\.0\.0\/8 is not a range of addresses; write /);
        return true;
      });
    });
    assert.deepEqual(
      resources.map(({ type }) => type),
      ["pulumi:providers:kubernetes"],
    );
  });
});
