import type { Role } from "@pulumi/aws/iam/role";
import type { Distribution } from "@pulumi/aws/cloudfront/distribution";
import * as pulumi from "@pulumi/pulumi";
import { bucketArn } from "../aws";
import { refuseMistakes } from "../refuse-mistakes";
import { checkObjectStore, type ObjectStoreArgs, suffixes } from "./args";
import { type DefaultEncryption, type PrivateBucket, privateBucket } from "./bucket";
import { logsPolicy, objectsPolicy } from "./bucket-policies";
import { distribution } from "./cdn";
import { encryptionKey } from "./encryption-key";
import { keyArn } from "./key-arn";
import { keyPolicy } from "./key-policy";
import { backupsLifecycle, logsLifecycle, objectsLifecycle } from "./lifecycle";
import type { ObjectsAt } from "./permissions";
import { replication, replicationRole } from "./replication";

/**
 * The S3 bucket that holds the service's objects, with what belongs to it: its key, a bucket for access logs, one for
 * recovery points with Object Lock, and as options replication and CloudFront. Data, and what guards data, is protected:
 * `pulumi destroy` stops at it.
 *
 * The service sends no header for encryption, so the bucket's default does it, and its policy refuses anything else.
 *
 * @example
 * ```ts
 * const store = new ObjectStore("object-store", {
 *   provider,
 *   account: "123456789012",
 *   region: "us-west-2",
 *   labels: {},
 *   bucket: "alfred-platform-prod",
 *   encryption: { type: "aws:kms" },
 *   keyAdministrators: [],
 *   users: [identity.roleArn],
 *   noncurrentDays: 30,
 *   transitions: [],
 *   accessLogs: { days: 365 },
 *   backups: { place: { provider, account, region }, mode: "GOVERNANCE", days: 30, replicate: false },
 * });
 * ```
 */
export class ObjectStore extends pulumi.ComponentResource {
  /** Where the objects are. */
  readonly objects: pulumi.Output<ObjectsAt>;
  /** Where recovery points go, by the bucket's name; missing where there is no bucket for them. */
  readonly backups?: { readonly bucket: pulumi.Output<string>; readonly at: pulumi.Output<ObjectsAt> };
  /** The host name of CloudFront; missing where it is not asked for. */
  readonly cdnHost?: pulumi.Output<string>;

  constructor(name: string, args: ObjectStoreArgs, options?: pulumi.ComponentResourceOptions) {
    refuseMistakes(checkObjectStore(args));
    super("alfred:storage:aws:ObjectStore", name, {}, options);
    const { bucket, region, account, provider, cdn } = args;
    const arn = bucketArn(region, bucket);
    const role =
      args.backups?.replicate === true ? replicationRole(name, args, { name: bucket, arn }, this) : undefined;
    const logs = this.#logs(name, args);
    const backups = this.#backups(name, args, role, logs);

    let front: Distribution | undefined;
    let key: pulumi.Output<string> | undefined;
    const objects = privateBucket(
      name,
      {
        provider,
        labels: args.labels,
        bucket,
        lifecycle: objectsLifecycle(args.noncurrentDays, args.transitions),
        ...(logs === undefined ? {} : { logs: { bucket: logs, prefix: `${bucket}/` } }),
        guards: (made) => {
          front = cdn && distribution(name, { provider, labels: args.labels, cdn, bucket: made }, this);
          key = this.#key(name, args, role, front?.arn);
          const encryption = encryptionWith(key);
          const policy = pulumi
            .all([encryption, [role?.arn, copier(args)], front?.arn])
            .apply(([kind, copiers, frontArn]) =>
              objectsPolicy({
                bucket: arn,
                encryption: kind,
                ...(args.vpcEndpoint === undefined ? {} : { vpcEndpoint: args.vpcEndpoint }),
                besideEndpoint: copiers.filter((one) => one !== undefined),
                ...(frontArn === undefined || cdn === undefined
                  ? {}
                  : { readers: { distribution: frontArn, prefixes: cdn.buckets.map((id) => `${cdn.folder}/${id}/`) } }),
              }),
            );
          return { encryption, policy };
        },
      },
      this,
    );
    this.objects = at(arn, region, account, key);
    if (front !== undefined) this.cdnHost = front.domainName;
    if (backups !== undefined) {
      this.backups = { bucket: backups.made.bucket.bucket, at: backups.at };
      if (role !== undefined) {
        const ends = { from: this.objects, to: backups.at };
        const dependsOn = [objects.ready, backups.made.ready];
        replication(name, { provider, role, source: objects.bucket.bucket, ...ends }, { parent: this, dependsOn });
      }
    }
    this.registerOutputs({});
  }

  /** The key of the objects: given, its own, or none. */
  #key(
    name: string,
    args: ObjectStoreArgs,
    role: Role | undefined,
    distribution: pulumi.Output<string> | undefined,
  ): pulumi.Output<string> | undefined {
    const { encryption, account, region, bucket, keyAdministrators: administrators, users, backupRole } = args;
    if (encryption.type === "AES256") return undefined;
    const given = encryption.key;
    if (given !== undefined) return pulumi.output(account).apply((id) => keyArn(given, region, id));
    const named = { users, reader: users.length === 0 ? undefined : backupRole };
    const policy = pulumi.all([account, named, role?.arn, distribution]).apply(([id, roles, replicatesFrom, front]) =>
      keyPolicy({
        account: id,
        region,
        bucket: bucketArn(region, bucket),
        administrators,
        users: roles.users,
        ...(roles.reader === undefined ? {} : { reader: roles.reader }),
        ...(replicatesFrom === undefined ? {} : { replicatesFrom }),
        ...(front === undefined ? {} : { distribution: front }),
      }),
    );
    return encryptionKey(name, { provider: args.provider, labels: args.labels, bucket, policy }, this);
  }

  /** Where requests are logged. Amazon's own encryption, since S3 writes there itself. */
  #logs(name: string, args: ObjectStoreArgs): pulumi.Output<string> | undefined {
    const { accessLogs, bucket, region, account, provider, labels } = args;
    if (accessLogs === undefined) return undefined;
    if (accessLogs.bucket !== undefined) return pulumi.output(accessLogs.bucket);
    const logs = bucket + suffixes.logs;
    const sources = [bucket, bucket + suffixes.backups].map((source) => bucketArn(region, source));
    const { bucket: made, ready } = privateBucket(
      `${name}-logs`,
      {
        ...{ provider, labels, bucket: logs, lifecycle: logsLifecycle(accessLogs.days) },
        guards: () => ({
          encryption: { type: "AES256" },
          policy: pulumi.output(account).apply((id) => logsPolicy(bucketArn(region, logs), sources, id)),
        }),
      },
      this,
    );
    // Not before its policy lets S3 in.
    return pulumi.all([made.bucket, ready.urn]).apply(([one]) => one);
  }

  #backups(
    name: string,
    args: ObjectStoreArgs,
    role: Role | undefined,
    logs: pulumi.Output<string> | undefined,
  ): { readonly made: PrivateBucket; readonly at: pulumi.Output<ObjectsAt> } | undefined {
    const { backups, labels, keyAdministrators: administrators, encryption, backupRole } = args;
    if (backups === undefined) return undefined;
    const { provider, account, region } = backups.place;
    const elsewhere = provider !== args.provider;
    const bucket = args.bucket + suffixes.backups;
    const arn = bucketArn(region, bucket);
    let key: pulumi.Output<string> | undefined;
    if (encryption.type === "aws:kms") {
      const accounts = [account, args.account] as const;
      const policy = pulumi.all([...accounts, role?.arn, backupRole]).apply(([id, own, replicatesTo, guest]) =>
        keyPolicy({
          ...{ account: id, region, bucket: arn, users: [] },
          // Those of one account would lock out whoever makes the key in another, and KMS refuses such a policy.
          administrators: id === own ? administrators : [],
          ...(replicatesTo === undefined ? {} : { replicatesTo }),
          ...(guest === undefined || id === own ? {} : { guest }),
        }),
      );
      key = encryptionKey(`${name}-backups`, { provider, labels, bucket, policy }, this);
    }
    const made = privateBucket(
      `${name}-backups`,
      {
        ...{ provider, labels, bucket, lifecycle: backupsLifecycle(backups.days) },
        lock: { mode: backups.mode, days: backups.days },
        // S3 logs into buckets of the same account and region only.
        ...(logs === undefined || elsewhere ? {} : { logs: { bucket: logs, prefix: `${bucket}/` } }),
        guards: () => {
          const kind = encryptionWith(key);
          const policy = pulumi
            .all([kind, account, args.account, role?.arn, backupRole])
            .apply(([one, id, own, replicator, jobs]) =>
              objectsPolicy({
                ...{ bucket: arn, encryption: one },
                ...(replicator === undefined || id === own ? {} : { replicator }),
                ...(jobs === undefined || id === own ? {} : { backupRole: jobs }),
              }),
            );
          return { encryption: kind, policy };
        },
      },
      this,
    );
    return { made, at: at(arn, region, account, key) };
  }
}

/** The role in whose name S3 copies objects to another region, where no endpoint of this one leads. */
const copier = ({ backupRole, backups, region }: ObjectStoreArgs): pulumi.Input<string> | undefined =>
  backups === undefined || backups.place.region === region ? undefined : backupRole;

const encryptionWith = (key: pulumi.Output<string> | undefined): DefaultEncryption =>
  key === undefined ? { type: "AES256" } : { type: "aws:kms", key };

const at = (
  bucket: string,
  region: string,
  account: pulumi.Input<string>,
  key: pulumi.Output<string> | undefined,
): pulumi.Output<ObjectsAt> =>
  pulumi
    .all([account, key])
    .apply(([id, arn]) => ({ bucket, region, account: id, ...(arn === undefined ? {} : { key: arn }) }));
