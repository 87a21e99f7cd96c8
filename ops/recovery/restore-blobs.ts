import { existsSync } from "node:fs";
import { Failure } from "../../cluster/failure";
import { restoreFiles } from "./files/restore";
import { walk } from "./files/walk";
import { partFiles, readPart } from "./parts";
import { tenantFolders } from "./s3-folders";
import { listBlobs } from "./s3/blobs";
import { readEntries } from "./s3/entries";
import { restoreCopies } from "./s3/restore";
import type { FinishedSet } from "./sets";
import type { Surroundings } from "./surroundings";

/** Puts the blobs back that are not there, or are others. Those that are there besides stay. */
export async function restoreBlobs({ plan, repository, listener }: Surroundings, set: FinishedSet): Promise<void> {
  const { blobs, parts } = set.contents;
  if (blobs?.kind !== plan.objects.kind) {
    throw new Failure(`Set ${set.name} was made with another backend. Restore it where that one is.`);
  }
  if (plan.objects.kind === "file" && blobs.kind === "file") {
    await restoreFiles({ repository, snapshot: blobs.snapshot, folder: plan.objects.folder }, listener);
    return;
  }
  if (plan.objects.kind === "file" || parts["copies"] === undefined) {
    throw new Failure(`Set ${set.name} names no copies. Restore another one.`);
  }
  const { source, copies } = await tenantFolders(plan.objects);
  const entries = readEntries(readPart(repository, "copies", parts["copies"]), partFiles.copies);
  const { lost } = await restoreCopies(entries, { copies, target: source }, listener);
  if (lost.length === 0) return;
  throw new Failure(`The copies of ${lost.length} objects are gone, that of ${lost[0]?.path ?? ""} among them.`);
}

/** Whether the backend holds anything. */
export async function hasBlobs({ plan, listener }: Surroundings): Promise<boolean> {
  if (plan.objects.kind === "file") {
    if (!existsSync(plan.objects.folder)) return false;
    return !(await isEmpty(walk(plan.objects.folder, () => undefined)));
  }
  const { source } = await tenantFolders(plan.objects);
  return !(await isEmpty(listBlobs(source, listener.signal)));
}

async function isEmpty(list: AsyncIterable<unknown>): Promise<boolean> {
  for await (const one of list) return one === undefined;
  return true;
}
