import { describeRule } from "../../testing";
import { rewrite } from "../../testing-aws";
import { serviceNamedBySource } from "./service-named-by-source";

describeRule(serviceNamedBySource, [
  {
    name: "logs of anyone's buckets",
    change: (find) => {
      rewrite(find("BucketPolicy", "object-store-logs"), "LogDelivery", { Condition: undefined });
    },
    says: 'BucketPolicy "object-store-logs" gives s3:PutObject to logging.s3.amazonaws.com on behalf of anyone',
  },
  {
    name: "logs of buckets of any account",
    change: (find) => {
      const condition = { StringLike: { "aws:SourceAccount": "*" } };
      rewrite(find("BucketPolicy", "object-store-logs"), "LogDelivery", { Condition: condition });
    },
    says: 'BucketPolicy "object-store-logs" gives s3:PutObject to logging.s3.amazonaws.com on behalf of anyone',
  },
  {
    name: "a key for anyone's distribution",
    stack: "full",
    change: (find) => {
      rewrite(find("Key", "object-store"), "CloudFrontReads", { Condition: undefined });
    },
    says: 'Key "object-store" gives kms:Decrypt to cloudfront.amazonaws.com on behalf of anyone',
  },
  {
    name: "logs of buckets of one organisation",
    change: (find) => {
      const condition = { StringEquals: { "aws:SourceOrgID": "o-a1b2c3d4e5" } };
      rewrite(find("BucketPolicy", "object-store-logs"), "LogDelivery", { Condition: condition });
    },
    says: [],
  },
  {
    name: "logs of buckets of one account",
    change: (find) => {
      const condition = { StringEquals: { "aws:SourceAccount": "123456789012" } };
      rewrite(find("BucketPolicy", "object-store-logs"), "LogDelivery", { Condition: condition });
    },
    says: [],
  },
]);
