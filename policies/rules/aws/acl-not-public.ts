import { bucketTypes, s3 } from "../../aws";
import type { ResourceRule } from "../../rule";
import { at, listAt, textAt } from "../../values";

/** Those that let nobody in but the owner, and services of Amazon's. */
const harmless: readonly unknown[] = [
  "private",
  "bucket-owner-full-control",
  "bucket-owner-read",
  "aws-exec-read",
  "log-delivery-write",
];

export const aclNotPublic: ResourceRule = {
  name: "acl-not-public",
  threat: "data-exposed",
  level: "mandatory",
  description: "No ACL opens an S3 bucket, or an object, to the public.",
  remedy: "Remove the ACL; let a policy say who may do what.",
  types: [
    ...bucketTypes,
    ...s3("bucketAcl"),
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/bucketObjectv2:BucketObjectv2",
  ],
  check: ({ props }, report) => {
    const acl: unknown = at(props, "acl") ?? "private";
    if (!harmless.includes(acl)) report(`has the ACL ${String(acl)}, which does not keep others out`);
    for (const grant of listAt(props, "accessControlPolicy.grants")) {
      const group = textAt(grant, "grantee.uri") ?? "";
      if (/\/(AllUsers|AuthenticatedUsers)$/.test(group))
        report(`gives ${String(at(grant, "permission"))} to everyone (${group})`);
    }
  },
};
