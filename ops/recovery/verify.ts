import { finished } from "node:stream/promises";
import { Failure } from "../../cluster/failure";
import { checkDump } from "./database/dump-check";
import { readRows } from "./ndjson";
import { partFiles, readPart, type Part } from "./parts";
import { tenantFolders } from "./s3-folders";
import { readEntries } from "./s3/entries";
import { verifyCopies } from "./s3/verify";
import type { FinishedSet } from "./sets";
import type { Surroundings } from "./surroundings";

/**
 * Looks whether a set is what its manifest says: each part's bytes and hash, the rows of the dump, and a blob for each
 * object.
 *
 * @param options.readData whether the content of each blob is read again, too. Else what is known about it is compared
 * @returns what is wrong, in sentences; none where it can be restored
 */
export async function verifySet(
  around: Surroundings,
  set: FinishedSet,
  { readData }: { readonly readData: boolean },
): Promise<string[]> {
  const { contents } = set;
  const problems: string[] = [];
  // A check locks everybody else out, so the lock of a run that was killed since would be in its way.
  await around.repository.releaseDeadLocks();
  for (const part of Object.keys(contents.parts)) {
    around.listener.progress(`${set.scope} ${set.name}: reading ${part}`);
    problems.push(...(await problemsOf(() => readPartOf(around, set, part as Part))));
  }
  if (contents.blobs !== undefined) problems.push(...(await problemsOf(() => blobProblems(around, set, readData))));
  if (contents.folder !== undefined || contents.blobs?.kind === "file") {
    problems.push(...(await around.repository.check({ readData })));
  }
  return problems;
}

/** Reads a part whole; and of those that say how much they hold, whether it is that much. */
async function readPartOf(
  { repository, listener }: Surroundings,
  { contents }: FinishedSet,
  part: Part,
): Promise<string[]> {
  const stored = contents.parts[part];
  if (stored === undefined) return [];
  const content = readPart(repository, part, stored);
  if (part === "objects") {
    const found = await countOf(readRows(content, partFiles.objects));
    const expected = contents.storage?.objects ?? 0;
    return found === expected ? [] : [`Part objects has ${found} rows, and the manifest says ${expected}.`];
  }
  if (part === "metadata") await checkDump(content, contents.storage?.tables ?? {}, listener);
  else await finished(content.resume());
  return [];
}

async function blobProblems(around: Surroundings, set: FinishedSet, readData: boolean): Promise<string[]> {
  const { plan, repository, listener } = around;
  const { blobs, parts, storage } = set.contents;
  if (blobs === undefined || storage === undefined) return [];
  const expected = storage.objects - storage.deleted - storage.missing.count - storage.shared.count;
  if (blobs.kind === "file") {
    let files = 0;
    for await (const { type } of repository.entries(blobs.snapshot)) if (type === "file") files++;
    return files >= expected ? [] : [`Snapshot ${blobs.snapshot} has ${files} files for ${expected} objects.`];
  }
  if (plan.objects.kind !== "s3" || parts["copies"] === undefined) {
    throw new Failure(
      `The set holds copies in S3, and the stack keeps its objects elsewhere. Name the stack that made it.`,
    );
  }
  const { copies } = await tenantFolders(plan.objects);
  const { objects, problems } = await verifyCopies(
    readEntries(readPart(repository, "copies", parts["copies"]), partFiles.copies),
    { copies, read: readData },
    listener,
  );
  return objects === expected ? [...problems] : [...problems, `It names ${objects} copies for ${expected} objects.`];
}

/** What fails by what the set is, is a problem of it; all else is thrown on. */
async function problemsOf(look: () => Promise<string[]>): Promise<string[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Failure && !error.passing) return [error.message];
    throw error;
  }
}

async function countOf(list: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  const iterator = list[Symbol.asyncIterator]();
  while ((await iterator.next()).done !== true) count++;
  return count;
}
