import { describeRule, type Find } from "../../testing";
import { allow, rewrite } from "../../testing-aws";
import { policyOnNamedResources } from "./policy-on-named-resources";

const objects =
  "s3:GetObject, s3:PutObject, s3:PutObjectTagging, s3:DeleteObject, s3:AbortMultipartUpload, s3:ListMultipartUploadParts";

/** What AWS knows on every resource only. */
const onAll = [
  "sts:GetCallerIdentity",
  "s3:ListAllMyBuckets",
  "kms:GenerateRandom",
  "kms:ListAliases",
  "kms:ListKeys",
  "cloudwatch:PutMetricData",
  "ecr:GetAuthorizationToken",
  "ec2:DescribeVpcs",
  "logs:DescribeLogGroups",
  "xray:PutTraceSegments",
];

describeRule(policyOnNamedResources, [
  ...["*", "arn:aws:s3:::*", "arn:aws:s3:::*/*"].map((resource) => ({
    name: `objects in ${resource}`,
    change: (find: Find) => {
      rewrite(find("RolePolicy", "objects"), "Objects", { Resource: resource });
    },
    says: `RolePolicy "objects" gives ${objects} on ${resource}`,
  })),
  {
    name: "objects in everything but a bucket",
    change: (find) => {
      const all = { Resource: undefined, NotResource: "arn:aws:s3:::alfred-platform-prod-logs/*" };
      rewrite(find("RolePolicy", "objects"), "Objects", all);
    },
    says: `RolePolicy "objects" gives ${objects} on *`,
  },
  {
    name: "what there is on every resource only",
    change: (find) => {
      allow(find("RolePolicy", "objects"), { Action: onAll, Resource: "*" });
    },
    says: [],
  },
  {
    name: "such an action where it is not named",
    parameters: { unbound: ["ec2:Describe*"] },
    change: (find) => {
      allow(find("RolePolicy", "objects"), { Action: ["sts:GetCallerIdentity", "ec2:DescribeVpcs"], Resource: "*" });
    },
    says: 'RolePolicy "objects" gives sts:GetCallerIdentity on *',
  },
]);
