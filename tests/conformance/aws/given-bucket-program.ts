import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import type { ObjectStoreArgs } from "../../../components/object-store/args";
import { GivenBucket } from "../../../components/object-store/given-bucket";

/** A given bucket alone, without the cluster from which it is used. */
export function main(): Promise<object> {
  const config = new pulumi.Config();
  const region = "us-west-2";
  const provider = new Provider("aws", { region });
  const { objects } = new GivenBucket("object-store", {
    provider,
    region,
    account: getCallerIdentityOutput({}, { provider }).accountId,
    labels: {},
    bucket: config.require("bucket"),
    encryption: config.requireObject<ObjectStoreArgs["encryption"]>("encryption"),
  });
  return Promise.resolve({ objects });
}
