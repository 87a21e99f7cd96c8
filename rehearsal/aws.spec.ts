import assert from "node:assert/strict";
import type { Statement } from "../components/policy-document";
import { inAws, ofBucket, policyOf } from "./aws-objects";
import { objectOf } from "./kubernetes-objects";
import type { RecordedResource } from "./monitor/record";
import { Rehearsals } from "./testing-start";

const account = "123456789012";
const [bucket, logs, backups] = ["alfred-platform-prod", "alfred-platform-prod-logs", "alfred-platform-prod-backups"];
const buckets = [bucket, backups, logs];

/** Everything of one bucket, in the order in which it has to be made. */
const chain = [
  "Bucket",
  "BucketPublicAccessBlock",
  "BucketOwnershipControls",
  "BucketVersioning",
  "BucketServerSideEncryptionConfiguration",
  "BucketObjectLockConfiguration",
  "BucketPolicy",
  "BucketLifecycleConfiguration",
  "BucketLogging",
];

describe("The rehearsal of prod in AWS", function () {
  this.timeout(300_000);
  const rehearsals = new Rehearsals();
  let resources: RecordedResource[];
  let stdout: string;
  before(() => {
    rehearsals.write("prod");
    const run = rehearsals.run();
    assert.equal(run.status, 0, run.stderr);
    resources = rehearsals.resources("prod");
    ({ stdout } = run);
  });
  after(() => {
    rehearsals.end();
  });

  const ofAws = () => resources.filter(({ type }) => type.startsWith("aws:"));
  const nameOf = ({ type }: RecordedResource) => type.split(":").at(-1) ?? "";
  const partsOf = (name: string) =>
    ofAws().filter(({ type, inputs }) => type.startsWith("aws:s3/") && inputs["bucket"] === name);
  const find = (type: string, name: string) =>
    resources.find((resource) => resource.type === type && resource.name === name) ?? assert.fail(`${type} ${name}`);
  const keyOf = (of: string) => {
    const { targetKeyId } =
      inAws(resources, "aws:kms/alias:Alias").find(({ inputs }) => inputs.name === `alias/${of}`)?.inputs ??
      assert.fail();
    return `arn:aws:kms:us-west-2:${account}:key/${targetKeyId}`;
  };
  const statements = (of: string): readonly Statement[] =>
    policyOf(ofBucket(resources, "aws:s3/bucketPolicy:BucketPolicy", of)?.policy ?? assert.fail()).Statement;

  it("holds the seed's bucket and region, by a provider of its own", () => {
    const made = inAws(resources, "aws:s3/bucket:Bucket").map(({ inputs }) => inputs.bucket);
    assert.deepEqual(made.sort(), [...buckets].sort());
    const providers = resources.filter(({ type }) => type === "pulumi:providers:aws");
    assert.deepEqual(
      providers.map(({ name, inputs }) => [name, inputs["region"]]),
      [["aws", "us-west-2"]],
    );
  });

  it("encrypts as the seed says, with a key for the objects and another one for recovery points", () => {
    const type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    for (const of of [bucket, backups]) {
      assert.deepEqual(ofBucket(resources, type, of)?.rules, [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyOf(of) },
          bucketKeyEnabled: true,
        },
      ]);
    }
    assert.notEqual(keyOf(bucket), keyOf(backups));
    // S3 itself writes the logs.
    assert.deepEqual(ofBucket(resources, type, logs)?.rules, [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    for (const { inputs } of inAws(resources, "aws:kms/key:Key")) assert.equal(inputs.enableKeyRotation, true);
  });

  it("keeps every version, and recovery points for 30 days, whoever removes them", () => {
    for (const of of buckets) {
      const found = ofBucket(resources, "aws:s3/bucketVersioning:BucketVersioning", of);
      assert.deepEqual(found?.versioningConfiguration, { status: "Enabled" }, of);
    }
    const locks = inAws(resources, "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration");
    assert.deepEqual(
      locks.map(({ inputs }) => [inputs.bucket, inputs.rule]),
      [[backups, { defaultRetention: { mode: "GOVERNANCE", days: 30 } }]],
    );
    assert.equal(find("aws:s3/bucket:Bucket", "object-store-backups").inputs["objectLockEnabled"], true);
  });

  for (const of of buckets) {
    it(`shuts the public out of ${of}, and whoever comes without TLS 1.2`, () => {
      assert.deepEqual(ofBucket(resources, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", of), {
        bucket: of,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      const everything = {
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*"],
        Resource: [`arn:aws:s3:::${of}`, `arn:aws:s3:::${of}/*`],
      };
      assert.deepEqual(statements(of).slice(0, 2), [
        { Sid: "DenyWithoutTls", ...everything, Condition: { Bool: { "aws:SecureTransport": "false" } } },
        { Sid: "DenyOldTls", ...everything, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
      ]);
    });

    it(`makes what belongs to ${of} one after the other`, () => {
      const parts = partsOf(of);
      const expected = chain.filter(
        (name) =>
          (name !== "BucketObjectLockConfiguration" || of === backups) && (name !== "BucketLogging" || of !== logs),
      );
      const inOrder = expected.map((name) => parts.find((part) => nameOf(part) === name) ?? assert.fail(name));
      assert.equal(parts.length, inOrder.length);
      for (const [index, { dependsOn, type }] of inOrder.entries()) {
        const before = inOrder[index - 1];
        if (before !== undefined) assert.ok(dependsOn.includes(before.urn), type);
      }
    });

    it(`protects ${of} with all that guards it`, () => {
      const open = partsOf(of).filter(({ protect }) => !protect);
      assert.deepEqual(open.map(nameOf), of === logs ? [] : ["BucketLogging"]);
    });
  }

  it("protects both keys", () => {
    assert.deepEqual(
      inAws(resources, "aws:kms/key:Key").map(({ protect }) => protect),
      [true, true],
    );
  });

  it("logs requests once the logs' bucket lets S3 in", () => {
    const policy = find("aws:s3/bucketPolicy:BucketPolicy", "object-store-logs").urn;
    const loggings = resources.filter(({ type }) => type === "aws:s3/bucketLogging:BucketLogging");
    assert.deepEqual(loggings.map(({ inputs }) => [inputs["bucket"], inputs["targetBucket"]]).sort(), [
      [bucket, logs],
      [backups, logs],
    ]);
    for (const { urn, dependsOn } of loggings) {
      assert.ok(comesBefore(policy, dependsOn), urn);
    }
  });

  /** Whether one of these has to wait for a resource, directly or not. */
  function comesBefore(urn: string, dependsOn: readonly string[]): boolean {
    return dependsOn.some((one) => {
      return one === urn || comesBefore(urn, resources.find((resource) => resource.urn === one)?.dependsOn ?? []);
    });
  }

  it("makes the service wait for its bucket with all that guards it, and for its identity", () => {
    const service = find("alfred:storage:kubernetes:StorageService", "storage-service");
    const identity = ofAws().filter(({ type, name }) => /:(iam|eks)\//.test(type) && !name.startsWith("backup"));
    const expected = [...partsOf(bucket), ...identity];
    assert.equal(expected.length, 11);
    for (const { urn } of expected) assert.ok(service.dependsOn.includes(urn), urn);
  });

  it("makes the jobs wait for both buckets with all that guards them, and for their identity", () => {
    const jobs = find("alfred:storage:kubernetes:BackupSchedule", "storage-backup");
    const identity = ofAws().filter(({ type, name }) => /:(iam|eks)\//.test(type) && name.startsWith("backup"));
    const expected = [...partsOf(bucket), ...partsOf(backups), ...identity];
    assert.equal(expected.length, 20);
    for (const { urn } of expected) assert.ok(jobs.dependsOn.includes(urn), urn);
  });

  it("puts stack, environment, owner and cost centre on everything that takes tags", () => {
    const takers = ["Bucket", "Key", "Role", "PodIdentityAssociation"];
    const tagged = ofAws().filter((resource) => takers.includes(nameOf(resource)));
    assert.equal(tagged.length, 9);
    for (const { inputs, urn } of tagged) {
      assert.deepEqual(
        inputs["tags"],
        {
          "alfred-storage.managed-by": "pulumi",
          "alfred-storage.stack": "prod",
          "alfred-storage.environment": "prod",
          owner: "infrastructure",
          "cost-centre": "alfred-platform",
        },
        urn,
      );
    }
    for (const resource of ofAws().filter((one) => !takers.includes(nameOf(one)))) {
      assert.ok(!("tags" in resource.inputs), resource.urn);
    }
  });

  it("lets the service's pods take on a role that reads and writes objects, and nothing else", () => {
    const role = inAws(resources, "aws:iam/role:Role").find(({ inputs }) => inputs.name === `${bucket}-service`);
    const arn = `arn:aws:iam::${account}:role/alfred-platform-prod-service`;
    const [trust] = policyOf(role?.inputs.assumeRolePolicy ?? assert.fail()).Statement;
    assert.deepEqual(trust?.Principal, { Service: "pods.eks.amazonaws.com" });
    assert.deepEqual(trust.Condition?.["ArnEquals"], {
      "aws:SourceArn": `arn:aws:eks:us-west-2:${account}:cluster/alfred-platform`,
    });
    const { inputs } = find("aws:eks/podIdentityAssociation:PodIdentityAssociation", "storage-identity");
    const { clusterName, namespace, serviceAccount, roleArn } = inputs;
    assert.deepEqual(
      [clusterName, namespace, serviceAccount, roleArn],
      ["alfred-platform", "alfred-platform", "storage-service", arn],
    );
    assert.deepEqual(allowed(`${bucket}-service`), [
      ["Objects", `arn:aws:s3:::${bucket}/*`],
      ["Listings", `arn:aws:s3:::${bucket}`],
      ["Key", keyOf(bucket)],
    ]);
    const keys = inAws(resources, "aws:kms/key:Key").map(({ inputs: { policy } }) => policyOf(policy).Statement);
    const users = keys.flat().filter(({ Sid }) => Sid === "Users");
    assert.deepEqual(
      users.map(({ Principal }) => Principal),
      [{ AWS: [arn] }],
    );
  });

  const allowed = (role: string) =>
    inAws(resources, "aws:iam/rolePolicy:RolePolicy")
      .filter(({ inputs }) => inputs.role === role)
      .flatMap(({ inputs: { policy } }) => policyOf(policy).Statement)
      .map(({ Sid, Resource }) => [Sid, Resource]);

  it("lets the jobs' pods take on a role of their own, which reads objects and keeps recovery points", () => {
    const role = `${bucket}-backup`;
    const { inputs } = find("aws:eks/podIdentityAssociation:PodIdentityAssociation", "backup-identity");
    assert.deepEqual(
      [inputs["namespace"], inputs["serviceAccount"], inputs["roleArn"]],
      ["alfred-platform", "storage-backup", `arn:aws:iam::${account}:role/${role}`],
    );
    assert.deepEqual(allowed(role), [
      ["Objects", `arn:aws:s3:::${bucket}/*`],
      ["Listings", `arn:aws:s3:::${bucket}`],
      ["Key", keyOf(bucket)],
      ["RecoveryPoints", `arn:aws:s3:::${backups}/*`],
      ["RecoveryPointListings", `arn:aws:s3:::${backups}`],
      ["RecoveryPointKey", keyOf(backups)],
    ]);
    const keys = inAws(resources, "aws:kms/key:Key").map(({ inputs: { policy } }) => policyOf(policy).Statement);
    const readers = keys.flat().filter(({ Sid }) => Sid === "BackupsRead");
    assert.deepEqual(
      readers.map(({ Principal, Action }) => [Principal, Action]),
      [[{ AWS: `arn:aws:iam::${account}:role/${role}` }, ["kms:Decrypt"]]],
    );
  });

  it("has one account in every ARN, and one id for each key", () => {
    const text = JSON.stringify(ofAws());
    const accounts = new Set([...text.matchAll(/arn:aws:[a-z0-9]+:[a-z0-9-]*:([0-9]{12})?:/g)].map(([, id]) => id));
    assert.deepEqual(accounts, new Set([account, undefined])); // those of buckets have none
    const keys = new Set([...text.matchAll(/arn:aws:kms:[^"\\]+/g)].map(([arn]) => arn));
    assert.deepEqual(keys, new Set([keyOf(bucket), keyOf(backups)]));
    assert.match(stdout, /^info: Assumed: the credentials are of the account 123456789012, Amazon's own example, /m);
  });

  it("has policies that are readable JSON", () => {
    const texts = ofAws()
      .flatMap(({ inputs }) => [inputs["policy"], inputs["assumeRolePolicy"]])
      .filter((text) => typeof text === "string");
    assert.equal(texts.length, 9);
    for (const text of texts) assert.equal(policyOf(text).Version, "2012-10-17");
  });

  it("lets the pods reach the agent that hands out credentials, and not the nodes' own", () => {
    const egress = objectOf(resources, "NetworkPolicy", "storage-service-egress")?.spec?.egress ?? [];
    const blocks = egress.flatMap(({ to, ports }) =>
      (to ?? []).map(({ ipBlock }) => [ipBlock?.cidr, ports?.map(({ port }) => port)]),
    );
    assert.deepEqual(
      blocks.filter(([cidr]) => cidr === "169.254.170.23/32"),
      [["169.254.170.23/32", [80]]],
    );
    const page = rehearsals.pageText();
    assert.match(page, /storage-service (db-api:3000|PostgreSQL:5432)[^]*? the agent of Pod Identity:80 /);
  });

  it("is the same in every run, ids included", () => {
    const first = rehearsals.text("prod", "resources.json");
    assert.equal(rehearsals.run().status, 0);
    const second = rehearsals.resources("prod");
    const byUrn = (all: readonly RecordedResource[]) =>
      all
        .filter(({ type }) => type.startsWith("aws:"))
        .map(({ urn, inputs }) => ({ urn, inputs }))
        .sort((one, two) => (one.urn < two.urn ? -1 : 1));
    assert.deepEqual(byUrn(second), byUrn(JSON.parse(first) as RecordedResource[]));
  });

  it("shows on its page the buckets, the keys, the role, and who may do what", () => {
    const page = rehearsals.pageText();
    for (const text of [
      "Role of IAM alfred-platform-prod-service EKS Pod Identity, cluster alfred-",
      "S3 bucket bucket alfred-platform-prod region us-west-2 aws:kms, with a bucket key old versions for 30 days",
      "Keys of KMS alias/alfred-platform-prod alias/alfred-platform-prod-backups rotated every year",
      "Access logs bucket alfred-platform-prod-logs AES256 kept for 365 days",
      "Recovery points bucket alfred-platform-prod-backups region us-west-2 aws:kms, with a bucket key locked for 30 days, governance",
      "alfred-platform-prod-backups recovery points place us-west-2, account 123456789012 the public shut out, in all four ways",
      "lock 30 days, governance lifecycle unfinished uploads end after 7 days replaced and removed versions go after 30 days",
      "refuses anything without TLS anything with TLS older than 1.2 an upload that asks for another encryption than aws:kms",
      "the role alfred-platform-prod-service taken on by EKS Pod Identity, ",
      "the role alfred-platform-prod-backup taken on by EKS Pod Identity, ",
      "read and read every version of objects of alfred-platform-prod",
      "read, write, tag, remove, abort uploads of and list uploaded parts of objects of alfred-platform-prod",
    ]) {
      assert.ok(page.includes(text), text);
    }
    assert.doesNotMatch(page, /CloudFront/);
  });
});
