import assert from "node:assert/strict";

import {
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  ListBucketsCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from "@aws-sdk/client-s3";

import { awsToolchain, type AwsToolchain } from "../toolchain/aws";
import { startAws, type Aws } from "./aws";
import { lines } from "./events";
import { Project } from "./project";

// The harness on a program of its own, which knows nothing of an emulator.
const files = {
  "Pulumi.yaml": "name: tiny\nruntime: { name: nodejs, options: { typescript: false } }\n",
  "package.json": JSON.stringify({ name: "tiny", main: "index.js", dependencies: { "@pulumi/pulumi": "*" } }),
  "index.js": `
    const aws = require("@pulumi/aws");
    const region = "eu-west-1";
    const provider = new aws.Provider("aws", { region, defaultTags: { tags: { owner: "tests" } } });
    const document = (statement) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
    const trust = (Service) => document({ Principal: { Service }, Action: "sts:AssumeRole" });

    const key = new aws.kms.Key("key", { enableKeyRotation: true, deletionWindowInDays: 7 }, { provider });
    const { bucket, arn, tagsAll } = new aws.s3.Bucket("files", { tags: { purpose: "files" } }, { provider });
    const versioningConfiguration = { status: "Enabled" };
    const versioned = new aws.s3.BucketVersioning("files", { bucket, versioningConfiguration }, { provider });
    const sse = { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn };
    const encryption = [{ applyServerSideEncryptionByDefault: sse, bucketKeyEnabled: true }];
    new aws.s3.BucketServerSideEncryptionConfiguration("files", { bucket, rules: encryption }, { provider });
    const abort = { id: "abort", status: "Enabled", filter: {}, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } };
    new aws.s3.BucketLifecycleConfiguration("files", { bucket, rules: [abort] }, { provider });

    const service = new aws.iam.Role("service", { assumeRolePolicy: trust("pods.eks.amazonaws.com") }, { provider });
    const policy = arn.apply((Resource) => document({ Action: "s3:ListBucket", Resource }));
    new aws.iam.RolePolicy("service", { role: service.name, policy }, { provider });
    const pods = { clusterName: "platform", namespace: "files", serviceAccount: "service" };
    new aws.eks.PodIdentityAssociation("service", { ...pods, roleArn: service.arn }, { provider });

    const elsewhere = { provider: new aws.Provider("elsewhere", { region: "eu-central-1" }) };
    const copies = new aws.s3.Bucket("copies", {}, elsewhere);
    const copiesKey = new aws.kms.Key("copies", { deletionWindowInDays: 7 }, elsewhere);
    const ready = new aws.s3.BucketVersioning("copies", { bucket: copies.bucket, versioningConfiguration }, elsewhere);
    const copier = new aws.iam.Role("copier", { assumeRolePolicy: trust("s3.amazonaws.com") }, { provider });
    const all = {
      id: "all",
      status: "Enabled",
      filter: {},
      deleteMarkerReplication: { status: "Enabled" },
      sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
      destination: { bucket: copies.arn, encryptionConfiguration: { replicaKmsKeyId: copiesKey.arn } },
    };
    new aws.s3.BucketReplicationConfig(
      "files",
      { bucket, role: copier.arn, rules: [all] },
      { provider, dependsOn: [versioned, ready] },
    );

    exports.account = aws.getCallerIdentityOutput({}, { provider }).accountId;
    exports.bucket = bucket;
    exports.copies = copies.bucket;
    exports.tags = tagsAll;
  `,
};

const created = [
  "aws:eks/podIdentityAssociation:PodIdentityAssociation service",
  "aws:iam/role:Role copier",
  "aws:iam/role:Role service",
  "aws:iam/rolePolicy:RolePolicy service",
  "aws:kms/key:Key copies",
  "aws:kms/key:Key key",
  "aws:s3/bucket:Bucket copies",
  "aws:s3/bucket:Bucket files",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration files",
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig files",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration files",
  "aws:s3/bucketVersioning:BucketVersioning copies",
  "aws:s3/bucketVersioning:BucketVersioning files",
];

describe("a scratch project with the real aws provider and an emulated AWS", function () {
  this.timeout(300_000);
  let tools: AwsToolchain;
  let aws: Aws;
  let project: Project;
  let s3: S3Client;
  let bucket: string;

  before(async function () {
    this.timeout(60 * 60_000); // where everything has to be built first
    tools = await awsToolchain();
    aws = await startAws();
    project = await Project.create({ toolchain: tools, files, checkout: false, env: aws.env });
    await project.stackInit("dev");
    s3 = aws.s3("eu-west-1");
  });
  after(async () => {
    await project.remove();
    await aws.stop();
  });

  it("creates what the program says, each in the region and with the default tags of its provider", async () => {
    const { exitCode, steps, stderr, stdout, diagnostics } = await project.up();
    assert.equal(exitCode, 0, stdout + stderr);
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(
      lines(steps),
      created.map((resource) => `create ${resource}`),
    );
    const outputs = await project.outputs();
    assert.equal(outputs["account"], aws.account);
    assert.deepEqual(outputs["tags"], { owner: "tests", purpose: "files" });
    bucket = String(outputs["bucket"]);
    const region = async (Bucket: string) =>
      (await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint;
    assert.equal(await region(bucket), "eu-west-1");
    assert.equal(await region(String(outputs["copies"])), "eu-central-1");
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: bucket }));
    assert.deepEqual(TagSet?.map(({ Key, Value }) => `${Key ?? ""}=${Value ?? ""}`).sort(), [
      "owner=tests",
      "purpose=files",
    ]);
  });

  it("then has nothing to do, whether the state is compared with the program or with what is there", async () => {
    const preview = await project.preview({ args: ["--expect-no-changes"] });
    assert.equal(preview.exitCode, 0, preview.stdout + preview.stderr);
    assert.deepEqual(preview.steps, []);
    const refresh = await project.refresh({ args: ["--expect-no-changes"] });
    assert.equal(refresh.exitCode, 0, refresh.stdout + refresh.stderr);
  });

  it("finds what another hand changed, and puts it right", async () => {
    const suspended = { Bucket: bucket, VersioningConfiguration: { Status: "Suspended" } } as const;
    await s3.send(new PutBucketVersioningCommand(suspended));
    const update = ["update aws:s3/bucketVersioning:BucketVersioning files"];
    assert.deepEqual(lines((await project.refresh()).steps), update);
    const up = await project.up();
    assert.equal(up.exitCode, 0, up.stdout + up.stderr);
    assert.deepEqual(lines(up.steps), update);
    const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket: bucket }));
    assert.equal(Status, "Enabled");
  });

  it("destroys everything", async () => {
    const { exitCode, steps, stdout, stderr } = await project.destroy();
    assert.equal(exitCode, 0, stdout + stderr);
    assert.deepEqual(
      lines(steps),
      created.map((resource) => `delete ${resource}`),
    );
    assert.deepEqual((await s3.send(new ListBucketsCommand({}))).Buckets ?? [], []);
  });
});
