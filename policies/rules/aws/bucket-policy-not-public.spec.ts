import { describeRule, type Find } from "../../testing";
import { allow } from "../../testing-aws";
import { bucketPolicyNotPublic } from "./bucket-policy-not-public";

const download = { Action: "s3:GetObject", Resource: "arn:aws:s3:::alfred-platform-prod/*" };
const anyone = { ...download, Principal: "*" };

const open: Readonly<Record<string, Record<string, unknown>>> = {
  everyone: anyone,
  "everyone with an account at Amazon": { ...download, Principal: { AWS: "*" } },
  "an account and everyone": { ...download, Principal: { AWS: ["123456789012", "*"] } },
  "everyone but one": { ...download, NotPrincipal: { AWS: "123456789012" } },
  "everyone with TLS": { ...anyone, Condition: { Bool: { "aws:SecureTransport": "true" } } },
  "everyone from any account": { ...anyone, Condition: { StringLike: { "aws:PrincipalAccount": "*" } } },
  "roles of a name in any account": {
    ...anyone,
    Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/a" } },
  },
  "roles of an account, and any": {
    ...anyone,
    Condition: { ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::123456789012:role/*", "*"] } },
  },
  "everyone not of an account": {
    ...anyone,
    Condition: { StringNotEquals: { "aws:PrincipalAccount": "123456789012" } },
  },
  "those of an account, if they have one": {
    ...anyone,
    Condition: { StringEqualsIfExists: { "aws:PrincipalAccount": "123456789012" } },
  },
  "those of no account": { ...anyone, Condition: { StringEquals: { "aws:PrincipalAccount": [] } } },
};

const closed: Readonly<Record<string, Record<string, unknown>>> = {
  "an organisation": { ...anyone, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } },
  "everyone of an account": { ...anyone, Condition: { StringEquals: { "aws:PrincipalAccount": "123456789012" } } },
  "a network": { ...anyone, Condition: { StringEquals: { "aws:SourceVpc": "vpc-0123456789abcdef0" } } },
  "an endpoint": { ...anyone, Condition: { StringEquals: { "aws:SourceVpce": "vpce-0123456789abcdef0" } } },
  "roles of an account": {
    ...anyone,
    Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/*" } },
  },
  "an account": { ...download, Principal: { AWS: "123456789012" } },
};

describeRule(bucketPolicyNotPublic, [
  ...Object.entries(open).map(([name, statement]) => ({
    name: `downloads for ${name}`,
    change: (find: Find) => {
      allow(find("BucketPolicy", "object-store"), statement);
    },
    says: 'BucketPolicy "object-store" gives s3:GetObject to everyone',
  })),
  ...Object.entries(closed).map(([name, statement]) => ({
    name: `downloads for ${name}`,
    change: (find: Find) => {
      allow(find("BucketPolicy", "object-store"), statement);
    },
    says: [],
  })),
]);
