import type { Writable } from "node:stream";
import { z } from "zod";
import { Failure, messageOf } from "../../../cluster/failure";
import { readLines, writeLines } from "./lines";

const entry = z.strictObject({
  /** Of the blob, below the tenant's folder. */
  path: z.string(),
  /** Of the copy, below the folder of copies: the key that the blob had in its own bucket. */
  key: z.string(),
  /** "null" where the blob's bucket had no versions; null where the blob was gone, and its copy there already. */
  sourceVersion: z.string().nullable(),
  copyVersion: z.string(),
  /** In bytes. */
  size: z.int().nonnegative(),
  /** Of the copy, in quotes. */
  etag: z.string(),
});

/** A blob in the bucket of copies, as a set names it. */
export type CopyEntry = Readonly<z.infer<typeof entry>>;

/** Writes entries, compressed, and ends the stream. */
export async function writeEntries(
  entries: AsyncIterable<CopyEntry>,
  out: Writable,
  signal: AbortSignal,
): Promise<void> {
  await writeLines(entries, out, signal);
}

/**
 * Reads them again.
 *
 * @throws Failure where it is no such list, or not the whole of it
 */
export async function* readEntries(input: AsyncIterable<Uint8Array>): AsyncGenerator<CopyEntry, void, undefined> {
  let read = 0;
  try {
    for await (const line of readLines(input)) {
      yield entry.parse(line);
      read++;
    }
  } catch (error) {
    if (error instanceof Failure || (error instanceof Error && error.name === "AbortError")) throw error;
    throw new Failure(`The list of a set's copies cannot be read after ${read} entries: ${messageOf(error)}.`);
  }
}
