import { cloudConfig, dockerConfig, fileConfig, goodAws, goodS3, goodService, inAws, judges } from "../fixture";

const bucket = "alfred-platform-prod";
const role = "arn:aws:iam::123456789012:role/administrators";
const id = "1234abcd-12ab-34cd-56ef-1234567890ab";
const kms = (change: object) => goodS3({ encryptionType: "aws:kms", ...change });

describe("the rules of what is in AWS", () => {
  judges(fileConfig, [
    ["nothing in AWS for files", { aws: false }, ""],
    [
      "what has no effect on files",
      { aws: { ...goodAws, backups: false } },
      `error: FILE: alfred-storage:aws ({"identity":{"kind":"pod-identity","cluster":"platform"},"b…) has no effect while service.backend is file.
  Remove it, or set service.backend to s3.`,
    ],
  ]);
  judges(dockerConfig, [
    [
      "files on docker",
      { aws: {} },
      `error: FILE: alfred-storage:aws ({}) has no effect while service.backend is file.
  Remove it, or set service.backend to s3.`,
    ],
    ["S3 on docker", { service: { backend: "s3", s3: { bucket, region: "us-west-2" } }, aws: {} }, ""],
  ]);
  judges(cloudConfig, [
    [
      "another S3 server",
      goodService({ s3: { bucket, server: "minio", endpoint: "http://10.0.1.7:9000" } }),
      `error: FILE: alfred-storage:aws ({"identity":{"kind":"pod-identity","cluster":"platform"}}) has no effect while service.s3.server is minio: nothing is made in AWS for another S3 server.
  Remove it, or set service.s3.server to aws.`,
    ],
    [
      "an endpoint that is not Amazon's",
      goodS3({ endpoint: "https://s3.example.com" }),
      `error: FILE: alfred-storage:aws ({"identity":{"kind":"pod-identity","cluster":"platform"}}) has no effect while service.s3.endpoint is not Amazon's: nothing is made in AWS for another S3 server.
  Remove it, or remove service.s3.endpoint.
warning: FILE: alfred-storage:service.s3.endpoint (https://s3.example.com) is not Amazon's, while service.s3.server is aws: the service would speak to it as to Amazon's.
  Set service.s3.server to minio, ceph, garage, r2 or other; each knows what its server understands.`,
    ],
    ["Amazon's own endpoint", goodS3({ endpoint: "https://s3.us-west-2.amazonaws.com" }), ""],
    [
      "a section beside a service that could not be read",
      { service: { backend: "s4" }, ...inAws({ createBucket: false, cdn: {} }) },
      `error: FILE: alfred-storage:service.backend (s4) is not known; allowed: file, s3.
  Write s3.
error: FILE: alfred-storage:aws.cdn ({}) has no effect while aws.createBucket is false: a bucket that exists is looked at, and never changed.
  Remove it, or let the program make the bucket.`,
    ],
    ["a bucket that exists", inAws({ createBucket: false, accessLogs: false, backups: false }), ""],
    [
      "what a bucket that exists ignores",
      inAws({
        createBucket: false,
        keyAdministrators: [role],
        noncurrentDays: 10,
        transitions: [],
        accessLogs: {},
        backups: {},
        vpcEndpoint: "vpce-0123456789abcdef0",
        cdn: { certificate: "arn:aws:acm:us-east-1:123456789012:certificate/0123" },
      }),
      `error: FILE: alfred-storage:aws.keyAdministrators (["arn:aws:iam::123456789012:role/administrators"]) has no effect while aws.createBucket is false: a bucket that exists is looked at, and never changed.
  Remove it, or let the program make the bucket.
error: FILE: alfred-storage:aws.noncurrentDays (10) has no effect while aws.createBucket is false: a bucket that exists is looked at, and never changed.
  Remove it, or let the program make the bucket.
error: FILE: alfred-storage:aws.transitions ([]) has no effect while aws.createBucket is false: a bucket that exists is looked at, and never changed.
  Remove it, or let the program make the bucket.
error: FILE: alfred-storage:aws.accessLogs ({}) has no effect while aws.createBucket is false: a bucket that exists is looked at, and never changed.
  Remove it, or let the program make the bucket.
error: FILE: alfred-storage:aws.backups ({}) has no effect while aws.createBucket is false: a bucket that exists is looked at, and never changed.
  Remove it, or let the program make the bucket.
error: FILE: alfred-storage:aws.vpcEndpoint (vpce-0123456789abcdef0) has no effect while aws.createBucket is false: a bucket that exists is looked at, and never changed.
  Remove it, or let the program make the bucket.
error: FILE: alfred-storage:aws.cdn ({"certificate":"arn:aws:acm:us-east-1:123456789012:certific…) has no effect while aws.createBucket is false: a bucket that exists is looked at, and never changed.
  Remove it, or let the program make the bucket.`,
    ],
    [
      "a lock that nobody lifts",
      inAws({ backups: { mode: "compliance" } }),
      `note: FILE: alfred-storage:aws.backups.mode (compliance) means that nobody, the account's root included, can remove a version before its days are over.
  Write governance, where no law or contract asks for this.`,
    ],
    ["administrators of the program's keys", { ...kms({}), ...inAws({ keyAdministrators: [role] }) }, ""],
    [
      "administrators of no key",
      inAws({ keyAdministrators: [role] }),
      `error: FILE: alfred-storage:aws.keyAdministrators (["arn:aws:iam::123456789012:role/administrators"]) has no effect while service.s3.encryptionType is AES256: the program makes no key.
  Remove it, or set service.s3.encryptionType to aws:kms.`,
    ],
    ["administrators of the backups' key", { ...kms({ kmsKeyId: id }), ...inAws({ keyAdministrators: [role] }) }, ""],
    [
      "administrators beside a given key",
      { ...kms({ kms_key_id: id }), ...inAws({ keyAdministrators: [role], backups: false }) },
      `error: FILE: alfred-storage:aws.keyAdministrators (["arn:aws:iam::123456789012:role/administrators"]) has no effect while service.s3.kmsKeyId names a key and aws.backups is false: the program makes none.
  Remove it.`,
    ],
    ["logs in a bucket that exists", inAws({ accessLogs: { bucket: "alfred-logs" } }), ""],
    [
      "logs that a given bucket keeps",
      inAws({ accessLogs: { bucket: "alfred-logs", days: 90 } }),
      `error: FILE: alfred-storage:aws.accessLogs.days (90) has no effect while aws.accessLogs.bucket names a bucket that exists, which is never changed.
  Remove it, or remove aws.accessLogs.bucket.`,
    ],
    [
      "logs in the bucket itself",
      inAws({ accessLogs: { bucket: `blue-${bucket}` } }),
      `error: FILE: alfred-storage:aws.accessLogs.bucket (blue-alfred-platform-prod) is the bucket whose requests are logged, so that each log would be logged in turn.
  Name another, or leave it out: the program then makes one.`,
    ],
    ["logs in a bucket without the prefix", inAws({ accessLogs: { bucket } }), ""],
  ]);
});
