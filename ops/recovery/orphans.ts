import { folderPath } from "./files/path";
import { mergeOrdered, sameKeys } from "./merge";
import { Tally, type Tallied } from "./tally";
import { type Blob, blobPath, type ObjectRow, type Order } from "./types";

/** Blobs or rows without the other. */
export interface Alone {
  readonly count: number;
  readonly bytes: number;
  /** Those that have some, with the first thousand paths of each. */
  readonly buckets: readonly ({ readonly bucket: string } & Tallied)[];
}

/** What of rows and blobs does not belong together. */
export interface Orphans {
  readonly rows: number;
  readonly blobs: number;
  /** Blobs that nothing names, as old as the minimum age or older. */
  readonly blobsWithoutRows: Alone;
  /** Younger ones: most of them belong to uploads under way. */
  readonly youngBlobsWithoutRows: Alone;
  /** What the service wrote beside an object while it came by a resumable upload, and leaves there. */
  readonly uploadNotes: Alone;
  /** Objects that cannot be downloaded; their bytes are what their rows say. */
  readonly rowsWithoutBlobs: Alone;
  /** Rows without blobs that are gone meanwhile: objects that were removed or overwritten. */
  readonly removed: number;
}

export interface OrphanOptions {
  /** In milliseconds; the service writes a blob before its row. Default: 24 hours. */
  readonly minimumAge?: number;
  /** What ages are reckoned from. Default: the time at the call. */
  readonly now?: Date;
  /** Those of the rows that the database has at the moment of asking. Default: all of them. */
  readonly stillThere?: (rows: readonly ObjectRow[]) => Promise<readonly ObjectRow[]>;
  /** How many rows and blobs were compared. */
  readonly onCompared?: (count: number) => void;
}

/** In milliseconds. Resumable uploads may go on for an hour, unless the service is told otherwise. */
export const usualMinimumAge = 24 * 3_600_000;

/** Rows that are asked for again at once, and paths that are kept of a bucket. */
const together = 1000;

/**
 * Compares rows with blobs, with one of each in memory. What is overwritten or removed while they are read shows up as a
 * row without a blob, so such rows are asked for again.
 *
 * @param rows in the given order of their paths; in "folders" of their `folderPath`
 * @param blobs in the same order
 * @throws Error where one of them is not in that order
 */
export async function findOrphans(
  rows: AsyncIterable<ObjectRow>,
  blobs: AsyncIterable<Blob>,
  order: Order,
  { minimumAge = usualMinimumAge, now = new Date(), stillThere, onCompared }: OrphanOptions = {},
): Promise<Orphans> {
  const [old, young, notes, lost] = [new AloneTally(), new AloneTally(), new AloneTally(), new AloneTally()];
  const pathOf = order === "folders" ? folderPath : blobPath;
  const counts = { rows: 0, blobs: 0, removed: 0 };
  let unsure: ObjectRow[] = [];
  const askAgain = async () => {
    const there = stillThere === undefined ? unsure : await stillThere(unsure);
    for (const row of there) lost.add(row.bucket, pathOf(row), row.size ?? 0);
    counts.removed += unsure.length - there.length;
    unsure = [];
  };
  const byPath = sameKeys(rows, pathOf);
  let [compared, lastKey] = [0, ""];
  for await (const { left, right: blob } of mergeOrdered(byPath, blobs, keyOf, pathOfBlob, order)) {
    if (++compared % together === 0) onCompared?.(compared);
    counts.rows += left?.entries.length ?? 0;
    lastKey = left?.key ?? lastKey;
    if (blob === undefined) {
      unsure.push(...left.entries);
      if (unsure.length >= together) await askAgain();
      continue;
    }
    counts.blobs++;
    if (left !== undefined) continue;
    const kind = isNoteOf(lastKey, blob) ? notes : now.getTime() - blob.modified.getTime() >= minimumAge ? old : young;
    kind.add(bucketOf(blob), blob.path, blob.size);
  }
  await askAgain();
  return {
    ...counts,
    blobsWithoutRows: old.told(),
    youngBlobsWithoutRows: young.told(),
    uploadNotes: notes.told(),
    rowsWithoutBlobs: lost.told(),
  };
}

const keyOf = ({ key }: { readonly key: string }) => key;
const pathOfBlob = ({ path }: Blob) => path;
const bucketOf = ({ path }: Blob) => path.split("/", 1)[0] ?? "";

/**
 * The store of resumable uploads keeps what it knows of one in `<id>.info` in S3, in `<id>.json` in a folder, and the id is
 * the path of the blob (tus-node-server: S3Store and FileConfigstore). Such names come at once behind the blob's.
 */
const isNoteOf = (object: string, { path }: Blob) => path === `${object}.info` || path === `${object}.json`;

class AloneTally {
  readonly #all = new Tally(0);
  readonly #buckets = new Map<string, Tally>();

  add(bucket: string, path: string, bytes: number): void {
    this.#all.add(path, bytes);
    const ofBucket = this.#buckets.get(bucket) ?? new Tally(together);
    this.#buckets.set(bucket, ofBucket);
    ofBucket.add(path, bytes);
  }

  told(): Alone {
    const { count, bytes } = this.#all;
    return { count, bytes, buckets: [...this.#buckets].map(([bucket, tally]) => ({ bucket, ...tally.tallied() })) };
  }
}
