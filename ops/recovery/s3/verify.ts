import { mergeOrdered } from "../merge";
import type { Listener } from "../types";
import type { S3Folder } from "./client";
import { Comparison, type Content } from "./comparison";
import { contentProblem } from "./content";
import type { CopyEntry } from "./entries";
import { mapInOrder } from "./in-order";
import { allVersions, type ObjectVersion } from "./versions";

export interface VerifyArgs {
  readonly copies: S3Folder;
  /** Whether the content of each copy is read, too, and compared with its ETag where that is an MD5. */
  readonly read: boolean;
  /** How many are read at a time. Default: 8. */
  readonly concurrency?: number;
}

/** What was found. */
export interface Verified {
  /** Entries that were looked at. */
  readonly objects: number;
  /** Of all of them together, as they say. */
  readonly bytes: number;
  /** How many copies are gone or altered. */
  readonly bad: number;
  /** What is wrong with the first hundred of them, in sentences. */
  readonly problems: readonly string[];
}

const mostTold = 100;

/**
 * Looks whether the copies that a set names are there and what they were. A listing of all versions tells it, by one
 * request for a thousand of them. A copy that is gone may have a replacement, as for a restore.
 *
 * @param entries in their order
 * @throws Failure where S3 refuses something or is not reached
 */
export async function verifyCopies(
  entries: AsyncIterable<CopyEntry>,
  { copies, read, concurrency = 8 }: VerifyArgs,
  { progress, signal }: Listener,
): Promise<Verified> {
  const comparison = new Comparison(copies, copies);
  const totals = { objects: 0, bytes: 0, bad: 0 };
  const problems: string[] = [];

  async function verify({ entry, versions }: Candidates, ends: AbortSignal): Promise<Outcome> {
    const pinned: Content = { ...entry, versionId: entry.copyVersion };
    const named = versions.find(({ versionId }) => versionId === pinned.versionId);
    const held = named ?? (await replacementOf(pinned, versions, comparison, ends));
    if (held === undefined) return { entry, problem: "is gone" };
    if (held.size !== entry.size) return { entry, problem: `has ${held.size} bytes instead of ${entry.size}` };
    if (named !== undefined && named.etag !== entry.etag) return { entry, problem: "has another content" };
    return { entry, problem: read ? await contentProblem(copies, held, ends) : undefined };
  }

  for await (const { entry, problem } of mapInOrder(candidates(entries, copies, signal), concurrency, signal, verify)) {
    totals.objects++;
    totals.bytes += entry.size;
    if (problem !== undefined && ++totals.bad <= mostTold) {
      problems.push(`The copy of ${JSON.stringify(entry.path)} in the bucket ${copies.bucket} ${problem}.`);
    }
    progress(`${totals.objects} copies ${read ? "read" : "looked at"}, ${totals.bad} of them bad`);
  }
  return { ...totals, problems };
}

interface Outcome {
  readonly entry: CopyEntry;
  readonly problem: string | undefined;
}

/** What took the place of a copy that is gone, if it has the same content. */
async function replacementOf(
  pinned: Content,
  versions: readonly ObjectVersion[],
  comparison: Comparison,
  signal: AbortSignal,
): Promise<ObjectVersion | undefined> {
  const current = versions.find(({ latest }) => latest);
  return current !== undefined && (await comparison.same(pinned, current, signal)) ? current : undefined;
}

interface Candidates {
  readonly entry: CopyEntry;
  /** All that the bucket has of the entry's key. */
  readonly versions: readonly ObjectVersion[];
}

async function* candidates(
  entries: AsyncIterable<CopyEntry>,
  copies: S3Folder,
  signal: AbortSignal,
): AsyncGenerator<Candidates, void, undefined> {
  const key = (one: { readonly key: string }) => one.key;
  for await (const { left: entry, right } of mergeOrdered(entries, byKey(copies, signal), key, key, "bytes")) {
    if (entry !== undefined) yield { entry, versions: right?.versions ?? [] };
  }
}

async function* byKey(
  copies: S3Folder,
  signal: AbortSignal,
): AsyncGenerator<{ readonly key: string; readonly versions: readonly ObjectVersion[] }, void, undefined> {
  let versions: ObjectVersion[] = [];
  for await (const version of allVersions(copies, signal)) {
    const key = versions[0]?.key;
    if (key !== undefined && key !== version.key) {
      yield { key, versions };
      versions = [];
    }
    versions.push(version);
  }
  const key = versions[0]?.key;
  if (key !== undefined) yield { key, versions };
}
