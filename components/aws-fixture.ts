/** Surroundings of components in AWS, for specs, and what AWS would answer. */
import { Provider } from "@pulumi/aws/provider";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { CarryOut } from "../rehearsal/monitor/monitor";
import type { AwsArgs } from "./aws";
import { account } from "./simulated-access";

export const around = (region = "us-west-2", name = "aws"): AwsArgs => ({
  provider: new Provider(name, { region }),
  account,
  region,
  labels: { owner: "platform" },
});

/** Enough of the outputs for policies to be put together. */
export const answers: CarryOut = (request) => {
  const name = request.getName();
  const inputs = (request.getObject()?.toJavaScript() ?? {}) as Record<string, JavaScriptValue>;
  const text = (input: string) => inputs[input] as string;
  const computed: Readonly<Record<string, object>> = {
    "aws:s3/bucket:Bucket": { bucketRegionalDomainName: `${text("bucket")}.s3.us-west-2.amazonaws.com` },
    "aws:kms/key:Key": { keyId: name },
    "aws:kms/alias:Alias": { targetKeyArn: `arn:aws:kms:us-west-2:${account}:key/${name}` },
    "aws:iam/role:Role": { arn: `arn:aws:iam::${account}:role/${text("name")}` },
    "aws:cloudfront/distribution:Distribution": {
      arn: `arn:aws:cloudfront::${account}:distribution/${name}`,
      domainName: "d111111abcdef8.cloudfront.net",
    },
  };
  return Promise.resolve({ id: name, outputs: { ...inputs, ...computed[request.getType()] } });
};
