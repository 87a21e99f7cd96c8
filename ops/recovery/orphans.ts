import { folderPath } from "./files/path";
import { mergeOrdered, sameKeys } from "./merge";
import { Tally, type Tallied } from "./tally";
import { type Blob, blobPath, type ObjectRow, type Order } from "./types";

/** Blobs or rows without the other. */
export interface Alone extends Tallied {
  /** Those that have some. */
  readonly buckets: readonly { readonly bucket: string; readonly count: number; readonly bytes: number }[];
}

/** What of rows and blobs does not belong together. */
export interface Orphans {
  readonly rows: number;
  readonly blobs: number;
  /** Blobs that nothing names, as old as the minimum age or older. */
  readonly blobsWithoutRows: Alone;
  /** Younger ones: most of them belong to uploads under way. */
  readonly youngBlobsWithoutRows: Alone;
  /** Objects that cannot be downloaded; their bytes are what their rows say. */
  readonly rowsWithoutBlobs: Alone;
}

export interface OrphanOptions {
  /** In milliseconds; the service writes a blob before its row. Default: 24 hours. */
  readonly minimumAge?: number;
  /** What ages are reckoned from. Default: the time at the call. */
  readonly now?: Date;
}

const day = 24 * 3_600_000;

/**
 * Compares rows with blobs, with one of each in memory. What is uploaded, overwritten or removed while they are read may
 * show up as a row without a blob: ask for such rows again before something is done about them.
 *
 * @param rows in the given order of their paths; in "folders" of their `folderPath`
 * @param blobs in the same order
 * @throws Error where one of them is not in that order
 */
export async function findOrphans(
  rows: AsyncIterable<ObjectRow>,
  blobs: AsyncIterable<Blob>,
  order: Order,
  { minimumAge = day, now = new Date() }: OrphanOptions = {},
): Promise<Orphans> {
  const [old, young, lost] = [new AloneTally(), new AloneTally(), new AloneTally()];
  const pathOf = order === "folders" ? folderPath : blobPath;
  const counts = { rows: 0, blobs: 0 };
  const byPath = sameKeys(rows, pathOf);
  for await (const { left, right: blob } of mergeOrdered(
    byPath,
    blobs,
    ({ key }) => key,
    ({ path }) => path,
    order,
  )) {
    counts.rows += left?.entries.length ?? 0;
    if (blob === undefined) {
      for (const row of left.entries) lost.add(row.bucket, left.key, row.size ?? 0);
      continue;
    }
    counts.blobs++;
    if (left !== undefined) continue;
    const age = now.getTime() - blob.modified.getTime();
    (age >= minimumAge ? old : young).add(bucketOf(blob), blob.path, blob.size);
  }
  return {
    ...counts,
    blobsWithoutRows: old.told(),
    youngBlobsWithoutRows: young.told(),
    rowsWithoutBlobs: lost.told(),
  };
}

const bucketOf = ({ path }: Blob) => path.split("/", 1)[0] ?? "";

class AloneTally {
  readonly #all = new Tally();
  readonly #buckets = new Map<string, Tally>();

  add(bucket: string, path: string, bytes: number): void {
    this.#all.add(path, bytes);
    const ofBucket = this.#buckets.get(bucket) ?? new Tally(0);
    this.#buckets.set(bucket, ofBucket);
    ofBucket.add(path, bytes);
  }

  told(): Alone {
    const buckets = [...this.#buckets].map(([bucket, { count, bytes }]) => ({ bucket, count, bytes }));
    return { ...this.#all.tallied(), buckets };
  }
}
