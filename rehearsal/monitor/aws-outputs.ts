import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { AwsPlace } from "./aws-places";
import { madeUp } from "./made-up";

type Given = (
  inputs: Readonly<Record<string, unknown>>,
  about: AwsPlace & { readonly urn: string },
) => Readonly<Record<string, JavaScriptValue>>;

/** What AWS would answer, by type: ARNs of what is known, ids made up of the URN. */
export const awsOutputs: Readonly<Record<string, Given>> = {
  "aws:s3/bucket:Bucket": ({ bucket }, { partition, region }) => ({
    id: String(bucket),
    arn: `arn:${partition}:s3:::${String(bucket)}`,
    bucketRegion: region,
    bucketRegionalDomainName: `${String(bucket)}.s3.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`,
    region,
  }),
  "aws:kms/key:Key": (_, about) => {
    const keyId = madeUp.uuid(about.urn);
    return { id: keyId, keyId, arn: keyArn(about, keyId) };
  },
  // Only the key's id is given.
  "aws:kms/alias:Alias": ({ name, targetKeyId }, about) => ({
    id: String(name),
    arn: `arn:${about.partition}:kms:${about.region}:${about.account}:${String(name)}`,
    targetKeyArn: keyArn(about, String(targetKeyId)),
  }),
  "aws:iam/role:Role": ({ name }, { partition, account }) => ({
    id: String(name),
    arn: `arn:${partition}:iam::${account}:role/${String(name)}`,
  }),
  "aws:iam/rolePolicy:RolePolicy": ({ name, role }) => ({ id: `${String(role)}:${String(name)}` }),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": ({ clusterName }, { partition, region, account, urn }) => {
    const associationId = `a-${madeUp.id(urn, 17)}`;
    const cluster = String(clusterName);
    return {
      id: associationId,
      associationId,
      associationArn: `arn:${partition}:eks:${region}:${account}:podidentityassociation/${cluster}/${associationId}`,
    };
  },
  "aws:cloudfront/originAccessControl:OriginAccessControl": (_, { urn }) => ({ id: cloudFrontId(urn) }),
  "aws:cloudfront/distribution:Distribution": (_, { partition, account, urn }) => ({
    id: cloudFrontId(urn),
    arn: `arn:${partition}:cloudfront::${account}:distribution/${cloudFrontId(urn)}`,
    domainName: `d${madeUp.id(urn, 13)}.cloudfront.net`,
  }),
};

const keyArn = ({ partition, region, account }: AwsPlace, keyId: string): string =>
  `arn:${partition}:kms:${region}:${account}:key/${keyId}`;

const cloudFrontId = (urn: string): string => `E${madeUp.id(urn, 13).toUpperCase()}`;
