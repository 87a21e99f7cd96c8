import type { Readable } from "node:stream";
import { z } from "zod";
import { readLines } from "./lines";

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

/**
 * The entries of a set, as they come. A file that was cut or altered shows at its end at the latest.
 *
 * @param name names the file in a Failure
 * @throws Failure where it is not whole
 */
export const readEntries = (from: Readable, name: string): AsyncGenerator<CopyEntry, void, undefined> =>
  readLines(from, entry, name);
