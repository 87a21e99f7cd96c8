import assert from "node:assert/strict";
import { inAws, ofBucket, policyOf } from "./aws-objects";
import { objectOf } from "./kubernetes-objects";
import { Rehearsals, type Sections, withSections } from "./testing-start";

const account = "123456789012";
const bucket = "alfred-platform-prod";
const keyId = "11111111-2222-3333-4444-555555555555";
const issuer = "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const identity = { kind: "pod-identity", cluster: "platform" };
const service = (s3: object) => ({ uploadLimit: "100MiB", s3: { bucket, region: "us-west-2", ...s3 } });
const encrypted = service({ encryptionType: "aws:kms" });

const none = { backup: { none: "Nothing of it is to be kept" } };

/** Sections that take the place of those in the project's stack file, by the name of the stack that they make. */
const variants: Readonly<Record<string, Sections>> = {
  amazons: {
    ...{ service: service({ encryptionType: "AES256" }), aws: { identity, accessLogs: false, backups: false } },
    ...none,
  },
  given: {
    ...{ service: service({ encryptionType: "aws:kms", kmsKeyId: keyId }), aws: { identity, createBucket: false } },
    ...none,
  },
  irsa: {
    service: encrypted,
    aws: { account: "111122223333", identity: { kind: "irsa", issuer }, accessLogs: { bucket: "platform-logs" } },
    kubernetes: {
      network: { objectStore: { cidrs: ["10.0.1.10/32"] }, sts: { cidrs: ["10.0.1.11/32", "10.0.2.11/32"] } },
    },
  },
  cdn: { service: encrypted, aws: { identity, cdn: {} } },
  copies: { service: encrypted, aws: { identity, backups: { replicate: true } } },
  elsewhere: {
    service: encrypted,
    aws: {
      identity: { ...identity, role: `arn:aws:iam::${account}:role/storage` },
      backups: { region: "us-east-2", role: "arn:aws:iam::444455556666:role/backups", replicate: true },
    },
  },
};

describe("The rehearsal of other stacks in AWS", function () {
  this.timeout(300_000);
  const rehearsals = new Rehearsals();
  let stdout: string;
  before(() => {
    for (const [name, sections] of Object.entries(variants)) {
      rehearsals.write("prod", (text) => withSections(text, sections), { name });
    }
    const keys = { accessKeyId: { secure: "v1:abc" }, secretAccessKey: { secure: "v1:abc" } };
    const onDocker = {
      namePrefix: "blue-",
      service: { backend: "s3", s3: { bucket: "alfred-platform", region: "us-west-2", ...keys } },
      aws: {},
      backup: {},
    };
    rehearsals.write("dev", (text) => withSections(text, onDocker), { name: "docker" });
    const run = rehearsals.run();
    assert.equal(run.status, 0, run.stderr);
    ({ stdout } = run);
  });
  after(() => {
    rehearsals.end();
  });

  const encryptionOf = (stack: string, of: string) => {
    const type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
    return ofBucket(rehearsals.resources(stack), type, of)?.rules[0];
  };
  const statements = (stack: string, of: string) =>
    policyOf(ofBucket(rehearsals.resources(stack), "aws:s3/bucketPolicy:BucketPolicy", of)?.policy ?? assert.fail())
      .Statement;
  const roles = (stack: string) =>
    inAws(rehearsals.resources(stack), "aws:iam/role:Role").map(({ inputs: { name } }) => name);
  const granted = (stack: string, role: string) =>
    inAws(rehearsals.resources(stack), "aws:iam/rolePolicy:RolePolicy")
      .filter(({ inputs }) => inputs.role === role)
      .flatMap(({ inputs: { policy } }) => policyOf(policy).Statement);

  it("makes no key for Amazon's encryption, and nothing beside the bucket that is not asked for", () => {
    assert.deepEqual(encryptionOf("amazons", bucket), {
      applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" },
    });
    const made = rehearsals.resources("amazons").filter(({ type }) => /^aws:(kms|s3)\//.test(type));
    assert.deepEqual(made.map(({ type }) => type.split(":").at(-1)).sort(), [
      "Bucket",
      "BucketLifecycleConfiguration",
      "BucketOwnershipControls",
      "BucketPolicy",
      "BucketPublicAccessBlock",
      "BucketServerSideEncryptionConfiguration",
      "BucketVersioning",
    ]);
    assert.deepEqual(
      granted("amazons", `${bucket}-service`).map(({ Sid }) => Sid),
      ["Objects", "Listings"],
    );
  });

  it("looks at a given bucket, changes nothing of it, and says once what it takes for granted", () => {
    const resources = rehearsals.resources("given");
    assert.deepEqual(
      resources.filter(({ type }) => /^aws:(kms|s3|cloudfront)\//.test(type)),
      [],
    );
    const sentence =
      `info: Assumed: the bucket ${bucket} exists, is shut to the public, keeps versions, and encrypts with aws:kms ` +
      `and the key ${keyId}. The rehearsal asks no account; pulumi up and preview look.`;
    assert.equal(stdout.split(sentence).length, 2);
    const key = granted("given", `${bucket}-service`).find(({ Sid }) => Sid === "Key");
    assert.equal(key?.Resource, `arn:aws:kms:us-west-2:${account}:key/${keyId}`);
    assert.match(stdout, new RegExp(`^given is for [^\n]* the bucket ${bucket} of S3 in us-west-2`, "m"));
    assert.ok(rehearsals.pageText().includes(`S3 bucket ${bucket} region us-west-2`));
  });

  it("annotates the service's account with the role that the cluster's tokens stand for", () => {
    const resources = rehearsals.resources("irsa");
    const found = objectOf(resources, "ServiceAccount", "storage-service") ?? assert.fail();
    const arn = `arn:aws:iam::111122223333:role/${bucket}-service`;
    assert.deepEqual(found.metadata?.annotations, { "eks.amazonaws.com/role-arn": arn });
    const pods = objectOf(resources, "Deployment", "storage-service")?.spec?.template.metadata;
    assert.deepEqual(pods?.annotations, { "alfred-storage.identity": `irsa ${bucket}-service` });
    const role = inAws(resources, "aws:iam/role:Role").find(({ inputs }) => inputs.name === `${bucket}-service`);
    const [trust] = policyOf(role?.inputs.assumeRolePolicy ?? assert.fail()).Statement;
    assert.deepEqual(trust?.Principal, { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` });
    assert.ok(!resources.some(({ type }) => type.includes(":eks/")));
    const [provider] = resources.filter(({ type }) => type === "pulumi:providers:aws");
    assert.equal(provider?.inputs["allowedAccountIds"], '["111122223333"]');
    const page = rehearsals.pageText();
    assert.ok(page.includes(`Role of IAM ${bucket}-service by the cluster's own tokens (IRSA)`));
    assert.ok(page.includes("Access logs bucket platform-logs"));
    const [, needs = ""] = /^irsa is for ([^\n]*)/m.exec(stdout) ?? [];
    assert.ok(needs.includes(`the AWS account 111122223333 and the issuer ${issuer} as a provider of IAM`), needs);
  });

  it("lets pods that exchange tokens reach STS where it is, and no agent", () => {
    const egress =
      objectOf(rehearsals.resources("irsa"), "NetworkPolicy", "storage-service-egress")?.spec?.egress ?? [];
    const cidrs = egress.flatMap(({ to }) => (to ?? []).flatMap(({ ipBlock }) => ipBlock?.cidr ?? []));
    assert.deepEqual(cidrs, ["10.0.1.10/32", "10.0.1.11/32", "10.0.2.11/32"]);
    assert.ok(rehearsals.pageText().includes("PostgreSQL:5432 S3:443 AWS at 10.0.1.11:443 DNS:53/UDP"));
  });

  it("puts CloudFront in front of the public bucket alone, and lets nobody else in", () => {
    const resources = rehearsals.resources("cdn");
    const [distribution] = resources.filter(({ type }) => type === "aws:cloudfront/distribution:Distribution");
    const { origins, orderedCacheBehaviors: behaviours } = distribution?.inputs as unknown as {
      readonly origins: readonly Readonly<Record<string, string>>[];
      readonly orderedCacheBehaviors: readonly { readonly pathPattern: string }[];
    };
    assert.deepEqual(
      behaviours.map(({ pathPattern }) => pathPattern),
      ["/user-uploads/*"],
    );
    assert.equal(origins[0]?.["domainName"], `${bucket}.s3.us-west-2.amazonaws.com`);
    assert.match(origins[0]["originAccessControlId"] ?? "", /^E[A-Z0-9]{13}$/);
    const [readers, ...more] = statements("cdn", bucket).filter(({ Effect }) => Effect === "Allow");
    assert.deepEqual(more, []);
    assert.deepEqual(
      [readers?.Principal, readers?.Action, readers?.Resource],
      [
        { Service: "cloudfront.amazonaws.com" },
        ["s3:GetObject"],
        [`arn:aws:s3:::${bucket}/storage-single-tenant/user-uploads/*`],
      ],
    );
    const source = String(readers?.Condition?.["StringEquals"]?.["aws:SourceArn"]);
    assert.match(source, new RegExp(`^arn:aws:cloudfront::${account}:distribution/E[A-Z0-9]{13}$`));
    assert.ok(rehearsals.pageText().includes("CloudFront a host name of Amazon's /user-uploads/*"));
  });

  it("copies every version into the bucket for recovery points, by a role of S3's", () => {
    const [made] = inAws(rehearsals.resources("copies"), "aws:s3/bucketReplicationConfig:BucketReplicationConfig");
    assert.equal(made?.inputs.rules[0]?.destination.bucket, `arn:aws:s3:::${bucket}-backups`);
    const ready = ["BucketLogging", "RolePolicy"].every((type) =>
      made.dependsOn.some((urn) => urn.includes(`:${type}::`)),
    );
    assert.ok(ready, "before both buckets are guarded, or S3 may read and write");
    assert.deepEqual(roles("copies").sort(), [`${bucket}-backup`, `${bucket}-replication`, `${bucket}-service`]);
    assert.ok(granted("copies", `${bucket}-replication`).some(({ Sid }) => Sid === "Copies"));
    assert.ok(rehearsals.pageText().includes(`copies to ${bucket}-backups`));
  });

  it("keeps recovery points in another region and account, by a second provider", () => {
    const resources = rehearsals.resources("elsewhere");
    const providers = resources.filter(({ type }) => type === "pulumi:providers:aws");
    assert.deepEqual(providers.map(({ name, inputs }) => [name, inputs["region"]]).sort(), [
      ["aws", "us-west-2"],
      ["aws-backups", "us-east-2"],
    ]);
    const second = providers.find(({ name }) => name === "aws-backups")?.inputs["assumeRoles"];
    assert.deepEqual(JSON.parse(String(second)), [
      { roleArn: "arn:aws:iam::444455556666:role/backups", sessionName: "alfred-storage" },
    ]);
    const keyIn = (of: string) =>
      encryptionOf("elsewhere", of)?.applyServerSideEncryptionByDefault.kmsMasterKeyId?.split("/")[0];
    assert.equal(keyIn(bucket), `arn:aws:kms:us-west-2:${account}:key`);
    assert.equal(keyIn(`${bucket}-backups`), "arn:aws:kms:us-east-2:444455556666:key");
    assert.equal(
      ofBucket(resources, "aws:s3/bucketLogging:BucketLogging", `${bucket}-backups`),
      undefined,
      "S3 logs within a region and account only",
    );
    const page = rehearsals.pageText();
    assert.ok(page.includes(`${bucket}-backups recovery points place us-east-2, account 444455556666`));
    assert.match(
      stdout,
      /^elsewhere is for [^\n]* the AWS account of your credentials, the AWS account 444455556666 /m,
    );
  });

  it("leaves a role that exists as it is", () => {
    assert.deepEqual(roles("elsewhere").sort(), [`${bucket}-backup`, `${bucket}-replication`]);
    const associations = inAws(
      rehearsals.resources("elsewhere"),
      "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    );
    const arns = associations.map(({ inputs }) => inputs.roleArn).sort();
    assert.deepEqual(arns, [`arn:aws:iam::${account}:role/${bucket}-backup`, `arn:aws:iam::${account}:role/storage`]);
  });

  it("lets the jobs into recovery points of another account, from both sides", () => {
    const role = `arn:aws:iam::${account}:role/${bucket}-backup`;
    const guests = statements("elsewhere", `${bucket}-backups`).filter(({ Sid }) => Sid.startsWith("RecoveryPoint"));
    assert.deepEqual(
      guests.map(({ Sid, Principal }) => [Sid, Principal]),
      ["RecoveryPointsFromElsewhere", "RecoveryPointListingsFromElsewhere"].map((sid) => [sid, { AWS: role }]),
    );
    const kept = granted("elsewhere", `${bucket}-backup`).find(({ Sid }) => Sid === "RecoveryPoints");
    assert.deepEqual(kept?.Condition, { StringEquals: { "aws:ResourceAccount": "444455556666" } });
  });

  it("annotates the jobs' account, too, where tokens stand for a role", () => {
    const found = objectOf(rehearsals.resources("irsa"), "ServiceAccount", "storage-backup") ?? assert.fail();
    assert.deepEqual(found.metadata?.annotations, {
      "eks.amazonaws.com/role-arn": `arn:aws:iam::111122223333:role/${bucket}-backup`,
    });
  });

  it("makes the bucket of a stack on Docker too, under its prefix, and waits for it", () => {
    const resources = rehearsals.resources("docker");
    const made = inAws(resources, "aws:s3/bucket:Bucket").map(({ inputs }) => inputs.bucket);
    assert.deepEqual(made.sort(), [
      "blue-alfred-platform",
      "blue-alfred-platform-backups",
      "blue-alfred-platform-logs",
    ]);
    assert.deepEqual(roles("docker"), []);
    const container = resources.find(({ inputs }) => inputs["hostname"] === "db-storage");
    assert.ok((container?.inputs["envs"] as string[]).includes("STORAGE_S3_BUCKET=blue-alfred-platform"));
    const component = resources.find(({ type }) => type === "alfred:storage:docker:StorageService") ?? assert.fail();
    const logging = resources.find(({ type, name }) => type.endsWith(":BucketLogging") && name === "object-store");
    const schedule = resources.find(({ type }) => type === "alfred:storage:docker:BackupSchedule") ?? assert.fail();
    for (const { dependsOn } of [component, schedule]) assert.ok(dependsOn.includes(logging?.urn ?? assert.fail()));
    assert.ok(rehearsals.pageText().includes("S3 bucket bucket blue-alfred-platform region us-west-2 AES256"));
  });
});
