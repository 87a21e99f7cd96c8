import assert from "node:assert/strict";
import { account, otherAccount, type Request, type Verdict, verdictOn } from "../simulated-access";
import { backupPermissions } from "./backup-permissions";
import { objectsPolicy } from "./bucket-policies";
import { keyPolicy } from "./key-policy";
import { type ObjectsAt, servicePermissions } from "./permissions";

const region = "us-west-2";
const keyIn = (where: string, id: string) => `arn:aws:kms:${where}:${account}:key/${id}-2222-3333-4444-555555555555`;
const objects: ObjectsAt = {
  bucket: "arn:aws:s3:::alfred-platform-prod",
  region,
  account,
  key: keyIn(region, "11111111"),
};
const backups: ObjectsAt = {
  bucket: "arn:aws:s3:::alfred-platform-prod-backups",
  region: "us-east-2",
  account,
  key: keyIn("us-east-2", "99999999"),
};
const role = `arn:aws:iam::${account}:role/alfred-platform-prod-backup`;
const serviceRole = `arn:aws:iam::${account}:role/alfred-platform-prod-service`;
const jobs = `arn:aws:sts::${account}:assumed-role/alfred-platform-prod-backup/pod`;
const service = `arn:aws:sts::${account}:assumed-role/alfred-platform-prod-service/pod`;

const object = `${objects.bucket}/storage-single-tenant/user-uploads/cat.png/v1`;
const copy = `${backups.bucket}/blobs/user-uploads/cat.png/v1`;
const pack = `${backups.bucket}/restic/data/00/00ff`;
const context = { "aws:SecureTransport": "true", "s3:TlsVersion": "1.3", "aws:ResourceAccount": account };
const identity = backupPermissions({ objects, backups, prefix: "" });

const policyOf = (resource: string) => {
  const place = resource.startsWith(backups.bucket) ? backups : objects;
  return objectsPolicy({ bucket: place.bucket, encryption: { type: "aws:kms", key: place.key ?? "" } });
};

/** The jobs ask for something in S3. */
const ask = (action: string, resource: string, more: Partial<Request> = {}): Request => ({
  principal: jobs,
  action,
  resource,
  context,
  identity,
  of: policyOf(resource),
  ...more,
});

const cases = (subject: string, rows: readonly (readonly [string, Verdict, Request])[]) => {
  describe(subject, () => {
    for (const [name, verdict, request] of rows) {
      it(`${name}: ${verdict}`, async () => {
        assert.equal(await verdictOn(request), verdict);
      });
    }
  });
};

describe("The identity of backups, the buckets' policies and the keys', together", () => {
  cases("let the jobs", [
    ["list objects", "allowed", ask("s3:ListBucket", objects.bucket)],
    ["list versions of objects", "allowed", ask("s3:ListBucketVersions", objects.bucket)],
    ["read an object", "allowed", ask("s3:GetObject", object)],
    ["read a version of an object", "allowed", ask("s3:GetObjectVersion", object)],
    ["see that copies keep their versions", "allowed", ask("s3:GetBucketVersioning", backups.bucket)],
    ["list recovery points", "allowed", ask("s3:ListBucket", backups.bucket)],
    ["list versions of copies", "allowed", ask("s3:ListBucketVersions", backups.bucket)],
    ["write a copy", "allowed", ask("s3:PutObject", copy)],
    ["read a version of a copy", "allowed", ask("s3:GetObjectVersion", copy)],
    ["retire a copy, whose version stays", "allowed", ask("s3:DeleteObject", copy)],
    ["give up a copy in parts", "allowed", ask("s3:AbortMultipartUpload", copy)],
    ["read what restic wrote", "allowed", ask("s3:GetObject", pack)],
    ["write what restic writes", "allowed", ask("s3:PutObject", pack)],
    ["retire what restic does not need", "allowed", ask("s3:DeleteObject", pack)],
  ]);

  cases("do not let the jobs", [
    ["overwrite an object", "not allowed", ask("s3:PutObject", object)],
    ["remove an object", "not allowed", ask("s3:DeleteObject", object)],
    ["remove a version of an object", "not allowed", ask("s3:DeleteObjectVersion", object)],
    ["tag an object", "not allowed", ask("s3:PutObjectTagging", object)],
    ["remove a version of a copy", "not allowed", ask("s3:DeleteObjectVersion", copy)],
    ["remove a version of the repository", "not allowed", ask("s3:DeleteObjectVersion", pack)],
    ["lift a lock", "not allowed", ask("s3:BypassGovernanceRetention", copy)],
    ["shorten a lock", "not allowed", ask("s3:PutObjectRetention", copy)],
    ["open a copy to others", "not allowed", ask("s3:PutObjectAcl", copy)],
    ["turn the lock off", "not allowed", ask("s3:PutBucketObjectLockConfiguration", backups.bucket)],
    ["suspend versions", "not allowed", ask("s3:PutBucketVersioning", backups.bucket)],
    ["have recovery points expire", "not allowed", ask("s3:PutLifecycleConfiguration", backups.bucket)],
    ["change the policy", "not allowed", ask("s3:PutBucketPolicy", backups.bucket)],
    ["remove the bucket", "not allowed", ask("s3:DeleteBucket", backups.bucket)],
    ["copy everything elsewhere", "not allowed", ask("s3:PutReplicationConfiguration", objects.bucket)],
    ["read the access log", "not allowed", ask("s3:GetObject", "arn:aws:s3:::alfred-platform-prod-logs/x")],
    ["write without TLS", "denied", ask("s3:PutObject", copy, { context: { "aws:SecureTransport": "false" } })],
    [
      "write to a bucket of that name in another account",
      "not allowed",
      ask("s3:PutObject", copy, {
        owner: otherAccount,
        context: { ...context, "aws:ResourceAccount": otherAccount },
        of: {
          Version: "2012-10-17",
          Statement: [{ Sid: "Open", Effect: "Allow", Principal: "*", Action: ["s3:PutObject"], Resource: copy }],
        },
      }),
    ],
  ]);

  const serves = (action: string, resource: string) =>
    ask(action, resource, { principal: service, identity: servicePermissions(objects) });
  cases("keep the service out of recovery points", [
    ["read one", "not allowed", serves("s3:GetObject", pack)],
    ["overwrite one", "not allowed", serves("s3:PutObject", copy)],
    ["remove one", "not allowed", serves("s3:DeleteObject", copy)],
    ["list them", "not allowed", serves("s3:ListBucket", backups.bucket)],
  ]);

  const below = backupPermissions({ backups, prefix: "alfred/prod" });
  const within = (action: string, path: string) =>
    ask(action, `${backups.bucket}/${path}`, { identity: below, of: policyOf(backups.bucket) });
  cases("with a path in the bucket", [
    ["write below it", "allowed", within("s3:PutObject", "alfred/prod/restic/keys/1")],
    ["write beside it", "not allowed", within("s3:PutObject", "alfred/production/restic/keys/1")],
    ["read what another stack keeps", "not allowed", within("s3:GetObject", "alfred/dev/restic/keys/1")],
    ["read objects, which are on a claim", "not allowed", ask("s3:GetObject", object, { identity: below })],
  ]);
});

describe("The keys' policies", () => {
  const administrators: string[] = [];
  const ofObjects = { account, region, bucket: objects.bucket, administrators, users: [serviceRole], reader: role };
  const ofBackups = { account, region: backups.region, bucket: backups.bucket, administrators, users: [] };
  const uses = (
    action: string,
    { key = "", region: where, bucket }: ObjectsAt,
    more: Partial<Request> = {},
  ): Request => ({
    principal: jobs,
    action,
    resource: key,
    context: { "kms:EncryptionContext:aws:s3:arn": bucket, "kms:ViaService": `s3.${where}.amazonaws.com` },
    identity,
    of: keyPolicy(ofObjects),
    ...more,
  });
  const recovery = (action: string, more: Partial<Request> = {}) => {
    const { context, ...request } = uses(action, backups, { of: keyPolicy(ofBackups) });
    return { ...request, context: { ...context, "kms:CallerAccount": account }, ...more };
  };
  cases("let the jobs", [
    ["decrypt objects", "allowed", uses("kms:Decrypt", objects)],
    ["encrypt recovery points", "allowed", recovery("kms:GenerateDataKey")],
    ["decrypt recovery points", "allowed", recovery("kms:Decrypt")],
  ]);
  cases("do not let the jobs", [
    ["encrypt objects", "not allowed", uses("kms:GenerateDataKey", objects)],
    [
      "decrypt by themselves",
      "not allowed",
      uses("kms:Decrypt", objects, { context: { "kms:EncryptionContext:aws:s3:arn": objects.bucket } }),
    ],
    ["decrypt for another bucket", "not allowed", uses("kms:Decrypt", { ...objects, bucket: `${objects.bucket}-2` })],
    ["delete a key", "not allowed", recovery("kms:ScheduleKeyDeletion", { context: {} })],
    ["give a key to others", "not allowed", recovery("kms:CreateGrant", { context: {} })],
  ]);
  cases("keep the service away from recovery points", [
    [
      "decrypt one",
      "not allowed",
      recovery("kms:Decrypt", { principal: service, identity: servicePermissions(objects) }),
    ],
  ]);
});

describe("Recovery points in another account", () => {
  const theirs = { ...backups, account: otherAccount };
  const across = (action: string, resource: string, backupRole?: string): Request => ({
    ...ask(action, resource),
    owner: otherAccount,
    context: { ...context, "aws:ResourceAccount": otherAccount },
    identity: backupPermissions({ objects, backups: theirs, prefix: "" }),
    of: objectsPolicy({
      ...{ bucket: theirs.bucket, encryption: { type: "AES256" } },
      ...(backupRole === undefined ? {} : { backupRole }),
    }),
  });
  cases("which lets the role in", [
    ["write a copy", "allowed", across("s3:PutObject", copy, role)],
    ["list versions", "allowed", across("s3:ListBucketVersions", theirs.bucket, role)],
    ["remove a version", "not allowed", across("s3:DeleteObjectVersion", copy, role)],
    ["change the policy", "not allowed", across("s3:PutBucketPolicy", theirs.bucket, role)],
  ]);
  cases("which knows nobody", [["write a copy", "not allowed", across("s3:PutObject", copy)]]);

  const key = { account: otherAccount, region: theirs.region, bucket: theirs.bucket, administrators: [], users: [] };
  const encrypts = (guest?: string): Request => ({
    principal: jobs,
    action: "kms:GenerateDataKey",
    resource: theirs.key ?? "",
    owner: otherAccount,
    context: {
      "kms:ViaService": "s3.us-east-2.amazonaws.com",
      "kms:EncryptionContext:aws:s3:arn": theirs.bucket,
    },
    identity: backupPermissions({ backups: theirs, prefix: "" }),
    of: keyPolicy({ ...key, ...(guest === undefined ? {} : { guest }) }),
  });
  cases("with its key", [
    ["which lets the role in", "allowed", encrypts(role)],
    ["which knows nobody", "not allowed", encrypts()],
  ]);
});

it("Without keys there is nothing of them in the identity of backups", () => {
  const without = ({ bucket, region, account }: ObjectsAt): ObjectsAt => ({ bucket, region, account });
  const access = { objects: without(objects), backups: without(backups), prefix: "" };
  const sids = backupPermissions(access).Statement.map(({ Sid }) => Sid);
  assert.deepEqual(sids, ["Objects", "Listings", "RecoveryPoints", "RecoveryPointListings"]);
});
