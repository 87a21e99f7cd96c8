import assert from "node:assert/strict";
import type { AwsSettings } from "./aws-settings";
import {
  asPulumi,
  cloudConfig,
  dockerConfig,
  goodAws,
  goodBucket,
  goodConfig,
  goodKubernetes,
  goodS3,
} from "./fixture";
import { readSettings } from "./read";
import type { Settings } from "./settings";

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

const key = "arn:aws:kms:us-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const role = "arn:aws:iam::210987654321:role/backups";
const certificate = "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef";
const issuer = "oidc.eks.us-west-2.amazonaws.com/id/0123456789ABCDEF";
const sts = {
  network: {
    database: { cidrs: ["10.0.0.0/24"] },
    objectStore: { cidrs: ["10.0.1.0/24"] },
    sts: { cidrs: ["10.0.2.0/24"] },
  },
};

const bare: AwsSettings["objectStore"] = {
  bucket: { kind: "own", name: "blue-alfred-platform-prod" },
  encryption: { type: "AES256" },
  keyAdministrators: [],
  noncurrentDays: 30,
  transitions: [],
};
const defaults: AwsSettings = {
  region: "us-west-2",
  objectStore: {
    ...bare,
    accessLogs: { days: 365 },
    backups: { region: "us-west-2", mode: "GOVERNANCE", days: 30, replicate: false },
  },
};
const store = (change: Partial<AwsSettings["objectStore"]>): AwsSettings => ({
  ...defaults,
  objectStore: { ...defaults.objectStore, ...change },
});

describe("the settings of what is in AWS", () => {
  const cases: [string, Section, AwsSettings | undefined][] = [
    ["nothing where nobody wrote it", goodConfig, undefined],
    ["nothing where it is off", { ...goodConfig, aws: false }, undefined],
    ["all defaults", { ...goodConfig, aws: {} }, defaults],
    [
      "all defaults on docker, without a prefix",
      { ...dockerConfig, service: { backend: "s3", s3: { bucket: "alfred", region: "eu-central-1" } }, aws: {} },
      {
        region: "eu-central-1",
        objectStore: {
          ...bare,
          bucket: { kind: "own", name: "alfred" },
          accessLogs: { days: 365 },
          backups: { region: "eu-central-1", mode: "GOVERNANCE", days: 30, replicate: false },
        },
      },
    ],
    [
      "a bucket that exists, by the name that is written, and nothing beside it",
      { ...cloudConfig, ...goodS3({ encryption_type: "aws:kms", kms_key_id: key }), aws: { createBucket: false } },
      {
        region: "us-west-2",
        objectStore: {
          ...bare,
          bucket: { kind: "given", name: "alfred-platform-prod" },
          encryption: { type: "aws:kms", key },
        },
      },
    ],
    [
      "neither logs nor backups",
      { ...goodConfig, aws: { accessLogs: false, backups: false } },
      { region: "us-west-2", objectStore: bare },
    ],
    [
      "a key of its own",
      { ...goodConfig, ...goodS3({ encryptionType: "aws:kms" }), aws: {} },
      store({ encryption: { type: "aws:kms" } }),
    ],
    [
      "everything that can be written",
      {
        ...goodConfig,
        ...goodS3({ encrypt: true, encryptionType: "aws:kms", kmsKeyId: key }),
        ...goodBucket({ public: true }),
        aws: {
          account: "012345678901",
          createBucket: true,
          keyAdministrators: ["arn:aws:iam::123456789012:role/administrators"],
          noncurrentDays: 90,
          transitions: [
            { storageClass: "GLACIER_IR", days: 90 },
            { bucket: "agent-documents", storageClass: "STANDARD_IA", days: 30 },
          ],
          accessLogs: { bucket: "alfred-logs" },
          backups: { region: "eu-central-1", role, mode: "compliance", days: 7, replicate: true },
          vpcEndpoint: "vpce-0123456789abcdef0",
          cdn: { aliases: ["cdn.example.com"], certificate, priceClass: "PriceClass_All" },
          identity: { kind: "pod-identity", cluster: "platform", role },
        },
      },
      {
        account: "012345678901",
        region: "us-west-2",
        objectStore: {
          bucket: { kind: "own", name: "blue-alfred-platform-prod" },
          encryption: { type: "aws:kms", key },
          keyAdministrators: ["arn:aws:iam::123456789012:role/administrators"],
          noncurrentDays: 90,
          transitions: [
            { storageClass: "GLACIER_IR", days: 90 },
            { bucket: "agent-documents", storageClass: "STANDARD_IA", days: 30 },
          ],
          accessLogs: { bucket: "alfred-logs", days: 365 },
          backups: { region: "eu-central-1", role, mode: "COMPLIANCE", days: 7, replicate: true },
          vpcEndpoint: "vpce-0123456789abcdef0",
          cdn: { aliases: ["cdn.example.com"], certificate, priceClass: "PriceClass_All" },
        },
        identity: { kind: "pod-identity", cluster: "platform", role },
      },
    ],
    [
      "CloudFront with its own name and certificate",
      { ...goodConfig, ...goodBucket({ public: true }), aws: { cdn: {} } },
      store({ cdn: { aliases: [], priceClass: "PriceClass_100" } }),
    ],
    [
      "an issuer as IAM has it",
      { ...goodConfig, ...goodKubernetes(sts), aws: { identity: { kind: "irsa", issuer: `https://${issuer}/` } } },
      { ...defaults, identity: { kind: "irsa", issuer } },
    ],
    [
      "bounds of the program's own role",
      {
        ...goodConfig,
        aws: { identity: { ...goodAws.identity, permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess" } },
      },
      {
        ...defaults,
        identity: {
          kind: "pod-identity",
          cluster: "platform",
          permissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess",
        },
      },
    ],
  ];
  for (const [what, config, expected] of cases) {
    it(`has ${what}`, async () => {
      const settings = await read(config);
      assert.deepEqual(settings.aws, expected);
      assert.equal("aws" in settings, expected !== undefined);
    });
  }

  it("has the service look into the bucket that is made, or that exists", async () => {
    const names = [{}, { createBucket: false }, false].map(async (aws) => {
      const { backend } = (await read({ ...goodConfig, aws })).service;
      return backend.kind === "s3" ? backend.bucket : undefined;
    });
    assert.deepEqual(await Promise.all(names), [
      "blue-alfred-platform-prod",
      "alfred-platform-prod",
      "alfred-platform-prod",
    ]);
  });

  it("lets the service tag what it uploads where the server knows tags", async () => {
    const servers = ["aws", "minio", "ceph", "garage", "r2", "other"].map(async (server) => {
      const endpoint = server === "aws" ? undefined : "http://10.0.1.7:9000";
      const { backend } = (await read({ ...goodConfig, ...goodS3({ server, endpoint }) })).service;
      return [server, backend.kind === "s3" && backend.objectTags];
    });
    assert.deepEqual(Object.fromEntries(await Promise.all(servers)), {
      aws: true,
      minio: true,
      ceph: true,
      garage: false,
      r2: false,
      other: false,
    });
  });
});
