import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import type { AwsArgs } from "../components/aws";
import { stackLabels } from "../components/labels";
import { ObjectStore } from "../components/object-store";
import type { BackupsArgs } from "../components/object-store/args";
import { backupPermissions } from "../components/object-store/backup-permissions";
import { GivenBucket } from "../components/object-store/given-bucket";
import { type ObjectsAt, servicePermissions } from "../components/object-store/permissions";
import { WorkloadIdentity, type WorkloadIdentityArgs } from "../components/workload-identity";
import { type BackupBucket, bucketBackups, type Settings } from "../config";
import type { AwsSettings, BackupBucketSettings } from "../config/aws-settings";

/** What of a stack is in AWS. */
export interface Cloud {
  /** What the service has to wait for: the objects' bucket with all that guards it, and its identity. */
  readonly dependsOn: readonly pulumi.Resource[];
  /** Missing where the service signs in with static keys. */
  readonly identity?: WorkloadIdentity;
  /** That of the jobs of backups; missing where there are none, or where they sign in with static keys. */
  readonly backupIdentity?: WorkloadIdentity;
  readonly outputs: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Accounts on the cluster: that of the service, and that of the jobs of backups. */
export interface Accounts {
  readonly namespace: pulumi.Input<string>;
  readonly service: string;
  readonly backups: string;
}

/**
 * Makes the object store, or looks at the one that is given, and lets the service's account into it, and that of backups
 * as far as these go.
 *
 * @param accounts missing where the service does not run on a cluster
 */
export function cloud(
  settings: Settings,
  aws: AwsSettings,
  { accounts, dependsOn }: { readonly accounts?: Accounts; readonly dependsOn: pulumi.Resource },
): Cloud {
  const around = surroundings(settings, aws);
  const identities = accounts === undefined ? {} : identitiesOf(settings, aws, around, accounts);
  const { identity, backupIdentity } = identities;
  const { store, objects, backups, outputs } = objectStore(settings, aws, around, identities, dependsOn);
  identity?.allow("objects", objects.apply(servicePermissions));
  const to = bucketBackups(settings.backup)?.to;
  if (backupIdentity !== undefined && to !== undefined) {
    const kept = to.of === "own" && backups !== undefined ? backups : givenBackups(to, around, dependsOn);
    backupIdentity.allow(
      "backups",
      pulumi.all([objects, kept]).apply(([from, at]) => {
        return backupPermissions({ objects: from, backups: at, prefix: to.prefix });
      }),
    );
  }
  return {
    dependsOn: identity === undefined ? [store] : [store, identity],
    outputs,
    ...identities,
  };
}

/** A bucket for recovery points that exists, in whatever region; it has to keep the public out. */
function givenBackups(
  { bucket, region }: BackupBucket,
  around: AwsArgs,
  dependsOn: pulumi.Resource,
): pulumi.Output<ObjectsAt> {
  const provider = region === around.region ? around.provider : new Provider("aws-recovery-points", { region });
  const encryption = { type: "AES256" } as const; // or any other: jobs ask for none
  return new GivenBucket("recovery-points", { ...around, provider, region, bucket, encryption }, { dependsOn }).objects;
}

type Identities = Pick<Cloud, "identity" | "backupIdentity">;

/** Each with a role of its own, so that the service has no way to recovery points, and jobs change no object. */
function identitiesOf(
  { backup }: Settings,
  { identity: kind, objectStore }: AwsSettings,
  around: AwsArgs,
  { namespace, service, backups }: Accounts,
): Identities {
  if (kind === undefined) return {};
  // The bucket's name is unique in the world, so that those of the roles are in the account.
  const { name } = objectStore.bucket;
  const { role: given, ...way } = kind;
  const role = given === undefined ? { name: `${name}-service` } : { arn: given };
  const identity = identityOf("storage-identity", way, around, { namespace, serviceAccount: service, role });
  const to = bucketBackups(backup)?.to;
  if (to === undefined || to.credentials !== undefined) return { identity };
  const taker = { namespace, serviceAccount: backups, role: { name: `${name}-backup` } };
  return { identity, backupIdentity: identityOf("backup-identity", way, around, taker) };
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

/** How roles are taken on. */
type Way = Pick<WorkloadIdentityArgs, "permissionsBoundary"> & WorkloadIdentityArgs["identity"];

/** The account on the cluster that takes on a role. */
type Taker = Pick<WorkloadIdentityArgs, "namespace" | "serviceAccount" | "role">;

function identityOf(
  name: string,
  { permissionsBoundary, ...identity }: Way,
  around: AwsArgs,
  taker: Taker,
): WorkloadIdentity {
  return new WorkloadIdentity(name, {
    ...around,
    ...taker,
    identity,
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
  });
}

function objectStore(
  settings: Settings,
  { objectStore: given }: AwsSettings,
  around: AwsArgs,
  { identity, backupIdentity }: Identities,
  dependsOn: pulumi.Resource,
): {
  readonly store: pulumi.Resource;
  readonly objects: pulumi.Output<ObjectsAt>;
  /** Where the stack makes a bucket for recovery points. */
  readonly backups?: pulumi.Output<ObjectsAt>;
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
      ...(backupIdentity === undefined ? {} : { backupRole: backupIdentity.roleArn }),
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
  return {
    store,
    objects: store.objects,
    outputs,
    ...(store.backups === undefined ? {} : { backups: store.backups.at }),
  };
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
