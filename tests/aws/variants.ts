import type { AwsSettings, BackupBucketSettings, ObjectStoreSettings } from "../../config/aws-settings";
import { account, otherAccount } from "../../components/simulated-access";

const bucket = "alfred-platform-prod";

/** Another key, and not of the stack's own. */
const key = `arn:aws:kms:us-west-2:${account}:key/11111111-2222-3333-4444-555555555555`;

const backups: BackupBucketSettings = { region: "us-west-2", mode: "GOVERNANCE", days: 30, replicate: false };

/** Everything of its own, as in prod. */
const prod = {
  account,
  region: "us-west-2",
  objectStore: {
    bucket: { kind: "own", name: bucket },
    encryption: { type: "aws:kms" },
    keyAdministrators: [],
    noncurrentDays: 30,
    transitions: [],
    accessLogs: { days: 365 },
    backups,
  },
  identity: { kind: "pod-identity", cluster: "alfred-platform" },
} as const satisfies AwsSettings;

const withStore = (changes: Partial<ObjectStoreSettings>): AwsSettings => ({
  ...prod,
  objectStore: { ...prod.objectStore, ...changes },
});

const cdn: ObjectStoreSettings["cdn"] = {
  aliases: ["files.example.com"],
  certificate: `arn:aws:acm:us-east-1:${account}:certificate/11111111-2222-3333-4444-555555555555`,
  priceClass: "PriceClass_All",
};

/** What a stack file may ask for in AWS: each thing that changes what is registered, at least once. */
export const variants: Readonly<Record<string, AwsSettings>> = {
  "a key, access logs, recovery points and Pod Identity": prod,
  "Amazon's own encryption, and nothing besides": {
    account,
    region: "us-west-2",
    objectStore: {
      bucket: { kind: "own", name: bucket },
      encryption: { type: "AES256" },
      keyAdministrators: [],
      noncurrentDays: 1,
      transitions: [],
    },
  },
  "a key that is given, and access logs in a bucket that is given": withStore({
    encryption: { type: "aws:kms", key },
    accessLogs: { bucket: "platform-logs", days: 365 },
  }),
  "administrators of the keys by name": withStore({ keyAdministrators: [`arn:aws:iam::${account}:role/keys`] }),
  "IRSA, with a boundary": {
    ...prod,
    identity: {
      kind: "irsa",
      issuer: "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
      permissionsBoundary: `arn:aws:iam::${account}:policy/boundary`,
    },
  },
  "a role that is given": {
    ...prod,
    identity: { kind: "pod-identity", cluster: "alfred-platform", role: `arn:aws:iam::${account}:role/storage` },
  },
  "copies in the same account": withStore({ backups: { ...backups, replicate: true } }),
  "recovery points in another region": withStore({
    backups: { ...backups, region: "us-east-2", mode: "COMPLIANCE", replicate: true },
  }),
  "recovery points in another account": withStore({
    backups: {
      ...backups,
      region: "us-east-2",
      role: `arn:aws:iam::${otherAccount}:role/alfred-backups`,
      replicate: true,
    },
  }),
  CloudFront: withStore({ cdn: { aliases: [], priceClass: "PriceClass_100" } }),
  "CloudFront under a name of its own": withStore({ cdn }),
  "an endpoint, and cheaper classes of storage": withStore({
    vpcEndpoint: "vpce-0123456789abcdef0",
    transitions: [
      { storageClass: "STANDARD_IA", days: 30 },
      { storageClass: "GLACIER_IR", days: 90 },
      { bucket: "agent-documents", storageClass: "INTELLIGENT_TIERING", days: 0 },
    ],
  }),
  "CloudFront and copies at once": withStore({ cdn, backups: { ...backups, replicate: true } }),
  "a bucket that is given": withStore({
    bucket: { kind: "given", name: bucket },
    encryption: { type: "aws:kms", key },
  }),
};
