import assert from "node:assert/strict";
import { asPulumi, dockerConfig, fileConfig, goodConfig, goodTenants } from "./fixture";
import { formatIssues } from "./issues";
import { readSettings } from "./read";
import { issuesTogether } from "./together";

type Config = Readonly<Record<string, unknown>>;

const one = { ...goodConfig, service: { ...goodConfig.service, s3: { bucket: "bucket-one", region: "us-west-2" } } };
const otherDatabase = { database: { ...one.database, host: "other.example.com" } };
const onCluster = (context: string, config: Config = one) => ({
  ...config,
  kubernetes: { ...(config["kubernetes"] as Config), context },
});
const tunnelled = (host: string) => ({
  ...one,
  database: { ...one.database, host, reach: "tunnel", tls: "require" },
});
const encrypted = { name: "encrypted", provisioner: "ebs.csi.aws.com" };
const claims = { "redis-data": { size: "10Gi", storageClass: "encrypted" } };
const withClass = (namespace: string) => ({
  ...one,
  kubernetes: { ...one.kubernetes, namespace, storageClass: encrypted, claims },
});
const onGiven = { ...dockerConfig, database: one.database };
const own = (config: Config) => ({ ...config, aws: { identity: { kind: "pod-identity", cluster: "prod" } } });
const given = (config: Config) => ({ ...config, aws: { ...own(config).aws, createBucket: false } });
const blueBucket = { bucket: "blue-bucket-one", region: "us-west-2" };
const tenants = (config: Config) => ({ ...config, service: { multiTenant: goodTenants } });
const blue = { ...dockerConfig, namePrefix: "blue-" };

const inFolder = (folder: string, config: Config) => ({ ...config, backup: { to: { folder } } });
const keys = { accessKeyId: "recovery-id", secretAccessKey: "recovery-secret" };
const inS3 = (change: Config, config: Config) => ({
  ...config,
  backup: { to: { s3: { bucket: "recovery", region: "us-west-2", ...keys, ...change } } },
});
const onOtherPorts = { ...blue, database: { port: 5433 }, service: { port: 5010 } };
const ownCopies = (prefix: string) => ({
  ...dockerConfig,
  namePrefix: prefix,
  backup: {},
  aws: {},
  service: { backend: "s3", port: prefix === "" ? 5000 : 5010, s3: { bucket: "bucket-one", region: "us-west-2" } },
  database: { port: prefix === "" ? 5432 : 5433 },
});
const samePlace = (key: string, another: string) =>
  `warning: Pulumi.1.yaml: alfred-storage:backup.to${key} is the same place as in Pulumi.0.yaml, and the password of one stack does not open what the other keeps there.
  Give one of them another ${another}.`;

async function expectTogether(first: Config, second: Config, expected: string) {
  const files = await Promise.all(
    [first, second].map(async (config, position) => {
      const file = `Pulumi.${position}.yaml`;
      const { settings } = await readSettings(asPulumi(config), file);
      assert.ok(settings);
      return { file, settings };
    }),
  );
  assert.equal(formatIssues(issuesTogether(files)), expected);
}

const data = (shared: string, remedy = "a namePrefix or a service.tenantId of its own, or its own database") =>
  `warning: Pulumi.1.yaml: alfred-storage:namePrefix is the same as in Pulumi.0.yaml, and so are the tenant and ${shared}: both stacks would own the same buckets and objects.
  Give one of them ${remedy}.`;

const dataInBucket = (shared: string) => data(shared, "a service.tenantId of its own, or its own database and bucket");

const bucket = (name: string, consequence: string, remedy: string) =>
  `warning: Pulumi.1.yaml: alfred-storage:service.s3.bucket is ${name}, as in Pulumi.0.yaml: ${consequence}.
  Give one of them another bucket${remedy}.`;
const sharedBucket = (name: string) =>
  bucket(
    name,
    "the tenant is the same too, so both stacks would own the same objects",
    ", or a service.tenantId of its own",
  );
const madeBucket = (name: string) =>
  bucket(name, "both stacks would make it", " or namePrefix, or aws.createBucket: false");

const names = (shared: string) =>
  `warning: Pulumi.1.yaml: alfred-storage:namePrefix is the same as in Pulumi.0.yaml, and so are the names of Docker's ${shared}: on one machine, both stacks would own them.
  Give one of them a namePrefix of its own.`;

const cluster = (key: string, name: string, what: string) =>
  `warning: Pulumi.1.yaml: alfred-storage:kubernetes.${key} is ${name}, as in Pulumi.0.yaml: on one cluster, both stacks would own ${what}.
  Give one of them a namePrefix or a kubernetes.${key} of its own, or each its kubernetes.context.`;

const ports = (key: string, shared: string, others: string) =>
  `warning: Pulumi.1.yaml: alfred-storage:${key} clashes with Pulumi.0.yaml: both publish ${shared} on 127.0.0.1, so they cannot run on one machine at the same time.
  Give one of them another ${others}.`;

describe("issuesTogether", () => {
  const database = "the database postgres on db.example.com:5432";
  const namespace = cluster("namespace", "blue-alfred-platform with namePrefix", "what is in it");
  const otherTenant = { service: { ...one.service, tenantId: "green" } };
  const renamed = {
    redis: "r",
    vector: "v",
    llm: "l",
    database: "d",
    storage: "s",
    metrics: "m",
    dashboard: "b",
  };
  const pairs: [string, Config, Config, string][] = [
    ["the same database and S3 bucket", one, one, `${dataInBucket(`${database} and the S3 bucket`)}\n${namespace}`],
    ["the same S3 bucket", one, { ...one, ...otherDatabase }, `${dataInBucket("the S3 bucket")}\n${namespace}`],
    ["another name prefix, with files", fileConfig, { ...fileConfig, namePrefix: "green-" }, ""],
    [
      "the same given bucket with another name prefix",
      one,
      { ...one, namePrefix: "green-" },
      sharedBucket("bucket-one"),
    ],
    [
      "the same given bucket, named in the section aws, with another name prefix",
      given(one),
      { ...one, namePrefix: "green-" },
      sharedBucket("bucket-one"),
    ],
    [
      "the same given bucket with another name prefix and another tenant",
      one,
      { ...one, ...otherTenant, namePrefix: "green-" },
      "",
    ],
    ["the same own bucket", own(one), own(one), `${data(`${database} and the S3 bucket`)}\n${namespace}`],
    ["own buckets with other prefixes", own(one), { ...own(one), namePrefix: "green-" }, ""],
    [
      "the same own bucket of another tenant",
      own(one),
      own({ ...one, ...otherTenant }),
      `${madeBucket("blue-bucket-one with namePrefix")}\n${namespace}`,
    ],
    [
      "the same own bucket by another prefix",
      own(one),
      own({ ...one, ...otherTenant, namePrefix: "", service: { ...otherTenant.service, s3: blueBucket } }),
      madeBucket("blue-bucket-one"),
    ],
    [
      "an own bucket that another stack is given",
      own(one),
      given({ ...one, namePrefix: "green-", service: { ...one.service, s3: blueBucket } }),
      sharedBucket("blue-bucket-one"),
    ],
    [
      "an own bucket that a stack of another tenant is given",
      own(one),
      given({ ...one, namePrefix: "green-", service: { ...otherTenant.service, s3: blueBucket } }),
      "",
    ],
    ["another tenant", one, { ...one, service: { ...one.service, tenantId: "green" } }, namespace],
    ["another platform, with files", one, { ...onGiven, namePrefix: "blue-" }, ""],
    ["the same database, with files", fileConfig, fileConfig, `${data(database)}\n${namespace}`],
    ["another database, with files", fileConfig, { ...fileConfig, ...otherDatabase }, namespace],
    ["the same context", onCluster("prod"), onCluster("prod", { ...one, ...otherTenant }), namespace],
    ["a context beside the current one", one, onCluster("prod", { ...one, ...otherTenant }), namespace],
    ["other contexts", onCluster("staging"), onCluster("prod", { ...one, ...otherTenant }), ""],
    [
      "the same namespace by another prefix",
      { ...one, ...otherTenant, namePrefix: "", kubernetes: { ...one.kubernetes, namespace: "blue-alfred-platform" } },
      one,
      namespace,
    ],
    [
      "the same namespace without a prefix",
      { ...one, namePrefix: "" },
      { ...one, ...otherTenant, namePrefix: "" },
      cluster("namespace", "alfred-platform", "what is in it"),
    ],
    [
      "the same storage class in another namespace",
      withClass("one"),
      { ...withClass("two"), ...otherTenant },
      cluster("storageClass.name", "blue-encrypted with namePrefix", "that storage class"),
    ],
    [
      "the same database at the end of two tunnels",
      tunnelled("db.data.svc"),
      tunnelled("db.data.svc"),
      `${dataInBucket("the database postgres on db.data.svc:5432 and the S3 bucket")}\n${namespace}`,
    ],
    [
      "other databases at the end of two tunnels",
      tunnelled("db.data.svc"),
      tunnelled("other.data.svc"),
      `${dataInBucket("the S3 bucket")}\n${namespace}`,
    ],
    ["two stacks on Docker", dockerConfig, dockerConfig, names("containers, networks and volumes")],
    [
      "two stacks on Docker with volumes of their own",
      dockerConfig,
      { ...dockerConfig, volumes: renamed },
      names("containers and networks"),
    ],
    [
      "two stacks on Docker with the same given database",
      onGiven,
      onGiven,
      `${data(database)}\n${names("containers, networks and volumes")}`,
    ],
    [
      "two stacks on Docker, one with the other's database, of another tenant",
      { ...dockerConfig, database: { host: "127.0.0.1", tls: "disable" }, service: { tenantId: "green" } },
      dockerConfig,
      names("containers, networks and volumes"),
    ],
    [
      "the same ports on Docker",
      dockerConfig,
      blue,
      ports("service.port", "the ports 5000 and 5432", "service.port and database.port"),
    ],
    [
      "the same port of the service on Docker",
      dockerConfig,
      { ...blue, database: { port: 5433 } },
      ports("service.port", "port 5000", "service.port"),
    ],
    [
      "a port of the database that is the other's service",
      { ...dockerConfig, service: { port: 6000 } },
      { ...blue, database: { port: 6000 } },
      ports("database.port", "port 6000", "database.port"),
    ],
    [
      "the same port of the admin API",
      tenants(dockerConfig),
      { ...blue, database: { port: 5433 }, service: { port: 6000, multiTenant: goodTenants } },
      ports("service.multiTenant.adminPort", "port 5001", "service.multiTenant.adminPort"),
    ],
    ["the same port of databases of which one is given", onGiven, { ...blue, service: { port: 6000 } }, ""],
    [
      "recovery points in the same folder",
      inFolder("/mnt/backups", dockerConfig),
      inFolder("/mnt/backups", onOtherPorts),
      samePlace(".folder", "folder"),
    ],
    ["recovery points in other folders", inFolder("/mnt/a", dockerConfig), inFolder("/mnt/b", onOtherPorts), ""],
    [
      "recovery points in the same bucket",
      inS3({ endpoint: "https://s3.us-west-2.amazonaws.com" }, dockerConfig),
      inS3({}, onOtherPorts),
      samePlace(".s3", "bucket or prefix"),
    ],
    ["recovery points in one bucket", inS3({ prefix: "a" }, dockerConfig), inS3({ prefix: "b" }, onOtherPorts), ""],
    [
      "recovery points in a bucket that is the other's own",
      inS3({ bucket: "bucket-one-backups" }, onOtherPorts),
      ownCopies(""),
      samePlace("", "bucket or prefix"),
    ],
    [
      "recovery points in the same own bucket, of which more is said",
      ownCopies(""),
      ownCopies(""),
      `${data("the S3 bucket")}\n${names("containers, networks and volumes")}`,
    ],
    ["recovery points in own buckets with other prefixes", ownCopies(""), ownCopies("blue-"), ""],
    [
      "recovery points in volumes, which have the prefix",
      { ...dockerConfig, backup: {} },
      { ...onOtherPorts, backup: {} },
      "",
    ],
    ["recovery points of one stack only", inFolder("/mnt/backups", dockerConfig), onOtherPorts, ""],
    ["other ports on Docker", dockerConfig, { ...blue, database: { port: 5433 }, service: { port: 5010 } }, ""],
  ];
  for (const [what, first, second, expected] of pairs) {
    it(`judges ${what}`, () => expectTogether(first, second, expected));
  }

  it("names every pair of three once", async () => {
    const { settings } = await readSettings(asPulumi(dockerConfig), "FILE");
    assert.ok(settings);
    const found = issuesTogether(["a", "b", "c"].map((file) => ({ file, settings })));
    assert.deepEqual(
      found.map(({ file, message }) => [file, /in (\w)/.exec(message)?.[1]]),
      [
        ["b", "a"],
        ["c", "a"],
        ["c", "b"],
      ],
    );
  });
});
