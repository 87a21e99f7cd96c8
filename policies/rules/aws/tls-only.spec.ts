import { describeRule, type Find } from "../../testing";
import { rewrite } from "../../testing-aws";
import { tlsOnly } from "./tls-only";

const bucket = "arn:aws:s3:::alfred-platform-prod";
const tls = { "aws:SecureTransport": "false" };

/** What is put into the statement that refuses it, and makes it useless. */
const useless: Readonly<Record<string, Record<string, unknown>>> = {
  "a refusal that is none": { Effect: "deny" },
  "a refusal of one account": { Principal: { AWS: "123456789012" } },
  "a refusal of everybody but one": { Principal: undefined, NotPrincipal: { AWS: "123456789012" } },
  "a refusal of downloads": { Action: "s3:GetObject" },
  "a refusal of everything but downloads": { Action: undefined, NotAction: "s3:GetObject" },
  "a refusal of the bucket without its objects": { Resource: bucket },
  "a refusal of the objects without their bucket": { Resource: `${bucket}/*` },
  "a refusal of some objects": { Resource: [bucket, `${bucket}/private/*`] },
  "a refusal at another bucket": { Resource: [`${bucket}-logs`, `${bucket}-logs/*`] },
  "a refusal of who comes with TLS": { Condition: { Bool: { "aws:SecureTransport": "true" } } },
  "a refusal under another operator": { Condition: { StringNotEquals: tls } },
  "a refusal under another key": { Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } },
  "a refusal under more conditions": { Condition: { Bool: tls, IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } },
};

/** The same in other words. */
const same: Readonly<Record<string, Record<string, unknown>>> = {
  "everyone as a principal of AWS": { Principal: { AWS: "*" } },
  "all actions of all services": { Action: "*" },
  "every resource": { Resource: "*" },
  "whatever begins with the bucket's name": { Resource: `${bucket}*` },
  "a key in other letters": { Condition: { Bool: { "aws:securetransport": ["false"] } } },
};

describeRule(tlsOnly, [
  ...Object.entries(useless).map(([name, fields]) => ({
    name,
    change: (find: Find) => {
      rewrite(find("BucketPolicy", "object-store"), "DenyWithoutTls", fields);
    },
    says: 'BucketPolicy "object-store" does not refuse everyone who comes to the bucket or its objects without TLS',
  })),
  ...Object.entries(same).map(([name, fields]) => ({
    name,
    change: (find: Find) => {
      rewrite(find("BucketPolicy", "object-store"), "DenyWithoutTls", fields);
    },
    says: [],
  })),
]);
