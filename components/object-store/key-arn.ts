import { partitionOf } from "../aws";

/** The ARN of a key that is given by its ARN, or by its id, which is unique in an account and region. */
export const keyArn = (key: string, region: string, account: string): string =>
  key.startsWith("arn:") ? key : `arn:${partitionOf(region)}:kms:${region}:${account}:key/${key}`;
