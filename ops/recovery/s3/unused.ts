import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { Failure } from "../../../cluster/failure";
import { withScratchFolder } from "../scratch-folder";
import type { Listener } from "../types";
import type { S3Folder } from "./client";
import { KeyLists } from "./key-lists";
import { readLines, writeLines } from "./lines";
import { removeKeys } from "./remove";
import { currentVersions } from "./versions";

export interface UnusedArgs {
  /** Copies made since stay: a set under way names them later. */
  readonly olderThan: Date;
  /** Whether it is only told what would be removed. */
  readonly dryRun: boolean;
  /** A folder that nobody else uses, for the list of what is to be removed. */
  readonly scratch: string;
}

/** How many copies there are, and how many of them are removed. */
export interface Unused {
  readonly copies: number;
  /** Of all of them together. */
  readonly bytes: number;
  /** Or would be. */
  readonly removed: number;
  readonly removedBytes: number;
}

/**
 * Removes the copies that no kept set names. They stay below a delete marker until Object Lock and the bucket's
 * lifecycle let them go. Nothing is removed before every kept set was read to its end, so one that cannot be read costs
 * nothing. No set may be under way that could find a copy and name it: that one would be removed.
 *
 * @param kept what each kept set names, in the order of the keys' bytes
 * @throws Failure where there is no kept set, where S3 refuses something or is not reached
 * @throws Error where a kept set is out of order, or cannot be read
 */
export async function collectUnused(
  kept: readonly AsyncIterable<{ readonly key: string }>[],
  copies: S3Folder,
  { olderThan, dryRun, scratch }: UnusedArgs,
  { progress, signal }: Listener,
): Promise<Unused> {
  if (kept.length === 0) throw new Failure("No set is kept, so all copies would be removed. Keep one at least.");
  const totals = { copies: 0, bytes: 0, removed: 0, removedBytes: 0 };
  await withScratchFolder(scratch, "unused", async (folder) => {
    const list = path.join(folder, "keys");
    await writeLines(unused(), createWriteStream(list), signal);
    if (!dryRun && totals.removed > 0) {
      await removeKeys(copies, readLines(createReadStream(list), z.string(), list), signal, (removed) => {
        progress(`${removed} of ${totals.removed} unused copies removed`);
      });
    }
  });
  return totals;

  async function* unused(): AsyncGenerator<string, void, undefined> {
    const lists = new KeyLists(kept);
    try {
      for await (const { key, size, modified } of currentVersions(copies, signal)) {
        totals.copies++;
        totals.bytes += size;
        progress(`${totals.copies} copies looked at, ${totals.removed} of them unused`);
        if ((await lists.includes(key)) || modified >= olderThan) continue;
        totals.removed++;
        totals.removedBytes += size;
        yield key;
      }
      await lists.end();
    } finally {
      await lists.close();
    }
  }
}
