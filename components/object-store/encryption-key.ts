import { Alias } from "@pulumi/aws/kms/alias";
import { Key } from "@pulumi/aws/kms/key";
import * as pulumi from "@pulumi/pulumi";
import type { AwsArgs } from "../aws";
import type { PolicyDocument } from "../policy-document";

export interface EncryptionKeyArgs extends Pick<AwsArgs, "provider" | "labels"> {
  /** The bucket whose objects it encrypts; also its alias. */
  readonly bucket: string;
  readonly policy: pulumi.Input<PolicyDocument>;
}

/**
 * A key of KMS for the objects of one bucket. Without it none of them can be read again, so it is protected, and KMS
 * waits for 30 days before it deletes one.
 *
 * @returns its ARN, once the bucket's name is its alias
 */
export function encryptionKey(
  name: string,
  { provider, labels, bucket, policy }: EncryptionKeyArgs,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const key = new Key(
    name,
    {
      description: `The objects of the bucket ${bucket}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: pulumi.output(policy).apply((document) => JSON.stringify(document)),
      tags: { ...labels },
    },
    { parent, provider, protect: true },
  );
  const alias = new Alias(name, { name: `alias/${bucket}`, targetKeyId: key.keyId }, { parent, provider });
  return alias.targetKeyArn;
}
