import * as pulumi from "@pulumi/pulumi";
import * as storagedb from "../../storagedb/sdk";

export interface FirstObjectsArgs {
  /** At most one for each bucket. */
  readonly folders: readonly FirstObjectsFolder[];
  /** The storage service's URL, as this machine reaches it. */
  readonly url: pulumi.Input<string>;
  /** A token of the service role. Kept as a secret. */
  readonly token: pulumi.Input<string>;
  /** The provider of the buckets, which carries the upload out, too. */
  readonly database: storagedb.Provider;
}

/** A folder whose files become objects, as it is now. */
export interface FirstObjectsFolder {
  /** The bucket's id. */
  readonly bucket: string;
  /** The absolute path on this machine. */
  readonly folder: string;
  /** Of the files' names, contents and types; another one is a reason to upload. */
  readonly digest: string;
  /** How many files there are, at least one. */
  readonly files: number;
}

/**
 * The objects with which buckets begin: uploaded when the program is new, and again when their folder changed. What
 * the bucket has already is left alone, what somebody else put there is never overwritten, and nothing is ever deleted.
 *
 * @example
 * ```ts
 * new FirstObjects(
 *   "first-objects",
 *   {
 *     folders: [{ bucket: "avatars", folder: "/srv/project/objects/avatars", digest: digestOf(entries), files: 12 }],
 *     url: "http://127.0.0.1:5000",
 *     token: keys.serviceRoleKey,
 *     database: connection.storagedb,
 *   },
 *   { dependsOn: [buckets, service] }, // an upload needs both
 * );
 * ```
 */
export class FirstObjects extends pulumi.ComponentResource {
  constructor(
    name: string,
    { folders, url, token, database }: FirstObjectsArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("alfred:storage:FirstObjects", name, {}, options);
    for (const { bucket, folder, digest, files } of folders) {
      new storagedb.FirstObjects(
        bucket,
        { bucketId: bucket, digest, files, url, folder, token },
        { parent: this, provider: database },
      );
    }
    this.registerOutputs();
  }
}
