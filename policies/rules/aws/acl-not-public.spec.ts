import { unknown } from "../../rule";
import { type Breakable, describeRule, type Find, set } from "../../testing";
import { add } from "../../testing-aws";
import { aclNotPublic } from "./acl-not-public";

const group = "http://acs.amazonaws.com/groups/global";
const grantee = (name: string) => ({
  accessControlPolicy: { grants: [{ permission: "READ", grantee: { type: "Group", uri: `${group}/${name}` } }] },
});

describeRule(aclNotPublic, [
  ...["public-read", "public-read-write", "authenticated-read", "something-new"].map((acl) => ({
    name: `a bucket with the ACL ${acl}`,
    change: (find: Find) => {
      set(find("Bucket", "object-store"), "acl", acl);
    },
    says: `Bucket "object-store" has the ACL ${acl}, which does not keep others out`,
  })),
  ...["private", "bucket-owner-full-control", "bucket-owner-read", "aws-exec-read"].map((acl) => ({
    name: `a bucket with the ACL ${acl}`,
    change: (find: Find) => {
      set(find("Bucket", "object-store"), "acl", acl);
    },
    says: [],
  })),
  {
    name: "an ACL of its own that is public",
    change: (_, resources) => {
      add(resources, "aws:s3/bucketAcl:BucketAcl", { bucket: "alfred-platform-prod", acl: "public-read" });
    },
    says: 'BucketAcl "other" has the ACL public-read, which does not keep others out',
  },
  {
    name: "an object that is public",
    change: (_, resources) => {
      add(resources, "aws:s3/bucketObjectv2:BucketObjectv2", { bucket: "alfred-platform-prod", acl: "public-read" });
    },
    says: 'BucketObjectv2 "other" has the ACL public-read, which does not keep others out',
  },
  ...["AllUsers", "AuthenticatedUsers"].map((name) => ({
    name: `something for ${name}`,
    change: (_: Find, resources: Breakable[]) => {
      add(resources, "aws:s3/bucketAcl:BucketAcl", grantee(name));
    },
    says: `BucketAcl "other" gives READ to everyone (${group}/${name})`,
  })),
  {
    name: "something for those who deliver logs",
    change: (_, resources) => {
      const uri = "http://acs.amazonaws.com/groups/s3/LogDelivery";
      const grants = [{ permission: "WRITE", grantee: { type: "Group", uri } }];
      add(resources, "aws:s3/bucketAcl:BucketAcl", { acl: "log-delivery-write", accessControlPolicy: { grants } });
    },
    says: [],
  },
  {
    name: "an ACL that is not known",
    change: (find) => {
      set(find("Bucket", "object-store"), "acl", unknown);
    },
    says: 'Bucket "object-store" cannot be judged: acl is not known yet',
  },
]);
