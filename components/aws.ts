import type { Provider } from "@pulumi/aws/provider";
import type * as pulumi from "@pulumi/pulumi";

/** What every component in AWS needs to know of its surroundings. */
export interface AwsArgs {
  readonly provider: Provider;
  /** The id of the provider's account. */
  readonly account: pulumi.Input<string>;
  /** The provider's region. */
  readonly region: string;
  /** Put as tags on everything that takes them. */
  readonly labels: Readonly<Record<string, string>>;
}

const partitions: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, "aws-cn"],
  [/^us-gov-/, "aws-us-gov"],
  [/^us-iso-/, "aws-iso"],
  [/^us-isob-/, "aws-iso-b"],
  [/^eu-isoe-/, "aws-iso-e"],
  [/^us-isof-/, "aws-iso-f"],
  [/^eusc-/, "aws-eusc"],
];

/** The partition of a region, with which every ARN begins (docs.aws.amazon.com, "AWS Regions and partitions"). */
export const partitionOf = (region: string): string =>
  partitions.find(([pattern]) => pattern.test(region))?.[1] ?? "aws";

/** The ARN of a bucket, which is known before there is the bucket. */
export const bucketArn = (region: string, bucket: string): string => `arn:${partitionOf(region)}:s3:::${bucket}`;
