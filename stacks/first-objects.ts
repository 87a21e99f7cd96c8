import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config";
import { FirstObjects, type FirstObjectsFolder } from "../components/bucket-set/first-objects";
import type * as storagedb from "../storagedb/sdk";

/**
 * The folders whose files `pulumi up` makes objects of a bucket, as they are now. Throws a `pulumi.RunError` that names
 * every file that cannot become one, so call it before anything is registered.
 *
 * @param root the project's folder, from which the folders are named
 */
export async function firstObjectFolders(
  settings: Pick<Settings, "firstObjects" | "buckets" | "service">,
  root = path.dirname(__dirname),
): Promise<FirstObjectsFolder[]> {
  const wanted = settings.firstObjects.filter(({ onUp }) => onUp);
  if (wanted.length === 0) return [];
  // Most stacks have none, and do not wait for this.
  const { readFirstObjects } = await import("./first-objects-folders");
  const { digestOf } = await import("../storagedb/objects/folder");
  const { sources, problems } = await readFirstObjects(wanted, settings, root);
  if (problems.length > 0) throw new pulumi.RunError(problems.join("\n"));
  return sources.map(({ bucket, place, entries }) => {
    return { bucket, folder: place, digest: digestOf(entries), files: entries.length };
  });
}

/** What an upload needs of the stack. */
export interface UploadTarget {
  /** The storage service's URL, as this machine reaches it. */
  readonly url: pulumi.Input<string>;
  /** A token of the service role. */
  readonly token: pulumi.Input<string>;
  readonly provider: storagedb.Provider;
  /** The buckets, and the service once it is healthy. */
  readonly dependsOn: pulumi.Resource[];
}

/** Has them uploaded; registers nothing where there are none. */
export function firstObjects(folders: readonly FirstObjectsFolder[], target: UploadTarget): void {
  if (folders.length === 0) return;
  const { url, token, provider, dependsOn } = target;
  new FirstObjects("first-objects", { folders, url, token, database: provider }, { dependsOn });
}
