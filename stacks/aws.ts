import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import type { AwsArgs } from "../components/aws";
import { stackLabels } from "../components/labels";
import { ObjectStore } from "../components/object-store";
import type { BackupsArgs } from "../components/object-store/args";
import { GivenBucket } from "../components/object-store/given-bucket";
import { type ObjectsAt, servicePermissions } from "../components/object-store/permissions";
import { WorkloadIdentity } from "../components/workload-identity";
import type { Settings } from "../config";
import type { AwsSettings, BackupBucketSettings, IdentitySettings } from "../config/aws-settings";

/** What of a stack is in AWS. */
export interface Cloud {
  /** What the service has to wait for: the objects' bucket with all that guards it, and its identity. */
  readonly dependsOn: readonly pulumi.Resource[];
  /** Missing where the service signs in with static keys. */
  readonly identity?: WorkloadIdentity;
  readonly outputs: Readonly<Record<string, pulumi.Output<string>>>;
}

/** The service's account on the cluster, by its namespace and name. */
export interface ServiceAccountRef {
  readonly namespace: pulumi.Input<string>;
  readonly name: string;
}

/**
 * Makes the object store, or looks at the one that is given, and lets the service's account into it.
 *
 * @param account missing where the service does not run on a cluster
 */
export function cloud(
  settings: Settings,
  aws: AwsSettings,
  { account, dependsOn }: { readonly account?: ServiceAccountRef; readonly dependsOn: pulumi.Resource },
): Cloud {
  const around = surroundings(settings, aws);
  const identity =
    aws.identity === undefined || account === undefined
      ? undefined
      : identityOf(aws.identity, around, aws.objectStore.bucket.name, account);
  const { store, objects, outputs } = objectStore(settings, aws, around, identity, dependsOn);
  identity?.allow("objects", objects.apply(servicePermissions));
  return {
    dependsOn: identity === undefined ? [store] : [store, identity],
    outputs,
    ...(identity === undefined ? {} : { identity }),
  };
}

function surroundings({ labels }: Settings, { region, account }: AwsSettings): AwsArgs {
  const provider = new Provider("aws", {
    region,
    ...(account === undefined ? {} : { allowedAccountIds: [account] }),
  });
  return {
    provider,
    region,
    account: account ?? getCallerIdentityOutput({}, { provider }).accountId,
    labels: stackLabels(pulumi.getStack(), labels),
  };
}

function identityOf(
  { role, permissionsBoundary, ...kind }: IdentitySettings,
  around: AwsArgs,
  bucket: string,
  { namespace, name }: ServiceAccountRef,
): WorkloadIdentity {
  return new WorkloadIdentity("storage-identity", {
    ...around,
    identity: kind,
    namespace,
    serviceAccount: name,
    // The bucket's name is unique in the world, so that of the role is in the account.
    role: role === undefined ? { name: `${bucket}-service` } : { arn: role },
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
  });
}

function objectStore(
  settings: Settings,
  { objectStore: given }: AwsSettings,
  around: AwsArgs,
  identity: WorkloadIdentity | undefined,
  dependsOn: pulumi.Resource,
): {
  readonly store: pulumi.Resource;
  readonly objects: pulumi.Output<ObjectsAt>;
  readonly outputs: Cloud["outputs"];
} {
  const { bucket, encryption, backups, cdn, transitions, ...rest } = given;
  if (bucket.kind === "given") {
    const store = new GivenBucket("object-store", { ...around, bucket: bucket.name, encryption }, { dependsOn });
    return { store, objects: store.objects, outputs: {} };
  }
  const folder = settings.service.tenantId;
  const store = new ObjectStore(
    "object-store",
    {
      ...around,
      ...rest,
      bucket: bucket.name,
      encryption,
      users: identity === undefined ? [] : [identity.roleArn],
      transitions: transitions.map(({ bucket: id, ...to }) => ({
        ...to,
        prefix: id === undefined ? "" : `${folder}/${id}/`,
      })),
      ...(backups === undefined ? {} : { backups: backupsOf(backups, around) }),
      ...(cdn === undefined
        ? {}
        : { cdn: { ...cdn, folder, buckets: settings.buckets.filter((one) => one.public).map(({ id }) => id) } }),
    },
    { dependsOn },
  );
  const outputs = {
    ...(store.backups === undefined ? {} : { backupBucket: store.backups.bucket }),
    ...(store.cdnHost === undefined ? {} : { cdnUrl: pulumi.interpolate`https://${store.cdnHost}` }),
  };
  return { store, objects: store.objects, outputs };
}

/** Recovery points may lie in another account or region, where a mishap with the first one does not reach them. */
function backupsOf({ region, role, mode, days, replicate }: BackupBucketSettings, around: AwsArgs): BackupsArgs {
  const lock = { mode, days, replicate };
  if (role === undefined && region === around.region) return { place: around, ...lock };
  const provider = new Provider("aws-backups", {
    region,
    ...(role === undefined ? {} : { assumeRoles: [{ roleArn: role, sessionName: "alfred-storage" }] }),
  });
  const [, , , , account = ""] = role?.split(":") ?? [];
  return { place: { provider, region, account: role === undefined ? around.account : account }, ...lock };
}
