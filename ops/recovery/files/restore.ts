import { lstat } from "node:fs/promises";
import path from "node:path";
import { codeOf, Failure, messageOf } from "../../../cluster/failure";
import type { Entry, Repository } from "../restic";
import type { Listener } from "../types";
import { ahead, batches } from "./ahead";
import { prepareFolder } from "./attributes";

/** What is restored, and where to. */
export interface FolderToRestore {
  readonly repository: Pick<Repository, "entries" | "restoreFolder">;
  /** restic's id. */
  readonly snapshot: string;
  /** The tenant's; made where it is missing. */
  readonly folder: string;
}

export interface RestoredFolder {
  /** Files of the snapshot. */
  readonly files: number;
  /** In bytes. */
  readonly bytes: number;
  /** The buckets that were put back. */
  readonly restored: readonly string[];
  /** The buckets that were there already. */
  readonly left: readonly string[];
}

/** Entries that are looked at together, and how many of them at a time. */
const together = { entries: 1000, files: 32 };

/**
 * Puts a tenant's files back, bucket by bucket. A bucket of which each file and folder is there with the same size and
 * time is left as it is, so a second run goes on where one was broken off. The others are put back as a whole: restic
 * sets times, owners and attributes only in the end, so of a bucket in which a time differs nothing is known to be
 * right. What is there besides stays.
 *
 * @throws Failure where the folder's files cannot have attributes, and where restic fails
 */
export async function restoreFiles(
  { repository, snapshot, folder }: FolderToRestore,
  { progress, signal }: Listener,
): Promise<RestoredFolder> {
  await prepareFolder(folder, signal);
  const same = new Map<string, boolean>();
  let [looked, files, bytes] = [0, 0, 0];
  for await (const batch of batches(repository.entries(snapshot), together.entries)) {
    const undecided = batch.filter((entry) => same.get(bucketOf(entry)) !== false);
    const look = async (entry: Entry) => [bucketOf(entry), await isThere(folder, entry)] as const;
    for await (const [bucket, there] of ahead(undecided, together.files, look)) {
      same.set(bucket, there && same.get(bucket) !== false);
    }
    files += batch.filter(({ type }) => type === "file").length;
    bytes += batch.reduce((sum, { size }) => sum + size, 0);
    looked += batch.length;
    progress(`${looked} files and folders compared with what is there`);
  }
  const of = (wanted: boolean) => [...same].filter(([, is]) => is === wanted).map(([bucket]) => bucket);
  for (const bucket of of(false)) await repository.restoreFolder(snapshot, folder, { include: [bucket] });
  return { files, bytes, restored: of(false), left: of(true) };
}

const bucketOf = ({ path: whole }: Entry) => whole.split("/", 1)[0] ?? "";

async function isThere(folder: string, { path: below, type, size, mtime }: Entry): Promise<boolean> {
  const file = path.join(folder, below);
  try {
    const status = await lstat(file, { bigint: true });
    if (Number(status.mtimeMs) !== mtime.getTime()) return false;
    return type === "file" ? status.isFile() && status.size === BigInt(size) : type === "dir" && status.isDirectory();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "")) return false;
    throw new Failure(`${file} cannot be looked at: ${messageOf(error)}.`, { cause: error });
  }
}
