import assert from "node:assert/strict";
import path from "node:path";
import {
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { messages, steps } from "../engine/stack-environment";
import { type Aws, startAws } from "../harness/aws";
import { bridgePack } from "../harness/workspace";
import { awsToolchain } from "../toolchain/aws";
import { notKnownYet, verdictsIn } from "./aws/verdicts";
import { ClusterEnvironment } from "./cluster-environment";

const bucket = "alfred-platform-prod";
const backups = `${bucket}-backups`;
const logs = `${bucket}-logs`;

describe("prod on an emulated AWS", function () {
  this.timeout(600_000);
  let aws: Aws;
  let prod: ClusterEnvironment;
  let s3: S3Client;
  let pack: readonly string[];
  before(async function () {
    this.timeout(90 * 60_000); // where everything has to be built first
    aws = await startAws();
    prod = await ClusterEnvironment.start("", { aws });
    console.log(
      "    real: the engine, the API server, PostgreSQL, the plugins aws (reduced), kubernetes, random, storagedb",
    );
    console.log("    stand-ins: the plugin postgresql; moto for AWS, which enforces no policy and no endpoint");
    const { source } = await awsToolchain();
    pack = ["--policy-pack", bridgePack(path.join(prod.project.folder, "policies"), source)];
    s3 = new S3Client({
      endpoint: aws.endpoint,
      forcePathStyle: true,
      region: "us-west-2",
      credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
    });
  });
  after(async () => {
    s3.destroy();
    await prod.end();
    await aws.stop();
  });

  const ofAws = (all: readonly string[]) => all.filter((step) => step.includes(" aws:"));

  it("previews on nothing, without a warning; of some rules the policy pack says that they wait", async () => {
    const preview = await prod.preview(...pack);
    assert.ok(preview.steps.every(({ op }) => op === "create"));
    assert.deepEqual(messages(preview, "warning"), []);
    assert.deepEqual(verdictsIn(preview), notKnownYet);
  });

  it("comes up from nothing in one go", async () => {
    const up = await prod.up();
    assert.equal(ofAws(steps(up)).length, 34);
  });

  it("has nothing in it that the policy pack is against, once everything is known", async () => {
    const preview = await prod.preview(...pack);
    assert.deepEqual(steps(preview), []);
    assert.deepEqual(verdictsIn(preview), []);
  });

  it("changes nothing when it is run again, nor finds anything different", async () => {
    assert.deepEqual(steps(await prod.up()), []);
    const refreshed = ofAws(steps(await prod.preview("--refresh"))).filter((step) => !step.startsWith("refresh "));
    assert.deepEqual(refreshed, []);
  });

  describe("its buckets", () => {
    it("keep versions, and are shut to the public in all four ways", async () => {
      for (const Bucket of [bucket, backups, logs]) {
        const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
        assert.equal(Status, "Enabled", Bucket);
        const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
        assert.deepEqual(
          PublicAccessBlockConfiguration,
          {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
          Bucket,
        );
      }
    });

    it("have the policies that refuse HTTP without TLS", async () => {
      for (const Bucket of [bucket, backups, logs]) {
        const { Policy = "" } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
        const { Statement } = JSON.parse(Policy) as { Statement: { Sid: string; Effect: string }[] };
        assert.deepEqual(
          Statement.slice(0, 2).map(({ Sid, Effect }) => [Sid, Effect]),
          [
            ["DenyWithoutTls", "Deny"],
            ["DenyOldTls", "Deny"],
          ],
          Bucket,
        );
      }
    });

    it("have lifecycles by which nothing that is current ends", async () => {
      const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }));
      assert.deepEqual(
        Rules?.map(({ ID, Expiration, NoncurrentVersionExpiration }) => [
          ID,
          Expiration?.Days,
          NoncurrentVersionExpiration?.NoncurrentDays,
        ]),
        [
          ["unfinished-uploads", undefined, undefined],
          ["unfinished-resumable-uploads", 7, undefined],
          ["replaced-and-removed", undefined, 30],
        ],
      );
    });
  });

  describe("an edit", () => {
    // One upon the other, since S3 takes a minute for each change of a lifecycle.
    const edits: Readonly<Record<string, readonly [() => void, readonly string[]]>> = {
      "of how long old versions are kept": [
        () => {
          prod.set(["aws", "noncurrentDays"], 60);
        },
        ["update aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration object-store"],
      ],
      "of the lock": [
        () => {
          prod.set(["aws", "backups"], { days: 45 });
        },
        [
          "update aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration object-store-backups",
          "update aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration object-store-backups",
        ],
      ],
      "to a gateway endpoint": [
        () => {
          prod.set(["aws", "vpcEndpoint"], "vpce-0a1b2c3d4e5f60718");
        },
        ["update aws:s3/bucketPolicy:BucketPolicy object-store"],
      ],
      "of who administers the keys": [
        () => {
          prod.set(["aws", "keyAdministrators"], [`arn:aws:iam::${aws.account}:role/administrators`]);
        },
        ["update aws:kms/key:Key object-store", "update aws:kms/key:Key object-store-backups"],
      ],
      "of the identity's kind": [
        () => {
          prod.set(["aws", "identity"], { kind: "irsa", issuer: "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE" });
        },
        [
          "delete aws:eks/podIdentityAssociation:PodIdentityAssociation backup-identity",
          "delete aws:eks/podIdentityAssociation:PodIdentityAssociation storage-identity",
          "update aws:iam/role:Role backup-identity",
          "update aws:iam/role:Role storage-identity",
          "update kubernetes:apps/v1:Deployment storage-service",
          "update kubernetes:core/v1:ServiceAccount storage-backup",
          "update kubernetes:core/v1:ServiceAccount storage-service",
          "update kubernetes:networking.k8s.io/v1:NetworkPolicy storage-backup-egress",
          "update kubernetes:networking.k8s.io/v1:NetworkPolicy storage-service-egress",
        ],
      ],
    };
    for (const [name, [edit, expected]] of Object.entries(edits)) {
      it(`${name} changes that in place and nothing else`, async () => {
        edit();
        assert.deepEqual(steps(await prod.up()), expected);
      });
    }

    it("of the identity's kind has replaced the pods, which keep to the credentials that they started with", async () => {
      const pods = await prod.pods("db-storage", 3);
      assert.deepEqual(
        pods.map(({ metadata }) => metadata?.annotations?.["alfred-storage.identity"]),
        Array(3).fill(`irsa ${bucket}-service`),
      );
    });

    const refused = async (edit: () => void) => {
      const file = prod.project.readStackFile();
      edit();
      const preview = await prod.project.preview();
      prod.restore(file);
      assert.notEqual(preview.exitCode, 0);
      return messages(preview, "error").join("\n");
    };

    it("that would drop the key of objects that there are is refused", async () => {
      const said = await refused(() => {
        prod.unset(["service", "s3", "encryptionType"]);
        prod.unset(["aws", "keyAdministrators"]);
      });
      assert.match(said, /::object-store" cannot be deleted.*because it is protected/s);
    });

    it("that would drop the bucket of recovery points is refused", async () => {
      const said = await refused(() => {
        prod.set(["aws", "backups"], false);
        prod.set(["backup"], { none: "Nothing of it is to be kept" }); // which has to go elsewhere, or nowhere
      });
      assert.match(said, /::object-store-backups" cannot be deleted.*because it is protected/s);
    });
  });

  describe("its buckets in use", () => {
    // After the edits, since moto changes no lock of a bucket that has objects. It looks at no condition either, and so
    // takes each refusal of the policies for one of everything.
    before(async () => {
      for (const Bucket of [bucket, backups]) await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    });

    it("encrypt what is put without a header, each with a key of its own, through a bucket key", async () => {
      const keys = [];
      for (const Bucket of [bucket, backups]) {
        const { ServerSideEncryptionConfiguration: found } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
        const [rule] = found?.Rules ?? [];
        assert.equal(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, "aws:kms");
        assert.equal(rule.BucketKeyEnabled, true);
        await s3.send(new PutObjectCommand({ Bucket, Key: "tenant/object/v1", Body: "text" }));
        const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "tenant/object/v1" }));
        assert.equal(head.ServerSideEncryption, "aws:kms");
        assert.equal(head.SSEKMSKeyId, rule.ApplyServerSideEncryptionByDefault.KMSMasterKeyID);
        keys.push(head.SSEKMSKeyId);
      }
      assert.equal(new Set(keys).size, 2);
    });

    it("let no version of a recovery point be removed", async () => {
      const { ObjectLockConfiguration } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket: backups }));
      const { Mode, Days } = ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
      assert.deepEqual([Mode, Days], ["GOVERNANCE", 45]); // since the edit
      const at = { Bucket: backups, Key: "recovery-points/one" };
      const { VersionId } = await s3.send(new PutObjectCommand({ ...at, Body: "text" }));
      await assert.rejects(s3.send(new DeleteObjectCommand({ ...at, VersionId })), { name: "AccessDenied" });
      assert.equal((await s3.send(new HeadObjectCommand({ ...at, VersionId }))).VersionId, VersionId);
    });
  });

  describe("a repair", () => {
    it("finds what another hand changed, and puts it right", async () => {
      const suspended = { Bucket: bucket, VersioningConfiguration: { Status: "Suspended" } } as const;
      await s3.send(new PutBucketVersioningCommand(suspended));
      const up = await prod.project.up({ args: ["--refresh"] });
      assert.equal(up.exitCode, 0, up.stdout + up.stderr);
      // The policies went before, and what is found stands beside what is done about it.
      assert.deepEqual(
        [...new Set(ofAws(steps(up)))].filter((step) => !/^(refresh|delete) /.test(step)),
        [
          "create aws:s3/bucketPolicy:BucketPolicy object-store",
          "create aws:s3/bucketPolicy:BucketPolicy object-store-backups",
          "update aws:s3/bucketVersioning:BucketVersioning object-store",
        ],
      );
      assert.equal((await s3.send(new GetBucketVersioningCommand({ Bucket: bucket }))).Status, "Enabled");
      assert.ok((await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))).Policy);
    });
  });

  describe("in the end", () => {
    it("is not destroyed with its data: destroy stops at it, and what guards it stays", async () => {
      const destroy = await prod.project.destroy();
      assert.notEqual(destroy.exitCode, 0);
      assert.match(messages(destroy, "error").join("\n"), /protect/);
      for (const Bucket of [bucket, backups, logs]) {
        assert.ok((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy, Bucket);
      }
    });
  });
});
