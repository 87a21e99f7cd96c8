import {
  cloudConfig,
  dockerConfig,
  fileConfig,
  goodBackup,
  goodConfig,
  goodKubernetes,
  goodS3,
  inAws,
  judges,
} from "../fixture";

const bucket = "alfred-recovery";
const region = "us-west-2";
const keys = { accessKeyId: "recovery-id", secretAccessKey: "recovery-secret" };
const to = (s3: object) => goodBackup({ to: { s3 } });
const minio = { bucket, server: "minio", endpoint: "http://minio.store.svc:9000" };
const set = ["accessKeyId", "secretAccessKey"]
  .map((key) => `pulumi config set --secret --path 'alfred-storage:backup.to.s3.${key}'`)
  .join(" && ");
const database = { cidrs: ["10.0.0.0/24"] };
const open = (
  port: number,
) => `note: FILE: alfred-storage:kubernetes.network.backups is not set, so the jobs of backup may talk to any public address on port ${port}.
  To narrow it, set its cidrs to the addresses of the S3 server, or of an interface endpoint for it.`;

describe("the rules of a bucket for recovery points", () => {
  judges(dockerConfig, [
    ["one in AWS, which the machine's role opens", { backup: { to: { s3: { bucket, region } } } }, ""],
    [
      "one without all that it needs",
      { backup: { to: { s3: {} } } },
      `error: FILE: alfred-storage:backup.to.s3.bucket is missing, and recovery points need it.
  Set it.
error: FILE: alfred-storage:backup.to.s3.region is missing, and recovery points need it.
  Set it.`,
    ],
    [
      "half of the credentials, and a server without its URL",
      { backup: { to: { s3: { bucket, server: "minio", accessKeyId: "recovery-id" } } } },
      `error: FILE: alfred-storage:backup.to.s3.endpoint is missing, and only Amazon's is known: backup.to.s3.server is minio.
  Set it to the URL of the server, or backup.to.s3.server to aws.
error: FILE: alfred-storage:backup.to.s3.secretAccessKey is missing beside accessKeyId.
  Run: pulumi config set --secret --path 'alfred-storage:backup.to.s3.secretAccessKey'; or remove accessKeyId.`,
    ],
    [
      "a region that Amazon does not have",
      { backup: { to: { s3: { bucket, region: "local" } } } },
      `error: FILE: alfred-storage:backup.to.s3.region (local) is not a region of AWS, such as us-west-2.
  Write the bucket's region, or set backup.to.s3.server to the kind of server that it is on.`,
    ],
    [
      "another server than Amazon's that passes for Amazon's",
      { backup: { to: { s3: { bucket, region, endpoint: "http://10.0.0.7:9000" } } } },
      `warning: FILE: alfred-storage:backup.to.s3.endpoint (http://10.0.0.7:9000) is not Amazon's, while backup.to.s3.server is aws: the jobs would speak to it as to Amazon's.
  Set backup.to.s3.server to minio, ceph, garage, r2 or other; each knows what its server understands.`,
    ],
    [
      "another server without credentials",
      { backup: { to: { s3: minio } } },
      `warning: FILE: alfred-storage:backup.to.s3.accessKeyId is missing: the jobs would come to the bucket as nobody.
  Run: ${set}.`,
    ],
  ]);
  judges(goodConfig, [
    ["static credentials", to({ bucket, region, ...keys }), ""],
    [
      "neither credentials nor an identity",
      to({ bucket, region }),
      `warning: FILE: alfred-storage:backup.to.s3.accessKeyId is missing, and so is aws.identity: the jobs would come to the bucket as nobody.
  Run: ${set}; or write aws.identity.`,
    ],
    ["the credentials of the objects", { ...to({ bucket, region }), ...goodS3(keys) }, ""],
    [
      "the bucket of the objects",
      to({ bucket: "alfred-platform-prod", region, prefix: "recovery", ...keys }),
      `error: FILE: alfred-storage:backup.to.s3.bucket (alfred-platform-prod) is the bucket of the objects: what removes them would remove their recovery points too.
  Name another bucket; a prefix does not keep them apart.`,
    ],
    [
      "another server than that of the objects",
      to({ ...minio, ...keys }),
      `error: FILE: alfred-storage:backup.to.s3.endpoint (http://minio.store.svc:9000) leads to another S3 server than that of the objects, Amazon's, and a server copies objects to buckets of its own only.
  Name a bucket of the objects' server.`,
    ],
    [
      "Amazon's own URL, by which it is the same server",
      to({ bucket, region, endpoint: "https://s3.us-west-2.amazonaws.com", ...keys }),
      "",
    ],
    [
      "the same server by the same URL",
      {
        ...to({ ...minio, endpoint: "http://minio.store.svc:9000/", ...keys }),
        ...goodS3({ ...minio, bucket: "alfred-platform-prod", region: undefined }),
      },
      "",
    ],
    [
      "the same bucket by another URL of the same server",
      {
        ...to({ ...minio, ...keys }),
        ...goodS3({ ...minio, endpoint: "http://minio.store.svc:9000/", region: undefined }),
      },
      `error: FILE: alfred-storage:backup.to.s3.bucket (alfred-recovery) is the bucket of the objects: what removes them would remove their recovery points too.
  Name another bucket; a prefix does not keep them apart.`,
    ],
  ]);
  judges(fileConfig, [
    [
      "files, whose pods have no identity in AWS",
      { ...to({ bucket, region }), ...goodKubernetes({ network: { database, backups: { cidrs: ["10.0.2.0/24"] } } }) },
      `warning: FILE: alfred-storage:backup.to.s3.accessKeyId is missing: the jobs would come to the bucket as nobody.
  Run: ${set}.`,
    ],
    ["a server in the cluster", to({ ...minio, ...keys }), ""],
    ["a bucket anywhere in the world", to({ bucket, region, ...keys }), open(443)],
    ["a server with any other name", to({ ...minio, endpoint: "https://minio.example.com:9000", ...keys }), open(9000)],
    [
      "a bucket with the name of the objects' in S3",
      to({ bucket: "alfred-platform-prod", region, ...keys }),
      open(443),
    ],
  ]);
  judges(cloudConfig, [
    ["an identity in AWS", to({ bucket, region }), ""],
    [
      "the program's own bucket of the objects, by its whole name",
      to({ bucket: "blue-alfred-platform-prod", region }),
      `error: FILE: alfred-storage:backup.to.s3.bucket (blue-alfred-platform-prod) is the bucket of the objects: what removes them would remove their recovery points too.
  Name another bucket; a prefix does not keep them apart.`,
    ],
    [
      "another region, to which the way of the objects does not lead",
      { ...goodBackup({}), ...inAws({ backups: { region: "us-east-2" } }) },
      open(443),
    ],
    [
      "another region, where the way of the objects is open anyway",
      {
        ...goodBackup({}),
        ...inAws({ backups: { region: "us-east-2" } }),
        ...goodKubernetes({ network: { database } }),
      },
      `note: FILE: alfred-storage:kubernetes.network.objectStore is not set, so the service may talk to any public address on port 443.
  To narrow it, set its cidrs to the addresses of the S3 server, or of an interface endpoint for it.`,
    ],
    [
      "credentials that only a Secret has, which the jobs do not see",
      { ...goodBackup({}), aws: {}, ...goodKubernetes({ secrets: { service: "storage-variables" } }) },
      `warning: FILE: alfred-storage:backup.to is the bucket of aws.backups by default, to which the jobs have no way in: they do not see kubernetes.secrets.service.
  Write aws.identity, or backup.to.s3 with accessKeyId and secretAccessKey.
note: FILE: alfred-storage:kubernetes.secrets.service (storage-variables) has the service's secrets, so what is here has no effect on the service: keys and the passwords that the program makes.
  Keep that Secret in step with the database and with the keys of the tokens that clients have.`,
    ],
  ]);
});
