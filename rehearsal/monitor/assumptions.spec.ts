import assert from "node:assert/strict";
import type { AwsSettings } from "../../config/aws-settings";
import { assumptions } from "./assumptions";

const objectStore = { keyAdministrators: [], noncurrentDays: 30, transitions: [] } as const;
const given = { kind: "given", name: "platform" } as const;
const aws = (changed: Pick<AwsSettings["objectStore"], "bucket" | "encryption">): AwsSettings => ({
  region: "us-west-2",
  objectStore: { ...objectStore, ...changed },
});

const [whoAmI, versioning, access, encryption] = [
  "aws:index/getCallerIdentity:getCallerIdentity",
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
] as const;

function asked(settings: AwsSettings | undefined, ...lookUps: readonly (readonly [string, string])[]) {
  const said: string[] = [];
  const read = assumptions(settings === undefined ? {} : { aws: settings }, ({ message }) => said.push(message));
  return { answers: lookUps.map(([token, id]) => read(token, id)), said };
}

describe("What the rehearsal assumes of AWS", () => {
  it("is an account of Amazon's own examples, which is said once", () => {
    const own = aws({ bucket: { kind: "own", name: "platform" }, encryption: { type: "AES256" } });
    assert.deepEqual(asked(own, [whoAmI, ""], [whoAmI, ""]), {
      answers: [{ accountId: "123456789012" }, { accountId: "123456789012" }],
      said: [
        "Assumed: the credentials are of the account 123456789012, Amazon's own example, since alfred-storage:aws.account " +
          "names none. The rehearsal asks no account; pulumi up and preview look.",
      ],
    });
  });

  for (const [subject, settings, seen, words] of [
    ["Amazon's encryption", { type: "AES256" }, { sseAlgorithm: "AES256" }, "AES256"],
    ["Amazon's key", { type: "aws:kms" }, { sseAlgorithm: "aws:kms" }, "aws:kms and Amazon's key"],
    [
      "a key",
      { type: "aws:kms", key: "1-2" },
      { sseAlgorithm: "aws:kms", kmsMasterKeyId: "1-2" },
      "aws:kms and the key 1-2",
    ],
  ] as const) {
    it(`is that a given bucket is as it is asked for, said as one: ${subject}`, () => {
      const { answers, said } = asked(
        aws({ bucket: given, encryption: settings }),
        [versioning, "platform"],
        [access, "platform"],
        [encryption, "platform"],
      );
      const on = {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      };
      assert.deepEqual(answers, [
        { bucket: "platform", versioningConfiguration: { status: "Enabled" } },
        { bucket: "platform", ...on },
        { bucket: "platform", rules: [{ applyServerSideEncryptionByDefault: seen }] },
      ]);
      assert.deepEqual(said, [
        `Assumed: the bucket platform exists, is shut to the public, keeps versions, and encrypts with ${words}. ` +
          "The rehearsal asks no account; pulumi up and preview look.",
      ]);
    });
  }

  it("is nothing of another bucket, nor of one that the stack makes, nor without a section aws", () => {
    const settings = aws({ bucket: given, encryption: { type: "AES256" } });
    const own = aws({ bucket: { kind: "own", name: "platform" }, encryption: { type: "AES256" } });
    const nothing = (count: number) => ({ answers: Array<undefined>(count).fill(undefined), said: [] });
    assert.deepEqual(asked(settings, [versioning, "other"], ["aws:s3/bucket:Bucket", "platform"]), nothing(2));
    assert.deepEqual(asked(own, [versioning, "platform"], [access, "platform"], [encryption, "platform"]), nothing(3));
    assert.deepEqual(asked(undefined, [whoAmI, ""]), nothing(1));
  });
});
