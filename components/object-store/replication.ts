import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { BucketReplicationConfig } from "@pulumi/aws/s3/bucketReplicationConfig";
import * as pulumi from "@pulumi/pulumi";
import type { AwsArgs } from "../aws";
import { policyDocument } from "../policy-document";
import { type ObjectsAt, replicationPermissions } from "./permissions";

/** The role that S3 takes on to copy objects of one bucket. */
export function replicationRole(
  name: string,
  { provider, labels, account }: AwsArgs,
  source: { readonly name: string; readonly arn: string },
  parent: pulumi.Resource,
): Role {
  const trust = pulumi.output(account).apply((id) =>
    JSON.stringify(
      policyDocument([
        {
          Sid: "S3ForTheBucket",
          Effect: "Allow",
          Principal: { Service: "s3.amazonaws.com" },
          Action: ["sts:AssumeRole"],
          Condition: { StringEquals: { "aws:SourceAccount": id }, ArnEquals: { "aws:SourceArn": source.arn } },
        },
      ]),
    ),
  );
  return new Role(
    name,
    {
      name: `${source.name}-replication`,
      description: `S3 copies the objects of the bucket ${source.name}`,
      assumeRolePolicy: trust,
      tags: { ...labels },
    },
    { parent, provider },
  );
}

export interface ReplicationArgs extends Pick<AwsArgs, "provider"> {
  readonly role: Role;
  readonly source: pulumi.Input<string>;
  readonly from: pulumi.Input<ObjectsAt>;
  readonly to: pulumi.Input<ObjectsAt>;
}

/** Copies every version of every object from now on; not the deletions, so that a copy outlives its original. */
export function replication(
  name: string,
  { provider, role, source, ...ends }: ReplicationArgs,
  options: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
): void {
  const both = pulumi.all([ends.from, ends.to]).apply(([from, to]) => ({ from, to }));
  const allowed = new RolePolicy(
    `${name}-replication`,
    {
      name: "replication",
      role: role.name,
      policy: both.apply((args) => JSON.stringify(replicationPermissions(args))),
    },
    { parent: options.parent, provider },
  );
  new BucketReplicationConfig(
    name,
    { bucket: source, role: role.arn, rules: both.apply((args) => [rule(args)]) },
    { parent: options.parent, provider, dependsOn: [...options.dependsOn, allowed] },
  );
}

function rule({ from, to }: { readonly from: ObjectsAt; readonly to: ObjectsAt }) {
  const enabled = { status: "Enabled" };
  return {
    id: "every-version",
    priority: 0,
    ...enabled,
    filter: {}, // every object
    deleteMarkerReplication: { status: "Disabled" },
    ...(from.key === undefined ? {} : { sourceSelectionCriteria: { sseKmsEncryptedObjects: enabled } }),
    destination: {
      bucket: to.bucket,
      ...(to.key === undefined ? {} : { encryptionConfiguration: { replicaKmsKeyId: to.key } }),
      // The copies belong to the account that they are in, or the first account could still remove them.
      ...(from.account === to.account
        ? {}
        : { account: to.account, accessControlTranslation: { owner: "Destination" } }),
    },
  };
}
