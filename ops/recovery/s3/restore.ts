import { Failure } from "../../../cluster/failure";
import { mergeOrdered } from "../merge";
import type { Listener } from "../types";
import type { S3Folder } from "./client";
import { Comparison, type Content, headOf } from "./comparison";
import { copyObject, type PartSizes } from "./copy-object";
import { mostMissing } from "./copies";
import type { CopyEntry } from "./entries";
import { mapInOrder } from "./in-order";
import { currentVersions, type ObjectVersion } from "./versions";

export interface RestoreArgs {
  readonly copies: S3Folder;
  /** The tenant's folder to restore to. */
  readonly target: S3Folder;
  /** How many objects are copied at a time. Default: 16. */
  readonly concurrency?: number;
  /** Default: what S3 allows at once. */
  readonly partSizes?: PartSizes;
}

export interface Restored {
  /** That are in the target now. */
  readonly objects: number;
  /** Of all of them together. */
  readonly bytes: number;
  /** Those that were copied now; the others were there. */
  readonly copied: number;
  /** Those whose copy is gone. */
  readonly lost: readonly CopyEntry[];
}

/**
 * Copies the blobs of a set back that the target has not, or with another content. A run that broke off is gone on with
 * by another one. What the target has besides stays. Where the copy that the set names is gone, its replacement serves:
 * two runs at a time may have made a copy each, of which the bucket's lifecycle removes the older one.
 *
 * @param entries in their order
 * @throws Failure where S3 refuses something or is not reached, and where too many copies are gone
 */
export async function restoreCopies(
  entries: AsyncIterable<CopyEntry>,
  { copies, target, concurrency = 16, partSizes }: RestoreArgs,
  { progress, signal }: Listener,
): Promise<Restored> {
  const comparison = new Comparison(copies, target);
  const totals = { objects: 0, bytes: 0, copied: 0 };
  const lost: CopyEntry[] = [];

  async function restore({ left: entry, right: there }: Counterparts, ends: AbortSignal): Promise<Outcome> {
    const pinned: Content = { ...entry, versionId: entry.copyVersion };
    if (there !== undefined && (await comparison.same(pinned, there, ends))) return { entry, state: "there" };
    const copyBack = (copy: Content) => copyObject(copies, copy, target, entry.path, ends, partSizes);
    if ((await unlessMissing(copyBack(pinned))) !== undefined) return { entry, state: "copied" };
    const replacement = await replacementOf(copies, pinned, ends);
    if (replacement === undefined) return { entry, state: "lost" };
    await copyBack(replacement);
    return { entry, state: "copied" };
  }

  for await (const { entry, state } of mapInOrder(
    counterparts(entries, target, signal),
    concurrency,
    signal,
    restore,
  )) {
    if (state === "lost") note(entry);
    else {
      totals.objects++;
      totals.bytes += entry.size;
      if (state === "copied") totals.copied++;
      progress(`${totals.objects} blobs are restored, ${totals.copied} of them copied now`);
    }
  }
  return { ...totals, lost };

  function note(entry: CopyEntry): void {
    lost.push(entry);
    if (lost.length <= mostMissing) return;
    throw new Failure(
      `More than ${mostMissing} copies are not in ${copies.prefix} of the bucket ${copies.bucket}, the one of ` +
        `${JSON.stringify(entry.path)} among them. Is it the bucket of this set?`,
    );
  }
}

interface Counterparts {
  readonly left: CopyEntry;
  /** What is in its place in the target. */
  readonly right?: ObjectVersion | undefined;
}

interface Outcome {
  readonly entry: CopyEntry;
  readonly state: "there" | "copied" | "lost";
}

async function* counterparts(
  entries: AsyncIterable<CopyEntry>,
  target: S3Folder,
  signal: AbortSignal,
): AsyncGenerator<Counterparts, void, undefined> {
  const there = currentVersions(target, signal);
  const pairs = mergeOrdered(
    entries,
    there,
    ({ path }) => path,
    ({ key }) => key,
    "bytes",
  );
  for await (const pair of pairs) if (pair.left !== undefined) yield pair;
}

/** What took the place of a copy that is gone, if it has the same content. */
async function replacementOf(copies: S3Folder, pinned: Content, signal: AbortSignal): Promise<Content | undefined> {
  const { key } = pinned;
  const head = await unlessMissing(headOf(copies, { key }, signal));
  if (head === undefined) return undefined;
  const current = { key, ...head };
  return (await new Comparison(copies, copies).same(pinned, current, signal)) ? current : undefined;
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure && error.missing) return undefined;
    throw error;
  }
}
