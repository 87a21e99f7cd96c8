import assert from "node:assert/strict";
import type { RecordedResource } from "../monitor/record";
import { reachOf, type Surroundings } from "./reach";

const partOf = { "app.kubernetes.io/part-of": "alfred-storage" };

function recorded(kind: string, name: string, spec: object): RecordedResource {
  const metadata = { name, namespace: "home" };
  const apiVersion = kind === "NetworkPolicy" ? "networking.k8s.io/v1" : "apps/v1";
  const type = `kubernetes:${apiVersion}:${kind}`;
  const options = { protect: false, retainOnDelete: false, deletedWith: null, deleteBeforeReplace: null };
  return {
    ...{ urn: `${type}::${name}`, type, name, parent: null, dependsOn: [], ignoreChanges: [], ...options },
    inputs: { apiVersion, kind, metadata, spec },
  };
}
const deployment = (name: string, app: string, ports: Readonly<Record<string, number>>) =>
  recorded("Deployment", name, {
    template: {
      metadata: { labels: { app, ...partOf } },
      spec: {
        containers: [{ ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort })) }],
      },
    },
  });
const policy = (name: string, app: string, rules: object) =>
  recorded("NetworkPolicy", name, { podSelector: { matchLabels: { app } }, ...rules });
const from = (app: string, port: number | string) => ({
  from: [{ podSelector: { matchLabels: { app } } }],
  ports: [{ port }],
});

const resources = [
  deployment("storage-service", "db-storage", { http: 5000 }),
  deployment("db-api", "db-api", { http: 3000, admin: 3001 }),
  policy("into-storage", "db-storage", { ingress: [from("alfred-platform", "http")] }),
  policy("into-api", "db-api", { ingress: [from("db-storage", 3000)] }),
  policy("out-of-storage", "db-storage", {
    policyTypes: ["Egress"],
    egress: [
      { to: [{ podSelector: { matchLabels: { app: "db-api" } } }] },
      { to: [{ ipBlock: { cidr: "10.20.0.0/16" } }], ports: [{ port: 5432 }] },
    ],
  }),
];
const surroundings: Surroundings = {
  namespace: "home",
  network: { databases: [{ cidrs: ["10.20.0.0/16"], port: 5432 }], objectStore: { port: 443 }, awsEndpoints: [] },
};
const outside = ["DNS:53/UDP", "any public address:443", "other private addresses:443", "the nodes' credentials:80"];

describe("Who may reach whom in a rehearsed stack", () => {
  it("is read out of the policies, for the stack's pods and for those around them", () => {
    assert.deepEqual(reachOf(resources, surroundings), [
      {
        who: "storage-service",
        ours: true,
        may: ["db-api:3000", "PostgreSQL:5432"],
        mayNot: ["db-api:3001", "S3:443", ...outside],
      },
      {
        who: "db-api",
        ours: true,
        may: ["PostgreSQL:5432", "S3:443", ...outside],
        mayNot: ["storage-service:5000"],
      },
      {
        who: "pods with app: alfred-platform",
        ours: false,
        may: ["storage-service:5000"],
        mayNot: ["db-api:3000", "db-api:3001"],
      },
      ...["other pods of home", "pods of other namespaces", "addresses outside of the cluster"].map((who) => ({
        who,
        ours: false,
        may: [],
        mayNot: ["storage-service:5000", "db-api:3000", "db-api:3001"],
      })),
    ]);
  });

  it("is everything without the policies", () => {
    const open = reachOf(resources.slice(0, 2), surroundings);
    assert.deepEqual([...new Set(open.flatMap(({ mayNot }) => mayNot))], []);
  });

  it("names whoever the stack file lets in, and the relay of a tunnel", () => {
    const route = { controllerNamespace: "ingress-nginx" } as NonNullable<Surroundings["route"]>;
    const tunnel = { port: 15432, namespace: "home", target: { host: "db.data.svc", port: 5432 } };
    const network = {
      databases: [
        { namespace: "data", pods: { app: "db" }, port: 5432 },
        { pods: { app: "pool" }, port: 6543 },
      ],
      monitoring: "metrics",
      awsEndpoints: [],
    };
    const found = reachOf(resources, { namespace: "home", network, route, tunnel });
    assert.deepEqual(
      found.map(({ who }) => who),
      [
        ...["storage-service", "db-api", "the tunnel's relay"],
        ...["pods with app: alfred-platform", "the route's controller in ingress-nginx", "monitoring in metrics"],
        ...["other pods of home", "pods of other namespaces", "addresses outside of the cluster"],
      ],
    );
    assert.deepEqual(found[1]?.may.slice(0, 2), ["PostgreSQL:5432", "PostgreSQL's pool:6543"]);
    const toPods = reachOf(resources, { namespace: "home", network, tunnel: { ...tunnel, pods: { app: "db" } } });
    assert.ok(!toPods.some(({ who }) => who === "the tunnel's relay"));
  });

  it("asks for jobs once, and for recovery points where these are elsewhere", () => {
    const job = (name: string) => {
      const template = { metadata: { labels: { app: "storage-backup", ...partOf } } };
      return recorded("CronJob", name, { jobTemplate: { spec: { template } } });
    };
    const way = { to: [{ ipBlock: { cidr: "10.30.0.0/24" } }], ports: [{ port: 443 }] };
    const jobs = [
      ...["backup-storage", "backup-drill"].map(job),
      policy("out-of-jobs", "storage-backup", { policyTypes: ["Egress"], egress: [way] }),
    ];
    const backups = { cidrs: ["10.30.0.0/24"], port: 443 };
    const [found, ...more] = reachOf(jobs, { ...surroundings, backups }).filter(({ ours }) => ours);
    assert.deepEqual(more, []);
    assert.deepEqual(found, {
      who: "jobs with app: storage-backup",
      ours: true,
      may: ["recovery points:443"],
      mayNot: ["PostgreSQL:5432", "S3:443", ...outside],
    });
    const [beside] = reachOf(jobs, { ...surroundings, backups: { port: 443 } });
    assert.ok(beside?.mayNot.includes("S3:443") && !beside.mayNot.includes("recovery points:443"));
  });

  it("counts a given namespace for all of its pods", () => {
    const anyOfData = [
      deployment("storage-service", "db-storage", { http: 5000 }),
      policy("out", "db-storage", {
        policyTypes: ["Egress"],
        egress: [{ to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "data" } } }] }],
      }),
    ];
    const network = { databases: [{ namespace: "data", pods: {}, port: 5432 }], awsEndpoints: [] };
    assert.deepEqual(reachOf(anyOfData, { namespace: "home", network })[0]?.may, ["PostgreSQL:5432"]);
  });

  it("asks for the endpoints of AWS that the stack file names, and for the agent of Pod Identity", () => {
    const toAws = [
      deployment("storage-service", "db-storage", { http: 5000 }),
      policy("out", "db-storage", {
        policyTypes: ["Egress"],
        egress: ["10.0.1.11/32", "169.254.170.23/32"].map((cidr) => ({ to: [{ ipBlock: { cidr } }] })),
      }),
    ];
    const awsEndpoints = [
      { cidrs: ["10.0.1.11/32", "10.0.2.11/32"], port: 443 },
      { cidrs: ["10.0.3.0/24"], port: 443 },
    ];
    const network = { databases: [], awsEndpoints };
    const [byAgent] = reachOf(toAws, { namespace: "home", network, identity: "pod-identity" });
    assert.deepEqual(byAgent?.may, ["AWS at 10.0.1.11:443", "the agent of Pod Identity:80"]);
    assert.deepEqual(byAgent.mayNot, ["AWS at 10.0.3.0/24:443", ...outside]);
    const [byToken] = reachOf(toAws, { namespace: "home", network, identity: "irsa" });
    assert.deepEqual(byToken?.may, ["AWS at 10.0.1.11:443"]);
    assert.ok(!byToken.mayNot.includes("the agent of Pod Identity:80"));
  });
});
