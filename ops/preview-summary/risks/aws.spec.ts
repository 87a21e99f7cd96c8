import assert from "node:assert/strict";
import type { Operation, Values } from "../preview";
import { change, said, state } from "../testing-changes";

const of = (type: string, operation: Operation, before: Values, after?: Values, paths: string[] = [], protect = true) =>
  said(
    change(operation, type, "objects", {
      old: state({ bucket: "files", ...before }, { protect }),
      ...(after === undefined ? {} : { new: state({ bucket: "files", ...after }, { protect }) }),
      paths,
    }),
  );

describe("what changes in AWS mean", () => {
  const cases: readonly (readonly [title: string, said: string[], expected: string[]])[] = [
    [
      "a bucket that goes",
      of("aws:s3/bucket:Bucket", "delete", { forceDestroy: false }),
      [
        "data loss: The S3 bucket `files` is deleted; AWS refuses as long as it holds an object or a version of one. It is protected, so `pulumi up` refuses.",
      ],
    ],
    [
      "a bucket that is made anew, with all in it",
      of("aws:s3/bucket:Bucket", "replace", { forceDestroy: true }, { bucket: "other" }, ["bucket"], false),
      ["data loss: The S3 bucket `files` is deleted with **every object in it**. An empty one takes its place."],
    ],
    [
      "a bucket that may be emptied",
      of("aws:s3/bucket:Bucket", "update", {}, { forceDestroy: true }, ["forceDestroy"]),
      ["data loss: The S3 bucket `files` gets `forceDestroy`: whatever deletes it deletes every object, too."],
    ],
    [
      "versions off",
      of(
        "aws:s3/bucketVersioning:BucketVersioning",
        "update",
        { versioningConfiguration: { status: "Enabled" } },
        { versioningConfiguration: { status: "Suspended" } },
      ),
      [
        "data loss: The S3 bucket `files` keeps **no more versions**: what is overwritten or removed from now on cannot be had back. It is protected, so `pulumi up` refuses.",
      ],
    ],
    [
      "a shorter lock",
      of(
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
        "update",
        { rule: { defaultRetention: { mode: "GOVERNANCE", days: 30 } } },
        { rule: { defaultRetention: { mode: "GOVERNANCE", days: 7 } } },
      ),
      [
        "data loss: **Shorter or weaker lock.** Versions in the S3 bucket `files` are locked for 7 days (GOVERNANCE), before for 30 days (GOVERNANCE).",
      ],
    ],
    [
      "a weaker lock",
      of(
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
        "update",
        { rule: { defaultRetention: { mode: "COMPLIANCE", years: 1 } } },
        { rule: { defaultRetention: { mode: "GOVERNANCE", years: 2 } } },
      ),
      [
        "data loss: **Shorter or weaker lock.** Versions in the S3 bucket `files` are locked for 730 days (GOVERNANCE), before for 365 days (COMPLIANCE).",
      ],
    ],
    [
      "a longer lock",
      of(
        "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
        "update",
        { rule: { defaultRetention: { mode: "GOVERNANCE", days: 30 } } },
        { rule: { defaultRetention: { mode: "GOVERNANCE", days: 60 } } },
      ),
      [
        "harmless: Versions in the S3 bucket `files` are locked for 60 days (GOVERNANCE), before for 30 days (GOVERNANCE).",
      ],
    ],
    [
      "things that are deleted sooner",
      of(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "update",
        { rules: [{ id: "old", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 30 } }] },
        {
          rules: [
            { id: "old", status: "Enabled", noncurrentVersionExpiration: { noncurrentDays: 7 } },
            { id: "all", status: "Enabled", expiration: { days: 90 } },
            { id: "off", status: "Disabled", expiration: { days: 1 } },
          ],
        },
      ),
      [
        "data loss: The S3 bucket `files` deletes versions that were overwritten or removed (rule `old`) **after 7 days**, before after 30 days.",
        "data loss: The S3 bucket `files` deletes objects (rule `all`) **after 90 days**, before never.",
      ],
    ],
    [
      "weaker encryption",
      of(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "update",
        { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "one" } }] },
        { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      ),
      [
        "security: The S3 bucket `files` **encrypts more weakly**: `AES256`, before `aws:kms`. Objects that are there stay as they are.",
      ],
    ],
    [
      "another key",
      of(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "update",
        { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "one" } }] },
        { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "two" } }] },
      ),
      [
        "security: The S3 bucket `files` encrypts with another key. Whoever reads its older objects still needs the old one.",
      ],
    ],
    [
      "public access let in",
      of(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "update",
        { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
        { blockPublicAcls: true, blockPublicPolicy: false, ignorePublicAcls: true, restrictPublicBuckets: false },
      ),
      [
        "access widened: The S3 bucket `files` **may become public**: `blockPublicPolicy` and `restrictPublicBuckets` are off. It is protected, so `pulumi up` refuses.",
      ],
    ],
    [
      "another policy",
      of(
        "aws:s3/bucketPolicy:BucketPolicy",
        "update",
        { policy: '{"Statement":[{"Sid":"Tls","Effect":"Deny"},{"Sid":"Same"}]}' },
        { policy: '{"Statement":[{"Sid":"All","Effect":"Allow"},{"Sid":"Same"}]}' },
      ),
      ["access widened: The policy of the S3 bucket `files` changes: new: `All`; gone: `Tls`. Read its statements."],
    ],
    [
      "a policy that says the same in another order",
      of(
        "aws:s3/bucketPolicy:BucketPolicy",
        "update",
        { policy: '{"Statement":{"Sid":"A","Effect":"Deny"}}' },
        { policy: '{"Statement":[{"Effect":"Deny","Sid":"A"}]}' },
      ),
      [],
    ],
    [
      "no more logs",
      of("aws:s3/bucketLogging:BucketLogging", "delete", {}),
      ["security: Requests to the S3 bucket `files` are logged no longer."],
    ],
    [
      "no second copy",
      of("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "delete", {}),
      ["data loss: The S3 bucket `files` is copied elsewhere no longer: there is no second copy of new objects."],
    ],
    [
      "a key that goes",
      of("aws:kms/key:Key", "delete", { deletionWindowInDays: 30 }),
      [
        "data loss: The key `objects` is **deleted**, 30 days after it is asked to: nothing that it encrypted can be read again. It is protected, so `pulumi up` refuses.",
      ],
    ],
    [
      "a key that is turned off, sooner gone and not renewed",
      of(
        "aws:kms/key:Key",
        "update",
        { deletionWindowInDays: 30, enableKeyRotation: true },
        { deletionWindowInDays: 7, enableKeyRotation: false, isEnabled: false },
      ),
      [
        "data loss: The key `objects` is **turned off**: nothing that it encrypted can be read until it is on again.",
        "data loss: A deletion of the key `objects` can be taken back for 7 days, before for 30.",
        "security: The key `objects` is renewed each year no longer.",
      ],
    ],
    [
      "an identity",
      of(
        "aws:iam/role:Role",
        "update",
        { assumeRolePolicy: '{"Statement":[{"Sid":"Pods"}]}' },
        { assumeRolePolicy: '{"Statement":[{"Sid":"Pods","Effect":"Allow"}]}' },
        ["assumeRolePolicy"],
      ),
      ["access widened: The policy of the Role `objects` changes: changed: `Pods`. Read its statements."],
    ],
    [
      "tags",
      of("aws:s3/bucket:Bucket", "update", { tags: {} }, { tags: { a: "b" } }, ["tags.a", "tagsAll.a"]),
      ["harmless: Other labels or tags, and nothing else, on `Bucket objects`."],
    ],
  ];
  for (const [title, found, expected] of cases) {
    it(title, () => {
      assert.deepEqual(found, expected);
    });
  }
});
