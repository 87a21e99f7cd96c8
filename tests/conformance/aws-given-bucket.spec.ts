import assert from "node:assert/strict";
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { messages, steps, succeeded } from "../engine/stack-environment";
import { type Aws, startAws } from "../harness/aws";
import { Project } from "../harness/project";
import { awsToolchain } from "../toolchain/aws";

const region = "us-west-2";
const key = (id: string) => `arn:aws:kms:${region}:123456789012:key/${id}`;
const [ours, another] = [key("11111111-2222-3333-4444-555555555555"), key("99999999-2222-3333-4444-555555555555")];

/** The project with another program, which looks at one bucket. */
const program = {
  "Pulumi.yaml": "name: given\nruntime: { name: nodejs, options: { typescript: false } }\nmain: given.cjs\n",
  "given.cjs":
    'require("./index.cjs");\nmodule.exports = require("./tests/conformance/aws/given-bucket-program.ts").main;\n',
};

/** How somebody else made a bucket; what is missing was never set. */
interface Made {
  readonly versioning?: "Enabled" | "Suspended";
  readonly open?: readonly ("BlockPublicPolicy" | "RestrictPublicBuckets")[];
  readonly encryption?: { readonly SSEAlgorithm: "AES256" | "aws:kms"; readonly KMSMasterKeyID?: string };
}

const good: Made = {
  versioning: "Enabled",
  open: [],
  encryption: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: ours },
};

const without = (part: keyof Made): Made => Object.fromEntries(Object.entries(good).filter(([key]) => key !== part));

describe("a given bucket, by the real provider on an emulated AWS", function () {
  this.timeout(300_000);
  let aws: Aws;
  let s3: S3Client;
  let project: Project;
  before(async function () {
    this.timeout(90 * 60_000); // where everything has to be built first
    const toolchain = await awsToolchain();
    aws = await startAws();
    s3 = aws.s3(region);
    project = await Project.create({ toolchain, files: program, env: aws.env });
    await project.stackInit("dev");
  });
  after(async () => {
    await project.remove();
    await aws.stop();
  });

  let count = 0;
  /** Makes a bucket, and hands its name to the program. */
  const make = async ({ versioning, open, encryption }: Made) => {
    const Bucket = `given-${++count}`;
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
    if (versioning !== undefined) {
      const VersioningConfiguration = { Status: versioning };
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    }
    if (open !== undefined) {
      const shut = {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      };
      const changed = Object.fromEntries(open.map((way) => [way, false]));
      const PublicAccessBlockConfiguration = { ...shut, ...changed };
      await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    }
    if (encryption !== undefined) {
      const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault: encryption }] };
      await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    }
    return Bucket;
  };
  const ask = async (bucket: string, encryption: object = { type: "aws:kms", key: ours }) => {
    await project.setConfig("given:bucket", bucket);
    for (const [name, value] of Object.entries(encryption)) {
      await project.setConfig(`given:encryption.${name}`, String(value));
    }
  };

  it("is taken as it has to be, looked at and not changed, and outlives the stack", async () => {
    const bucket = await make(good);
    await ask(bucket);
    const preview = succeeded(await project.preview());
    assert.deepEqual(messages(preview, "warning"), []);
    const up = succeeded(await project.up());
    assert.deepEqual(messages(up, "warning"), []);
    assert.deepEqual(
      steps(up).filter((step) => step.includes(" aws:")),
      [
        "read aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock object-store-public-access",
        "read aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration object-store-encryption",
        "read aws:s3/bucketVersioning:BucketVersioning object-store-versioning",
      ],
    );
    assert.deepEqual((await project.outputs())["objects"], {
      account: aws.account,
      bucket: `arn:aws:s3:::${bucket}`,
      key: ours,
      region,
    });
    succeeded(await project.destroy());
    assert.equal((await s3.send(new GetBucketVersioningCommand({ Bucket: bucket }))).Status, "Enabled");
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket: bucket }));
    assert.equal(
      ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
      ours,
    );
  });

  const noVersions = "keeps no versions: an object that is overwritten or removed is gone at once. Turn on versioning.";
  const warned: Readonly<Record<string, Made>> = {
    "that never kept versions": without("versioning"),
    "that keeps versions no more": { ...good, versioning: "Suspended" },
  };
  for (const [subject, made] of Object.entries(warned)) {
    it(`${subject} is warned about`, async () => {
      const bucket = await make(made);
      await ask(bucket);
      const preview = succeeded(await project.preview());
      assert.deepEqual(messages(preview, "warning"), [`The given bucket ${bucket} ${noVersions}`]);
    });
  }

  const open = (ways: string) =>
    `may be opened to the public: ${ways} off. Turn on all four of Block Public Access; the service needs none of it.`;
  const otherKind =
    "encrypts with AES256 by default, and aws:kms is asked for. Change the bucket's default encryption, or what is " +
    "asked for: the service itself names no encryption.";
  const otherKey = (found: string) =>
    `encrypts with ${found} by default, and the key ${ours} is asked for. ` +
    "Change the bucket's default encryption, or the key that is asked for.";
  const refused: Readonly<Record<string, readonly [Made, string]>> = {
    "that was never shut to the public": [
      without("open"),
      open("blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets are"),
    ],
    "that is shut to the public in three ways only": [
      { ...good, open: ["BlockPublicPolicy"] },
      open("blockPublicPolicy is"),
    ],
    "that encrypts with S3's own key": [{ ...good, encryption: { SSEAlgorithm: "AES256" } }, otherKind],
    "that was never told how to encrypt": [without("encryption"), otherKind],
    "that encrypts with another key": [
      { ...good, encryption: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: another } },
      otherKey(another),
    ],
    "that encrypts with Amazon's key": [
      { ...good, encryption: { SSEAlgorithm: "aws:kms" } },
      otherKey("Amazon's own key"),
    ],
  };
  for (const [subject, [made, sentence]] of Object.entries(refused)) {
    it(`${subject} is refused in the preview`, async () => {
      const bucket = await make(made);
      await ask(bucket);
      const preview = await project.preview();
      assert.notEqual(preview.exitCode, 0);
      assert.deepEqual(messages(preview, "error"), [`The given bucket ${bucket} ${sentence}`]);
    });
  }

  it("that there is not is refused in the preview", async () => {
    await ask("given-nowhere");
    const preview = await project.preview();
    assert.notEqual(preview.exitCode, 0);
    assert.deepEqual(messages(preview, "error"), [
      `The given bucket given-nowhere does not exist in ${region}. Make it, name another one, or let the program make it.`,
    ]);
  });
});
