import assert from "node:assert/strict";
import { awsPlaceOf } from "./aws-places";
import { computedOutputs } from "./computed-outputs";

type Output =
  | "id"
  | "arn"
  | "keyId"
  | "targetKeyArn"
  | "associationId"
  | "associationArn"
  | "domainName"
  | "bucketRegionalDomainName";
const urn = (type: string) => `urn:pulumi:prod::alfred-storage::${type}::object-store`;
const outputs = (type: string, inputs: object, provider: object = { region: "us-west-2" }, name = urn(type)) => {
  const about = { name: "object-store", urn: name, provider: { ...provider } };
  return (computedOutputs[type]?.({ ...inputs }, about) ?? assert.fail()) as Readonly<Record<Output, string>>;
};

describe("What AWS would answer, in the rehearsal", () => {
  it("are the ARNs and hosts of a bucket", () => {
    const bucket = { bucket: "alfred-platform-prod" };
    assert.deepEqual(outputs("aws:s3/bucket:Bucket", bucket), {
      id: "alfred-platform-prod",
      arn: "arn:aws:s3:::alfred-platform-prod",
      bucketRegion: "us-west-2",
      bucketRegionalDomainName: "alfred-platform-prod.s3.us-west-2.amazonaws.com",
      region: "us-west-2",
    });
    const { arn, bucketRegionalDomainName } = outputs("aws:s3/bucket:Bucket", bucket, { region: "cn-north-1" });
    assert.deepEqual(
      [arn, bucketRegionalDomainName],
      ["arn:aws-cn:s3:::alfred-platform-prod", "alfred-platform-prod.s3.cn-north-1.amazonaws.com.cn"],
    );
  });

  it("are a key with an id that is the same in every run, to which its alias leads", () => {
    const type = "aws:kms/key:Key";
    const { keyId, id, arn } = outputs(type, {});
    assert.match(keyId, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.deepEqual([id, arn], [keyId, `arn:aws:kms:us-west-2:123456789012:key/${keyId}`]);
    assert.deepEqual(outputs(type, {}), outputs(type, {}));
    assert.notEqual(outputs(type, {}, undefined, `${urn(type)}-backups`).keyId, keyId);
    const alias = outputs("aws:kms/alias:Alias", { name: "alias/alfred-platform-prod", targetKeyId: keyId });
    assert.deepEqual(
      [alias.targetKeyArn, alias.arn],
      [arn, "arn:aws:kms:us-west-2:123456789012:alias/alfred-platform-prod"],
    );
  });

  it("is who a role is, and what is in it", () => {
    assert.equal(outputs("aws:iam/role:Role", { name: "reader" }).arn, "arn:aws:iam::123456789012:role/reader");
    assert.deepEqual(outputs("aws:iam/rolePolicy:RolePolicy", { name: "objects", role: "reader" }), {
      id: "reader:objects",
    });
  });

  it("have the forms of ids that Amazon gives", () => {
    const association = outputs("aws:eks/podIdentityAssociation:PodIdentityAssociation", { clusterName: "platform" });
    assert.match(association.associationId, /^a-[a-z0-9]{17}$/);
    assert.equal(
      association.associationArn,
      `arn:aws:eks:us-west-2:123456789012:podidentityassociation/platform/${association.id}`,
    );
    assert.match(outputs("aws:cloudfront/originAccessControl:OriginAccessControl", {}).id, /^E[A-Z0-9]{13}$/);
    const { id, arn, domainName } = outputs("aws:cloudfront/distribution:Distribution", {});
    assert.match(id, /^E[A-Z0-9]{13}$/);
    assert.equal(arn, `arn:aws:cloudfront::123456789012:distribution/${id}`);
    assert.match(domainName, /^d[a-z0-9]{13}\.cloudfront\.net$/);
  });
});

describe("Where a provider of AWS makes things, in the rehearsal", () => {
  const region = "us-east-2";
  it("is the account that is allowed, or that of the role that it takes on, or Amazon's example", () => {
    const of = (provider: object) => awsPlaceOf({ region, ...provider });
    assert.deepEqual(of({}), { partition: "aws", region, account: "123456789012" });
    assert.equal(of({ allowedAccountIds: '["111122223333"]' }).account, "111122223333");
    const roleArn = "arn:aws:iam::444455556666:role/backups";
    assert.equal(of({ assumeRoles: JSON.stringify([{ roleArn, sessionName: "x" }]) }).account, "444455556666");
  });
});
