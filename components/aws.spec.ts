import assert from "node:assert/strict";
import { bucketArn, partitionOf } from "./aws";

describe("The partition of a region", () => {
  const partitions = {
    "us-west-2": "aws",
    "eu-central-1": "aws",
    "cn-north-1": "aws-cn",
    "us-gov-east-1": "aws-us-gov",
    "us-iso-east-1": "aws-iso",
    "us-isob-east-1": "aws-iso-b",
    "eu-isoe-west-1": "aws-iso-e",
    "us-isof-south-1": "aws-iso-f",
    "eusc-de-east-1": "aws-eusc",
  };
  for (const [region, partition] of Object.entries(partitions)) {
    it(`of ${region} is ${partition}`, () => {
      assert.equal(partitionOf(region), partition);
      assert.equal(bucketArn(region, "objects"), `arn:${partition}:s3:::objects`);
    });
  }
});
