import * as pulumi from "@pulumi/pulumi";
import * as storagedb from "../../storagedb/sdk";
import { under } from "../issue";
import { refuseMistakes } from "../refuse-mistakes";
import type { Bytes } from "../units";
import { type BucketArgs, checkBuckets } from "./args";

export type { BucketArgs, PolicyArgs } from "./args";

export interface BucketSetArgs {
  /** Each with its access policies. Ids and names are unique. */
  readonly buckets: readonly BucketArgs[];
  /** The service's own limit, which no bucket's limit may exceed. */
  readonly uploadLimit: Bytes;
  /** The database that holds the service's metadata. */
  readonly database: storagedb.Provider;
  /**
   * The volume that the database's data is in. What is deleted with it is not deleted one by one: a destroyed program
   * leaves the volume, and in it the buckets.
   * @default the database is not the program's, and a destroyed program deletes the buckets that hold no object
   */
  readonly data?: pulumi.Resource;
}

/**
 * Buckets and who may do what with their objects. A bucket that is taken out of the set while it holds objects is not
 * deleted: `pulumi up` stops and names their number.
 *
 * @example
 * ```ts
 * new BucketSet(
 *   "buckets",
 *   {
 *     buckets: [{ id: "avatars", name: "Avatars", public: true, onRemoval: "refuse", policies: [] }],
 *     uploadLimit: bytes("50MiB"),
 *     database: database.provider,
 *   },
 *   { dependsOn: database },
 * );
 * ```
 */
export class BucketSet extends pulumi.ComponentResource {
  /** The ids of the buckets, in the order of the arguments. */
  readonly ids: pulumi.Output<string[]>;

  constructor(name: string, args: BucketSetArgs, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:BucketSet", name, {}, options);
    const checked = check(args);
    const buckets = args.buckets.map((bucket) => {
      const common = { parent: this, provider: args.database, retainOnDelete: bucket.onRemoval === "retain" };
      const data = args.data === undefined ? {} : { deletedWith: args.data };
      const resource = new storagedb.Bucket(
        bucket.id,
        {
          bucketId: checked.then(() => bucket.id),
          name: bucket.name,
          public: bucket.public,
          fileSizeLimit: bucket.fileSizeLimit,
          allowedMimeTypes: bucket.allowedMimeTypes,
        },
        { ...common, ...data },
      );
      for (const policy of bucket.policies) {
        new storagedb.AccessPolicy(
          // Ids have no slash, so no two policies share a name; a policy's own name may hold what a URN must not.
          `${bucket.id}/${encodeURIComponent(policy.name)}`,
          {
            bucket: resource.bucketId,
            name: policy.name,
            roles: policy.roles,
            verbs: policy.verbs,
            conditions: policy.conditions,
          },
          // A bucket takes its policies with it in one transaction: where it is refused, access stays as it is.
          { ...common, deletedWith: resource },
        );
      }
      return resource;
    });
    this.ids = pulumi.all(buckets.map((bucket) => bucket.bucketId));
    this.registerOutputs({ ids: this.ids });
  }
}

/** Nothing is registered in the database's provider before every argument was looked at. */
async function check({ buckets, uploadLimit }: BucketSetArgs): Promise<void> {
  refuseMistakes((await checkBuckets(buckets, { uploadLimit })).map((issue) => under(["buckets"], issue)));
}
