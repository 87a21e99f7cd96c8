import assert from "node:assert/strict";
import { account, otherAccount, type Request, type Verdict, verdictOn } from "../simulated-access";
import { type BucketEncryption, logsPolicy, objectsPolicy } from "./bucket-policies";
import { keyPolicy } from "./key-policy";
import { type ObjectsAt, replicationPermissions, servicePermissions } from "./permissions";

const region = "us-west-2";
const bucket = "arn:aws:s3:::alfred-platform-prod";
const backups = "arn:aws:s3:::alfred-platform-prod-backups";
const key = `arn:aws:kms:${region}:${account}:key/11111111-2222-3333-4444-555555555555`;
const otherKey = `arn:aws:kms:${region}:${account}:key/99999999-2222-3333-4444-555555555555`;
const role = `arn:aws:iam::${account}:role/alfred-platform-prod-service`;
const service = `arn:aws:sts::${account}:assumed-role/alfred-platform-prod-service/pod`;
const someone = `arn:aws:iam::${account}:user/someone`;
const stranger = `arn:aws:iam::${otherAccount}:role/stranger`;
const copier = `arn:aws:iam::${account}:role/alfred-platform-prod-replication`;
const copying = `arn:aws:sts::${account}:assumed-role/alfred-platform-prod-replication/s3`;
const distribution = `arn:aws:cloudfront::${account}:distribution/E2EXAMPLE`;

const encryption: BucketEncryption = { type: "aws:kms", key };
const at: ObjectsAt = { bucket, region, account, key };
const identity = servicePermissions(at);
const everything = {
  Version: "2012-10-17",
  Statement: [{ Sid: "All", Effect: "Allow", Action: ["s3:*", "kms:*"], Resource: "*" }],
} as const;
const nothing = {
  Version: "2012-10-17",
  Statement: [{ Sid: "Nothing", Effect: "Allow", Action: ["sts:GetCallerIdentity"], Resource: "*" }],
} as const;
const guarded = objectsPolicy({ bucket, encryption });
const users = { account, region, bucket, administrators: [], users: [role] };

const object = `${bucket}/storage-single-tenant/user-uploads/cat.png/v1`;
const tls = { "aws:SecureTransport": "true", "s3:TlsVersion": "1.3" };
const owned = { ...tls, "aws:ResourceAccount": account };
const header = "s3:x-amz-server-side-encryption";

type Case = readonly [name: string, verdict: Verdict, request: Request];

const cases = (subject: string, rows: readonly Case[]) => {
  describe(subject, () => {
    for (const [name, verdict, request] of rows) {
      it(`${name}: ${verdict}`, async () => {
        assert.equal(await verdictOn(request), verdict);
      });
    }
  });
};

/** The service asks for something in S3. */
const asks = (action: string, resource = object, more: Partial<Request> = {}): Request => ({
  principal: service,
  action,
  resource,
  context: owned,
  identity,
  of: guarded,
  ...more,
});

describe("The service's identity, the bucket's policy and the key's, together", () => {
  cases("let the service", [
    ["download and look at an object", "allowed", asks("s3:GetObject")],
    ["upload, also in parts", "allowed", asks("s3:PutObject")],
    ["tag what is left of an unfinished upload", "allowed", asks("s3:PutObjectTagging")],
    ["give up an upload", "allowed", asks("s3:AbortMultipartUpload")],
    ["see the parts of an upload", "allowed", asks("s3:ListMultipartUploadParts")],
    ["remove an object", "allowed", asks("s3:DeleteObject")],
    ["list objects", "allowed", asks("s3:ListBucket", bucket)],
    ["list uploads under way", "allowed", asks("s3:ListBucketMultipartUploads", bucket)],
  ]);

  cases("do not let the service", [
    ["remove an old version", "not allowed", asks("s3:DeleteObjectVersion")],
    ["read an old version", "not allowed", asks("s3:GetObjectVersion")],
    ["open an object to others", "not allowed", asks("s3:PutObjectAcl")],
    ["lift a lock", "not allowed", asks("s3:BypassGovernanceRetention")],
    ["remove the bucket", "not allowed", asks("s3:DeleteBucket", bucket)],
    ["change the bucket's policy", "not allowed", asks("s3:PutBucketPolicy", bucket)],
    ["remove the bucket's policy", "not allowed", asks("s3:DeleteBucketPolicy", bucket)],
    ["suspend versions", "not allowed", asks("s3:PutBucketVersioning", bucket)],
    ["have objects expire", "not allowed", asks("s3:PutLifecycleConfiguration", bucket)],
    ["change the default encryption", "not allowed", asks("s3:PutEncryptionConfiguration", bucket)],
    ["open the bucket to the public", "not allowed", asks("s3:PutBucketPublicAccessBlock", bucket)],
    ["stop the access log", "not allowed", asks("s3:PutBucketLogging", bucket)],
    ["copy everything elsewhere", "not allowed", asks("s3:PutReplicationConfiguration", bucket)],
    ["list the account's buckets", "not allowed", asks("s3:ListAllMyBuckets", "*", { context: tls })],
    ["make another bucket", "not allowed", asks("s3:CreateBucket", `${bucket}-2`, { context: tls })],
  ]);

  const beside = (action: string, resource: string) => {
    const [name = ""] = resource.split("/");
    return asks(action, resource, { of: objectsPolicy({ bucket: name, encryption }) });
  };
  cases("keep the service out of other buckets", [
    ["read recovery points", "not allowed", beside("s3:GetObject", `${backups}/x`)],
    ["overwrite recovery points", "not allowed", beside("s3:PutObject", `${backups}/x`)],
    ["remove recovery points", "not allowed", beside("s3:DeleteObject", `${backups}/x`)],
    ["list recovery points", "not allowed", beside("s3:ListBucket", backups)],
    ["read the access log", "not allowed", beside("s3:GetObject", "arn:aws:s3:::alfred-platform-prod-logs/x")],
    [
      "write to a bucket of that name in another account",
      "not allowed",
      asks("s3:PutObject", object, {
        owner: otherAccount,
        context: { ...tls, "aws:ResourceAccount": otherAccount },
        of: {
          Version: "2012-10-17",
          Statement: [
            { Sid: "Open", Effect: "Allow", Principal: "*", Action: ["s3:PutObject"], Resource: `${bucket}/*` },
          ],
        },
      }),
    ],
  ]);

  const insecure = (context: Record<string, string>) => asks("s3:GetObject", object, { context });
  const upload = (context: Record<string, string>, of = guarded) =>
    asks("s3:PutObject", object, { context: { ...owned, ...context }, of });
  cases("refuse", [
    ["HTTP without TLS", "denied", insecure({ "aws:SecureTransport": "false", "aws:ResourceAccount": account })],
    ["TLS 1.1", "denied", insecure({ ...owned, "s3:TlsVersion": "1.1" })],
    ["an upload with Amazon's key", "denied", upload({ [header]: "AES256" })],
    ["an upload with aws:kms and no key", "denied", upload({ [header]: "aws:kms" })],
    ["an upload with another key", "denied", upload({ [header]: "aws:kms", [`${header}-aws-kms-key-id`]: otherKey })],
    ["an upload with a key that it brings along", "denied", upload({ [`${header}-customer-algorithm`]: "AES256" })],
    [
      "another encryption where it is Amazon's",
      "denied",
      upload({ [header]: "aws:kms" }, objectsPolicy({ bucket, encryption: { type: "AES256" } })),
    ],
  ]);

  cases("let an upload through that asks for", [
    ["the bucket's own encryption", "allowed", upload({ [header]: "aws:kms", [`${header}-aws-kms-key-id`]: key })],
    [
      "Amazon's key where it is the bucket's",
      "allowed",
      upload({ [header]: "AES256" }, objectsPolicy({ bucket, encryption: { type: "AES256" } })),
    ],
  ]);

  const anyone = (action: string, more: Partial<Request>): Request => ({
    action,
    resource: object,
    context: tls,
    of: guarded,
    ...more,
  });
  cases("keep others out", [
    ["anyone at all", "not allowed", anyone("s3:GetObject", {})],
    [
      "another account with every right of its own",
      "not allowed",
      anyone("s3:GetObject", { principal: stranger, identity: everything }),
    ],
    [
      "a user of the account without rights",
      "not allowed",
      anyone("s3:GetObject", { principal: someone, identity: nothing }),
    ],
    [
      "an administrator without TLS",
      "denied",
      anyone("s3:GetObject", { principal: someone, identity: everything, context: { "aws:SecureTransport": "false" } }),
    ],
  ]);
});

describe("The key's policy", () => {
  const of = keyPolicy(users);
  const s3 = { "kms:ViaService": "s3.us-west-2.amazonaws.com" };
  const viaS3 = { ...s3, "kms:CallerAccount": account };
  const uses = (action: string, context: Record<string, string>, more: Partial<Request> = {}): Request => ({
    principal: service,
    action,
    resource: key,
    context: { "kms:EncryptionContext:aws:s3:arn": bucket, ...context },
    identity,
    of,
    ...more,
  });
  const via = "kms:ViaService";
  cases("lets the service", [
    ["read through S3", "allowed", uses("kms:Decrypt", s3)],
    ["write through S3", "allowed", uses("kms:GenerateDataKey", s3)],
  ]);
  cases("does not let the service", [
    ["decrypt by itself", "not allowed", uses("kms:Decrypt", {})],
    ["decrypt through another service", "not allowed", uses("kms:Decrypt", { [via]: "ec2.us-west-2.amazonaws.com" })],
    ["decrypt through S3 elsewhere", "not allowed", uses("kms:Decrypt", { [via]: "s3.eu-west-1.amazonaws.com" })],
    [
      "decrypt another bucket's objects",
      "not allowed",
      uses("kms:Decrypt", { ...s3, "kms:EncryptionContext:aws:s3:arn": backups }),
    ],
    [
      "encrypt with another key, though that one's policy leaves it to IAM",
      "not allowed",
      uses("kms:GenerateDataKey", s3, { resource: otherKey, of: keyPolicy({ ...users, users: [] }) }),
    ],
    ["delete the key", "not allowed", uses("kms:ScheduleKeyDeletion", {}, { context: {} })],
    ["change the key's policy", "not allowed", uses("kms:PutKeyPolicy", {}, { context: {} })],
    ["give the key to others", "not allowed", uses("kms:CreateGrant", {}, { context: {} })],
  ]);
  const administers = (action: string, more: Partial<Request> = {}): Request => ({
    principal: someone,
    action,
    resource: key,
    context: {},
    identity: everything,
    of,
    ...more,
  });
  cases("lets an administrator of the account", [
    ["turn rotation on", "allowed", administers("kms:EnableKeyRotation")],
    ["change the policy", "allowed", administers("kms:PutKeyPolicy")],
    ["call off a deletion", "allowed", administers("kms:CancelKeyDeletion")],
  ]);
  cases("does not let an administrator of the account", [
    ["read", "not allowed", administers("kms:Decrypt")],
    [
      "read through S3",
      "not allowed",
      administers("kms:Decrypt", { context: { ...s3, "kms:EncryptionContext:aws:s3:arn": bucket } }),
    ],
    ["give the key to others", "not allowed", administers("kms:CreateGrant")],
  ]);
  cases("knows no other account", [
    ["with every right of its own", "not allowed", administers("kms:PutKeyPolicy", { principal: stranger })],
  ]);
  const named = keyPolicy({ ...users, administrators: [`arn:aws:iam::${account}:role/keys`] });
  cases("with administrators by name", [
    [
      "one of them",
      "allowed",
      administers("kms:PutKeyPolicy", { principal: `arn:aws:sts::${account}:assumed-role/keys/a`, of: named }),
    ],
    ["anybody else with every right", "not allowed", administers("kms:PutKeyPolicy", { of: named })],
  ]);
  const byIam = keyPolicy({ ...users, users: [] });
  cases("without a role for the service", [
    ["whom IAM lets, through S3", "allowed", uses("kms:Decrypt", viaS3, { principal: someone, of: byIam })],
    [
      "whom IAM lets, by themselves",
      "not allowed",
      uses("kms:Decrypt", { "kms:CallerAccount": account }, { principal: someone, of: byIam }),
    ],
    [
      "whom IAM does not let",
      "not allowed",
      uses("kms:Decrypt", viaS3, { principal: someone, of: byIam, identity: nothing }),
    ],
  ]);
});

describe("Replication", () => {
  const to: ObjectsAt = { bucket: backups, region: "us-east-2", account, key: otherKey };
  const allowed = replicationPermissions({ from: at, to });
  const copies = (action: string, resource: string, more: Partial<Request> = {}): Request => ({
    principal: copying,
    action,
    resource,
    context: tls,
    identity: allowed,
    of: objectsPolicy({ bucket: resource.split("/")[0] ?? "", encryption }),
    ...more,
  });
  cases("may", [
    ["read a version", "allowed", copies("s3:GetObjectVersionForReplication", object)],
    ["write a copy", "allowed", copies("s3:ReplicateObject", `${backups}/x`)],
    ["write its tags", "allowed", copies("s3:ReplicateTags", `${backups}/x`)],
  ]);
  cases("may not", [
    ["copy a deletion", "not allowed", copies("s3:ReplicateDelete", `${backups}/x`)],
    ["remove a copy", "not allowed", copies("s3:DeleteObject", `${backups}/x`)],
    ["write to where it reads", "not allowed", copies("s3:ReplicateObject", object)],
    [
      "give a copy away within the account",
      "not allowed",
      copies("s3:ObjectOwnerOverrideToBucketOwner", `${backups}/x`),
    ],
  ]);
  const withKey = (action: string, resource: string, of: Request["of"], where: string, name: string) =>
    copies(action, resource, {
      context: { "kms:ViaService": `s3.${where}.amazonaws.com`, "kms:EncryptionContext:aws:s3:arn": name },
      ...(of === undefined ? {} : { of }),
    });
  const source = keyPolicy({ ...users, replicatesFrom: copier });
  const target = keyPolicy({ ...users, region: "us-east-2", bucket: backups, replicatesTo: copier });
  cases("with keys may", [
    ["decrypt where it reads", "allowed", withKey("kms:Decrypt", key, source, region, bucket)],
    ["encrypt where it writes", "allowed", withKey("kms:Encrypt", otherKey, target, "us-east-2", backups)],
  ]);
  cases("with keys may not", [
    ["decrypt where it writes", "not allowed", withKey("kms:Decrypt", otherKey, target, "us-east-2", backups)],
    ["encrypt where it reads", "not allowed", withKey("kms:Encrypt", key, source, region, bucket)],
  ]);

  const elsewhere = `arn:aws:s3:::alfred-platform-prod-backups`;
  const owner = { ...to, account: otherAccount };
  const across = (action: string, replicator?: string): Request => ({
    principal: copying,
    action,
    resource: `${elsewhere}/x`,
    owner: otherAccount,
    context: tls,
    identity: replicationPermissions({ from: at, to: owner }),
    of: objectsPolicy({ bucket: elsewhere, encryption, ...(replicator === undefined ? {} : { replicator }) }),
  });
  cases("to another account", [
    ["whose bucket lets it", "allowed", across("s3:ReplicateObject", copier)],
    ["and the copy is then that account's", "allowed", across("s3:ObjectOwnerOverrideToBucketOwner", copier)],
    ["whose bucket does not let it", "not allowed", across("s3:ReplicateObject")],
    ["a deletion", "not allowed", across("s3:ReplicateDelete", copier)],
  ]);
});

describe("A bucket behind a gateway endpoint", () => {
  const of = objectsPolicy({ bucket, encryption, vpcEndpoint: "vpce-0a1b2c3d", besideEndpoint: [copier] });
  const from = (endpoint: string) => ({ ...owned, "aws:SourceVpce": endpoint, "aws:PrincipalIsAWSService": "false" });
  cases("lets objects through", [
    ["that endpoint", "allowed", asks("s3:GetObject", object, { of, context: from("vpce-0a1b2c3d") })],
  ]);
  cases("lets no object through", [
    ["another endpoint", "denied", asks("s3:GetObject", object, { of, context: from("vpce-99999999") })],
    [
      "the internet",
      "denied",
      asks("s3:PutObject", object, { of, context: { ...owned, "aws:PrincipalIsAWSService": "false" } }),
    ],
  ]);
  cases("can be administered from anywhere", [
    [
      "its policy",
      "allowed",
      { principal: someone, action: "s3:PutBucketPolicy", resource: bucket, context: tls, identity: everything, of },
    ],
  ]);
});

describe("The public buckets behind CloudFront", () => {
  const prefixes = ["storage-single-tenant/user-uploads/"];
  const of = objectsPolicy({ bucket, encryption, readers: { distribution, prefixes } });
  const reads = (resource: string, source: string): Request => ({
    principal: "cloudfront.amazonaws.com",
    action: "s3:GetObject",
    resource,
    context: { ...tls, "aws:SourceArn": source },
    of,
  });
  const secret = `${bucket}/storage-single-tenant/agent-documents/plan.pdf/v1`;
  cases("are read by", [["their distribution", "allowed", reads(object, distribution)]]);
  cases("are not read by", [
    ["another distribution", "not allowed", reads(object, distribution.replace("E2", "E3"))],
    ["anyone beside CloudFront", "not allowed", { action: "s3:GetObject", resource: object, context: tls, of }],
  ]);
  cases("are all that it reads", [
    ["a private bucket's object", "not allowed", reads(secret, distribution)],
    [
      "the same tenant's bucket with a longer name",
      "not allowed",
      reads(object.replace("uploads/", "uploads-2/"), distribution),
    ],
  ]);
});

describe("The bucket for access logs", () => {
  const logs = "arn:aws:s3:::alfred-platform-prod-logs";
  const of = logsPolicy(logs, [bucket], account);
  const delivers = (source: string, from = account): Request => ({
    principal: "logging.s3.amazonaws.com",
    action: "s3:PutObject",
    resource: `${logs}/alfred-platform-prod/2026`,
    context: { ...tls, "aws:SourceArn": source, "aws:SourceAccount": from },
    of,
  });
  cases("takes logs of", [["its bucket", "allowed", delivers(bucket)]]);
  cases("takes no logs of", [
    ["another bucket", "not allowed", delivers("arn:aws:s3:::another")],
    ["a bucket of that name in another account", "not allowed", delivers(bucket, otherAccount)],
  ]);
});

describe("Without a key of its own", () => {
  const context = { "kms:ViaService": "s3.us-west-2.amazonaws.com", "kms:EncryptionContext:aws:s3:arn": bucket };
  const of = keyPolicy({ ...users, users: [] });
  const identity = servicePermissions({ bucket, region, account });
  cases("the service", [
    [
      "may use none",
      "not allowed",
      { principal: service, action: "kms:Decrypt", resource: key, context, identity, of },
    ],
  ]);
});
