import type { Writable } from "node:stream";
import { Failure } from "../../../cluster/failure";
import { mergeOrdered, type Pair, sameKeys } from "../merge";
import { blobPath, type Listener, type ObjectRow } from "../types";
import type { S3Folder } from "./client";
import { Comparison } from "./comparison";
import { copyObject, type PartSizes } from "./copy-object";
import type { CopyEntry } from "./entries";
import { mapInOrder } from "./in-order";
import { writeLines } from "./lines";
import { currentVersions, type ObjectVersion } from "./versions";
import { assertVersioned } from "./versioning";

export interface CaptureArgs {
  /** The tenant's folder. */
  readonly source: S3Folder;
  /** Where the copies are, of all tenants: each below the key that its original has. */
  readonly copies: S3Folder;
  /** In the order "bytes". */
  readonly rows: AsyncIterable<ObjectRow>;
  /** How many objects are copied at a time. Default: 16. */
  readonly concurrency?: number;
  /** Default: what S3 allows at once. */
  readonly partSizes?: PartSizes;
}

/** What a set has of the rows' blobs. */
export interface Captured {
  /** With a copy. */
  readonly objects: number;
  /** Of all copies together. */
  readonly bytes: number;
  /** Those that were copied now. */
  readonly copied: number;
  /** Those whose blob is gone, and whose copy an earlier set has made. */
  readonly onlyCopied: number;
  /** The rows that have neither a blob nor a copy. */
  readonly missing: readonly ObjectRow[];
  /** Rows whose blob another row names as well: `a` of version `b/c`, and `a/b` of version `c`. */
  readonly shared: readonly ObjectRow[];
}

/** More blobs are not missing by deletions in the meantime. */
export const mostMissing = 10_000;

/**
 * Sees to it that each row's blob has a copy, and writes which version of which copy that is. What has a copy of the
 * same content is not copied again, so that a run that broke off is gone on with by another one. Memory does not grow
 * with the number of rows.
 *
 * No other run may remove copies meanwhile.
 *
 * @param out gets the entries, in the order of the rows, and is ended
 * @throws Failure where S3 refuses something or is not reached, where the copies' bucket has no versions, and where too
 *   many blobs are missing
 */
export async function captureCopies(
  { source, copies, rows, concurrency = 16, partSizes }: CaptureArgs,
  out: Writable,
  { progress, signal }: Listener,
): Promise<Captured> {
  await assertVersioned(copies, signal);
  const ofTenant = { ...copies, prefix: copies.prefix + source.prefix };
  const comparison = new Comparison(source, ofTenant);
  const totals = { objects: 0, bytes: 0, copied: 0, onlyCopied: 0 };
  const [missing, shared]: [ObjectRow[], ObjectRow[]] = [[], []];

  async function capture({ path, rows, original, copy }: Blobs, ends: AbortSignal): Promise<Outcome> {
    if (original === undefined) {
      return copy !== undefined && rows.every((row) => fits(row, copy)) ? { rows, entry: of(copy) } : { rows };
    }
    if (copy !== undefined && (await comparison.same(original, copy, ends))) return { rows, entry: of(copy, original) };
    try {
      const made = await copyObject(source, original, ofTenant, path, ends, partSizes);
      return { rows, entry: of({ ...made, size: original.size }, original), copied: true };
    } catch (error) {
      if (error instanceof Failure && error.missing) return { rows };
      throw error;
    }

    function of(made: Pick<ObjectVersion, "versionId" | "size" | "etag">, from?: ObjectVersion): CopyEntry {
      const { versionId: copyVersion, size, etag } = made;
      return { path, key: source.prefix + path, sourceVersion: from?.versionId ?? null, copyVersion, size, etag };
    }
  }

  async function* entries(): AsyncGenerator<CopyEntry, void, undefined> {
    const blobs = blobsOf(rows, currentVersions(source, signal), currentVersions(ofTenant, signal));
    for await (const { rows, entry, copied } of mapInOrder(blobs, concurrency, signal, capture)) {
      if (entry === undefined) rows.forEach(note);
      else {
        shared.push(...rows.slice(1));
        totals.objects++;
        totals.bytes += entry.size;
        if (copied === true) totals.copied++;
        if (entry.sourceVersion === null) totals.onlyCopied++;
        progress(`${totals.objects} blobs have a copy, ${totals.copied} of them copied now`);
        yield entry;
      }
    }
  }

  function note(row: ObjectRow): void {
    missing.push(row);
    if (missing.length <= mostMissing) return;
    throw new Failure(
      `More than ${mostMissing} rows have no blob in ${source.prefix} of the bucket ${source.bucket}, the one of ` +
        `${JSON.stringify(blobPath(row))} among them. Is it the bucket of this database, and its tenant?`,
    );
  }

  await writeLines(entries(), out, signal);
  return { ...totals, missing, shared };
}

/** The rows of a path, of which there is mostly one, with what there is of their blob. */
interface Blobs {
  readonly path: string;
  readonly rows: readonly ObjectRow[];
  readonly original: ObjectVersion | undefined;
  readonly copy: ObjectVersion | undefined;
}

interface Outcome {
  readonly rows: readonly ObjectRow[];
  /** Missing where the blob is. */
  readonly entry?: CopyEntry;
  readonly copied?: boolean;
}

/** Both listings are read to their ends, so that one out of order is noticed behind the last row, too. */
async function* blobsOf(
  rows: AsyncIterable<ObjectRow>,
  originals: AsyncIterable<ObjectVersion>,
  copies: AsyncIterable<ObjectVersion>,
): AsyncGenerator<Blobs, void, undefined> {
  const key = (version: ObjectVersion) => version.key;
  const both = mergeOrdered(originals, copies, key, key, "bytes");
  const keyOfPair = ({ left, right }: Pair<ObjectVersion, ObjectVersion>) => left?.key ?? right?.key ?? "";
  const byPath = sameKeys(rows, blobPath);
  for await (const { left, right } of mergeOrdered(byPath, both, ({ key: path }) => path, keyOfPair, "bytes")) {
    if (left !== undefined) yield { path: left.key, rows: left.entries, original: right?.left, copy: right?.right };
  }
}

/** Without the original there is only the row to tell whether a copy is of it. */
const fits = (row: ObjectRow, copy: ObjectVersion): boolean => row.size === null || row.size === copy.size;
