import path from "node:path";
import type { Settings } from "../config";
import { readFolderFor } from "../storagedb/objects/bucket-limits";
import type { Entry } from "../storagedb/objects/folder";
import { sentenceOf } from "../storagedb/objects/names";

/** A folder of the stack file, read. */
export interface Source {
  readonly bucket: string;
  /** As the stack file names it. */
  readonly folder: string;
  /** The absolute path. */
  readonly place: string;
  readonly entries: readonly Entry[];
}

/** What the stack file says of the buckets. */
export type BucketSettings = Pick<Settings, "buckets" | "service">;

/** Reads the folders, with every file that cannot become an object of its bucket, as a sentence. */
export async function readFirstObjects(
  wanted: Settings["firstObjects"],
  settings: BucketSettings,
  root: string,
): Promise<{ sources: Source[]; problems: string[] }> {
  const sources: Source[] = [];
  const problems: string[] = [];
  for (const { bucket, folder } of wanted) {
    const { fileSizeLimit, allowedMimeTypes } = settings.buckets.find(({ id }) => id === bucket) ?? {};
    const limits = { fileSizeLimit: fileSizeLimit ?? settings.service.uploadLimit, allowedMimeTypes };
    const place = path.resolve(root, folder);
    const found = await readFolderFor(limits, place, folder);
    sources.push({ bucket, folder, place, entries: found.entries });
    problems.push(...found.problems.map((problem) => `bucket ${bucket}: ${sentenceOf(problem)}`));
  }
  return { sources, problems };
}
