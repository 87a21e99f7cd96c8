import assert from "node:assert/strict";
import { bytes, cpu } from "../components/units";
import type { BackupBucket, BackupSettings, RecoveryPointSettings } from "./backup-settings";
import {
  asPulumi,
  cloudConfig,
  dockerConfig,
  fileConfig,
  goodBackup,
  goodConfig,
  goodKubernetes,
  goodS3,
} from "./fixture";
import { readSettings } from "./read";

type Section = Readonly<Record<string, unknown>>;

async function read(config: Section): Promise<BackupSettings | undefined> {
  const { settings, issues } = await readSettings(asPulumi(config), "Pulumi.test.yaml");
  const errors = issues.filter(({ severity }) => severity === "error");
  assert.deepEqual(errors, []);
  return settings?.backup;
}

async function recoveryPoints(config: Section): Promise<RecoveryPointSettings> {
  const backup = await read(config);
  assert.equal(backup?.kind, "recovery-points");
  return backup;
}

const files = (...names: string[]) => names.map((name) => ({ name, method: "files" }));
const byDefault: RecoveryPointSettings = {
  kind: "recovery-points",
  schedule: { backup: "17 2 * * *", drill: "17 4 * * 0" },
  keep: { daily: 7, weekly: 4, monthly: 12 },
  to: { kind: "volume", name: "alfred-backups" },
  readAs: "role",
  wholeDatabase: true,
  volumes: files("redis", "vector", "llm", "metrics", "dashboard") as RecoveryPointSettings["volumes"],
  resources: {
    requests: { cpu: cpu("250m"), memory: bytes("512MiB") },
    limits: { cpu: cpu("1"), memory: bytes("1GiB") },
    scratch: bytes("10GiB"),
  },
};
const claims: RecoveryPointSettings["volumes"] = [
  { name: "postgres-data", method: "none", reason: "The dumps hold what is in it" },
  { name: "redis-data", method: "files", beside: { app: "redis" }, user: 999 },
  { name: "vector-db-data", method: "files", beside: { app: "vector-db" } },
];
const amazons: BackupBucket = {
  kind: "s3",
  of: "given",
  bucket: "recovery",
  region: "us-west-2",
  forcePathStyle: false,
  checksumsWhenRequired: false,
  prefix: "",
  destination: { port: 443 },
};
const own: BackupBucket = {
  ...amazons,
  of: "own",
  bucket: "blue-alfred-platform-prod-backups",
  destination: { cidrs: ["10.0.1.0/24"], port: 443 },
};
const keys = { accessKeyId: "recovery-id", secretAccessKey: "recovery-secret" };
const s3 = { bucket: "recovery", region: "us-west-2" };
const vpcEndpoint = "https://bucket.vpce-0123.s3.us-west-2.vpce.amazonaws.com";

describe("the settings of recovery points", () => {
  it("are missing where nobody wrote them", async () => {
    for (const backup of [undefined, false]) {
      const { settings } = await readSettings(asPulumi({ ...dockerConfig, backup }), "Pulumi.test.yaml");
      assert.ok(settings !== undefined && !("backup" in settings));
    }
  });

  it("are a reason where there are none on purpose", async () => {
    const reason = "Nothing in here is to be kept";
    assert.deepEqual(await read({ ...dockerConfig, backup: { none: reason } }), { kind: "none", reason });
  });

  it("have every default", async () => {
    assert.deepEqual(await read({ ...dockerConfig, backup: {} }), byDefault);
  });

  it("have everything that can be written on docker", async () => {
    const backup = {
      schedule: "17 */6 * * *",
      drill: "17 4 * * sun",
      keep: { weekly: 8 },
      to: { folder: "/mnt/backups" },
      password: "of-the-repository",
      readAs: "administrator",
      wholeDatabase: false,
      volumes: { llm: { method: "none", reason: "It is downloaded anew" }, redis: { method: "files" } },
      resources: { limits: { cpu: 2 }, scratch: "1GiB" },
    };
    assert.deepEqual(await read({ ...dockerConfig, backup }), {
      kind: "recovery-points",
      schedule: { backup: "17 */6 * * *", drill: "17 4 * * sun" },
      keep: { daily: 7, weekly: 8, monthly: 12 },
      to: { kind: "folder", path: "/mnt/backups" },
      password: "of-the-repository",
      readAs: "administrator",
      wholeDatabase: false,
      volumes: [
        ...files("redis", "vector"),
        { name: "llm", method: "none", reason: "It is downloaded anew" },
        ...files("metrics", "dashboard"),
      ],
      resources: {
        requests: { cpu: cpu("250m"), memory: bytes("512MiB") },
        limits: { cpu: cpu("2"), memory: bytes("1GiB") },
        scratch: bytes("1GiB"),
      },
    });
  });

  it("set no more aside than a job may use", async () => {
    const limits = { cpu: "100m", memory: "256MiB" };
    const { resources } = await recoveryPoints({ ...dockerConfig, backup: { resources: { limits } } });
    const low = { cpu: cpu("100m"), memory: bytes("256MiB") };
    assert.deepEqual(resources, { requests: low, limits: low, scratch: bytes("10GiB") });
  });

  it("have every claim but that of the objects, in the claims' order", async () => {
    assert.deepEqual((await recoveryPoints({ ...cloudConfig, ...goodBackup({}) })).volumes, claims);
    const place = { to: { s3: { ...s3, ...keys } } };
    assert.deepEqual((await recoveryPoints({ ...fileConfig, ...goodBackup(place) })).volumes, claims);
    const volumes = { b: { method: "none", reason: "It is made anew" }, a: { method: "files", user: 1 } };
    const some = goodKubernetes({ claims: { a: { size: "1Gi" }, b: { size: "1Gi" } } });
    const written = await recoveryPoints({ ...cloudConfig, ...some, ...goodBackup({ volumes }) });
    assert.deepEqual(written.volumes, [
      { name: "a", method: "files", user: 1 },
      { name: "b", method: "none", reason: "It is made anew" },
    ]);
  });

  const places: [string, Section, RecoveryPointSettings["to"]][] = [
    [
      "a volume of another name",
      { ...dockerConfig, backup: { to: { volume: "recovery" } } },
      { kind: "volume", name: "recovery" },
    ],
    ["a bucket that exists, from docker", { ...dockerConfig, backup: { to: { s3 } } }, amazons],
    [
      "the bucket that the program makes, from docker",
      { ...dockerConfig, backup: {}, service: { backend: "s3", s3: { ...s3, ...keys } }, aws: {} },
      { ...amazons, of: "own", bucket: "recovery-backups", credentials: keys },
    ],
    ["the bucket that the program makes", { ...cloudConfig, ...goodBackup({}) }, own],
    [
      "the bucket that the program makes in another region, at any address",
      {
        ...cloudConfig,
        ...goodBackup({}),
        ...goodS3({ endpoint: vpcEndpoint }),
        aws: { backups: { region: "us-east-2" } },
      },
      { ...own, region: "us-east-2", destination: { port: 443 } },
    ],
    [
      "the bucket that the program makes, reached as that of the objects",
      { ...cloudConfig, ...goodBackup({}), ...goodS3({ endpoint: vpcEndpoint, forcePathStyle: false }) },
      { ...own, endpoint: vpcEndpoint },
    ],
    [
      "everything that can be written of a bucket",
      {
        ...goodConfig,
        ...goodS3({ server: "ceph", endpoint: "http://ceph.store.svc:7480", region: undefined }),
        ...goodKubernetes({
          network: { ...(goodConfig.kubernetes["network"] as object), backups: { cidrs: ["10.0.9.0/24"] } },
        }),
        ...goodBackup({
          to: {
            s3: {
              bucket: "recovery",
              region: "zone",
              server: "ceph",
              endpoint: "http://ceph.store.svc:7480",
              forcePathStyle: false,
              prefix: "alfred/prod",
              ...keys,
            },
          },
        }),
      },
      {
        ...amazons,
        region: "zone",
        endpoint: "http://ceph.store.svc:7480",
        checksumsWhenRequired: true,
        prefix: "alfred/prod",
        credentials: keys,
        destination: { cidrs: ["10.0.9.0/24"], port: 7480 },
      },
    ],
    [
      "another server's own region, URLs and pods, and the credentials of the objects",
      {
        ...goodConfig,
        ...goodS3({ server: "garage", endpoint: "http://garage.store.svc:3900", region: undefined, ...keys }),
        kubernetes: { network: { database: { cidrs: ["10.0.0.0/24"] } } },
        ...goodBackup({
          to: { s3: { bucket: "recovery", server: "garage", endpoint: "http://garage.store.svc:3900" } },
        }),
      },
      {
        ...amazons,
        region: "garage",
        endpoint: "http://garage.store.svc:3900",
        forcePathStyle: true,
        checksumsWhenRequired: true,
        credentials: keys,
        destination: { namespace: "store", pods: { app: "garage" }, port: 3900 },
      },
    ],
    [
      "files in a bucket of AWS",
      { ...fileConfig, ...goodBackup({ to: { s3: { ...s3, ...keys } } }) },
      { ...amazons, credentials: keys },
    ],
  ];
  for (const [what, config, expected] of places) {
    it(`have ${what}`, async () => {
      assert.deepEqual((await recoveryPoints(config)).to, expected);
    });
  }
});
