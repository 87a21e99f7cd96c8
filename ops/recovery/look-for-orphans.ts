import { existsSync } from "node:fs";
import path from "node:path";
import { Failure } from "../../cluster/failure";
import { openSource } from "./database/source";
import { walk } from "./files/walk";
import { findOrphans, type Orphans } from "./orphans";
import { tenantFolders } from "./s3-folders";
import type { Surroundings } from "./surroundings";
import { Tally, type Tallied } from "./tally";
import type { Blob, ObjectRow } from "./types";

export interface LookOptions {
  /** In milliseconds; younger blobs are told apart. */
  readonly minimumAge: number;
  /** The only one to look at. Default: all */
  readonly bucket?: string;
}

/** What was looked at, and what of it does not belong together. */
export interface Looked extends Orphans {
  /** What is no file in the folder of the objects, such as a symbolic link. */
  readonly noFiles: Tallied;
}

/**
 * Compares the rows of the database with the blobs of the backend, and changes nothing.
 *
 * @throws Failure where one of them is not reached, and where nothing has the bucket's name
 */
export async function lookForOrphans(around: Surroundings, { minimumAge, bucket }: LookOptions): Promise<Looked> {
  const { connection, listener, order } = around;
  const noFiles = new Tally(1000);
  const source = await openSource(connection, listener);
  try {
    // Ages are reckoned from before the listing, so that nothing that comes meanwhile is old.
    const found = await findOrphans(
      bucket === undefined ? source.rows(order) : ofBucket(source.rows(order), bucket),
      await blobsOf(around, bucket, noFiles),
      order,
      {
        minimumAge,
        stillThere: (rows) => source.stillThere(rows),
        onCompared: (count) => {
          listener.progress(`${count} objects and blobs compared`);
        },
      },
    );
    const buckets = source.counts.buckets.map((one) => one.bucket);
    if (bucket !== undefined && !buckets.includes(bucket) && found.blobs === 0) {
      throw new Failure(`There is no bucket "${bucket}", and nothing left of one. There are: ${buckets.join(", ")}.`);
    }
    return { ...found, noFiles: noFiles.tallied() };
  } finally {
    await source.close();
  }
}

async function* ofBucket(rows: AsyncIterable<ObjectRow>, bucket: string): AsyncGenerator<ObjectRow, void, undefined> {
  for await (const row of rows) if (row.bucket === bucket) yield row;
}

/** In the order of the surroundings. */
async function blobsOf(
  { plan: { objects }, listener: { signal } }: Surroundings,
  bucket: string | undefined,
  noFiles: Tally,
): Promise<AsyncIterable<Blob>> {
  const below = bucket === undefined ? "" : `${bucket}/`;
  if (objects.kind === "file") {
    const folder = path.join(objects.folder, below);
    const isNew = bucket !== undefined && existsSync(objects.folder) && !existsSync(folder);
    const strange = (name: string) => {
      noFiles.add(`${below}${name}`);
    };
    return named(isNew ? none() : walk(folder, strange), below, signal);
  }
  const { source } = await tenantFolders(objects);
  const { listBlobs } = await import("./s3/blobs");
  return named(listBlobs({ ...source, prefix: `${source.prefix}${below}` }, signal), below, signal);
}

async function* named(
  blobs: AsyncIterable<Blob>,
  below: string,
  signal: AbortSignal,
): AsyncGenerator<Blob, void, undefined> {
  for await (const blob of blobs) {
    signal.throwIfAborted();
    yield { ...blob, path: `${below}${blob.path}` };
  }
}

async function* none(): AsyncGenerator<Blob, void, undefined> {
  // A bucket into which nothing was uploaded yet has no folder.
}
