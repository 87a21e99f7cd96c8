import { fileConfig, goodBackup, goodConfig, goodDatabase, judges } from "../fixture";

type Section = Readonly<Record<string, unknown>>;

const store = { cidrs: ["10.0.1.0/24"] };
const network = (written: Section, database: Section = {}, s3: Section = {}) => ({
  ...goodDatabase({ host: "db.data.svc", ...database }),
  kubernetes: { network: written },
  service: { backend: "s3", s3: { bucket: "alfred-platform-prod", region: "us-west-2", server: "other", ...s3 } },
});
const keys = { accessKeyId: "recovery-id", secretAccessKey: "recovery-secret" };
const minio = (endpoint: string) => network({}, {}, { endpoint });

describe("the rules of the network", () => {
  judges(goodConfig, [
    [
      "addresses and pods at once",
      { kubernetes: { network: { database: { ...store, pods: { app: "db" } }, objectStore: store } } },
      "",
    ],
    [
      "all pods of a namespace",
      { kubernetes: { network: { database: { namespace: "data" }, objectStore: store } } },
      "",
    ],
    ["a database and a store of the cluster", minio("http://minio.store.svc:9000"), ""],
    ["a database at an address", { ...minio("http://minio:9000"), ...goodDatabase({ host: "10.0.0.7" }) }, ""],
    ["a store at an address", minio("http://[2001:db8::7]:9000"), ""],
    [
      "a database elsewhere that no policy can name",
      { kubernetes: { network: { objectStore: store } } },
      `error: FILE: alfred-storage:kubernetes.network.database is missing, and database.host, db.example.com, is neither an address nor a Service, so no network policy can name it.
  Set its cidrs to the server's addresses, such as [10.0.0.7/32], or its namespace and pods to where it runs.`,
    ],
    [
      "a database and a pool elsewhere",
      network({}, { serviceHost: "db.example.com", poolHost: "pool.example.com" }, { endpoint: "http://minio:9000" }),
      `error: FILE: alfred-storage:kubernetes.network.database is missing, and database.serviceHost, db.example.com, and database.poolHost, pool.example.com, are neither addresses nor Services, so no network policy can name them.
  Set its cidrs to the server's addresses, such as [10.0.0.7/32], or its namespace and pods to where it runs.`,
    ],
    [
      "a misspelt host, beside a network that misses it",
      network({}, { host: "db", serviceHost: "a b" }, { endpoint: "http://minio:9000" }),
      `error: FILE: alfred-storage:database.serviceHost ("a b") is not a host name or an IP address; write it without a scheme, a user and a port.`,
    ],
    [
      "peers that name nobody",
      network({ database: {}, objectStore: {} }, {}, { endpoint: "http://minio:9000" }),
      `error: FILE: alfred-storage:kubernetes.network.database ({}) names nobody.
  Write cidrs, or namespace and pods; or leave it out.
error: FILE: alfred-storage:kubernetes.network.objectStore ({}) names nobody.
  Write cidrs, or namespace and pods; or leave it out.`,
    ],
    [
      "a way to recovery points that there are not",
      network({ objectStore: store, backups: { cidrs: ["10.0.2.0/24"] } }, {}, { server: "aws" }),
      `error: FILE: alfred-storage:kubernetes.network.backups ({"cidrs":["10.0.2.0/24"]}) has no effect while nothing is backed up.
  Remove it, or turn alfred-storage:backup on.`,
    ],
    [
      "a way to recovery points that leads nowhere",
      {
        ...network({ objectStore: store, backups: {} }, {}, { server: "aws" }),
        ...goodBackup({ to: { s3: { bucket: "recovery", region: "us-west-2", ...keys } } }),
      },
      `error: FILE: alfred-storage:kubernetes.network.backups ({}) names nobody.
  Write cidrs, or namespace and pods; or leave it out.`,
    ],
    [
      "a store at any address",
      network({}, {}, { server: "aws" }),
      `note: FILE: alfred-storage:kubernetes.network.objectStore is not set, so the service may talk to any public address on port 443.
  To narrow it, set its cidrs to the addresses of the S3 server, or of an interface endpoint for it.`,
    ],
    [
      "a store of a name at any address",
      minio("http://minio.example.com:9000"),
      `note: FILE: alfred-storage:kubernetes.network.objectStore is not set, so the service may talk to any public address on port 9000.
  To narrow it, set its cidrs to the addresses of the S3 server, or of an interface endpoint for it.`,
    ],
    [
      "ranges that are none, or all",
      network({
        database: { cidrs: ["10.0.0.7/24", "10.0.0.256/32"] },
        objectStore: { cidrs: ["0.0.0.0/0", "::/0", "db"] },
        monitoring: "Monitoring",
      }),
      `error: FILE: alfred-storage:kubernetes.network.database.cidrs[0] (10.0.0.7/24) names an address within a network; the network is 10.0.0.0/24.
error: FILE: alfred-storage:kubernetes.network.database.cidrs[1] (10.0.0.256/32) has 256 where 255 is the most; write a range such as 10.0.0.0/16 or 2001:db8::/32, and a single address as 10.0.0.7/32.
error: FILE: alfred-storage:kubernetes.network.objectStore.cidrs[0] (0.0.0.0/0) is every address, so the policy would keep nothing back; name the networks that are meant.
error: FILE: alfred-storage:kubernetes.network.objectStore.cidrs[1] (::/0) is every address, so the policy would keep nothing back; name the networks that are meant.
error: FILE: alfred-storage:kubernetes.network.objectStore.cidrs[2] (db) is not a range of addresses; write a range such as 10.0.0.0/16 or 2001:db8::/32, and a single address as 10.0.0.7/32.
error: FILE: alfred-storage:kubernetes.network.monitoring (Monitoring) is not a name of at most 63 lower-case letters, digits and dashes.
error: FILE: alfred-storage:service.s3.endpoint is missing, and only Amazon's is known: service.s3.server is other.
  Set it to the URL of the server, or service.s3.server to aws.`,
    ],
  ]);
  const irsa = { aws: { identity: { kind: "irsa", issuer: "oidc.example.com/id/1" } } };
  const endpoint = { cidrs: ["10.0.2.7/32"] };
  judges(goodConfig, [
    [
      "ways to STS and KMS",
      { ...network({ objectStore: store, sts: endpoint, kms: endpoint }, {}, { server: "aws" }), ...irsa },
      "",
    ],
    [
      "no way to STS",
      { ...network({ objectStore: store }, {}, { server: "aws" }), ...irsa },
      `error: FILE: alfred-storage:kubernetes.network.sts is missing: with aws.identity.kind irsa the service gets its credentials from STS, and kubernetes.network.objectStore leads to S3 only.
  Set its cidrs to the addresses of an interface endpoint for STS, or set aws.identity.kind to pod-identity.`,
    ],
    [
      "a way to STS among all public addresses",
      { ...network({}, {}, { server: "aws" }), ...irsa },
      `note: FILE: alfred-storage:kubernetes.network.objectStore is not set, so the service may talk to any public address on port 443.
  To narrow it, set its cidrs to the addresses of the S3 server, or of an interface endpoint for it.`,
    ],
    [
      "ways to nobody",
      network({ objectStore: store, sts: {}, kms: { cidrs: [] } }),
      `error: FILE: alfred-storage:kubernetes.network.sts.cidrs is missing.
  Add it: ranges of IP addresses.
error: FILE: alfred-storage:kubernetes.network.kms.cidrs ([]) is an empty list; leave it out.
error: FILE: alfred-storage:service.s3.endpoint is missing, and only Amazon's is known: service.s3.server is other.
  Set it to the URL of the server, or service.s3.server to aws.`,
    ],
    [
      "ways past another S3 server",
      network({ sts: endpoint, kms: endpoint }, {}, { server: "minio", endpoint: "http://minio:9000" }),
      `error: FILE: alfred-storage:kubernetes.network.sts ({"cidrs":["10.0.2.7/32"]}) has no effect while service.s3.server is minio.
  Remove it, or set service.s3.server to aws.
error: FILE: alfred-storage:kubernetes.network.kms ({"cidrs":["10.0.2.7/32"]}) has no effect while service.s3.server is minio.
  Remove it, or set service.s3.server to aws.`,
    ],
    [
      "pods as a way",
      network({ sts: { namespace: "data" } }, {}, { server: "aws" }),
      `error: FILE: alfred-storage:kubernetes.network.sts.cidrs is missing.
  Add it: ranges of IP addresses.
error: FILE: alfred-storage:kubernetes.network.sts.namespace is not a known key; known: cidrs.
  Remove it.`,
    ],
  ]);
  judges(fileConfig, [
    [
      "ways to services of AWS",
      { kubernetes: { network: { database: store, sts: endpoint, kms: endpoint } } },
      `error: FILE: alfred-storage:kubernetes.network.sts ({"cidrs":["10.0.2.7/32"]}) has no effect while service.backend is file.
  Remove it, or set service.backend to s3.
error: FILE: alfred-storage:kubernetes.network.kms ({"cidrs":["10.0.2.7/32"]}) has no effect while service.backend is file.
  Remove it, or set service.backend to s3.`,
    ],
    [
      "a store of files",
      { kubernetes: { network: { database: store, objectStore: store } } },
      `error: FILE: alfred-storage:kubernetes.network.objectStore ({"cidrs":["10.0.1.0/24"]}) has no effect while service.backend is file.
  Remove it, or set service.backend to s3.`,
    ],
  ]);
});
