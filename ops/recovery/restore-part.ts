import { createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import { Failure } from "../../cluster/failure";
import { applySql } from "./database/target";
import { type Part, partFiles, readPart } from "./parts";
import { withScratchFolder } from "./scratch-folder";
import type { FinishedSet } from "./sets";
import type { Surroundings } from "./surroundings";
import type { StoredPart } from "./types";

/** Does a work with a part as a file, since what is not whole must not reach the database. */
export async function withPart<T>(
  { repository, listener, plan }: Surroundings,
  set: FinishedSet,
  part: Part,
  work: (file: string) => Promise<T>,
): Promise<T> {
  return withScratchFolder(plan.scratch, "restore", async (folder) => {
    const file = path.join(folder, partFiles[part]);
    listener.progress(`reading ${part}`);
    const from = readPart(repository, part, partOf(set, part));
    await pipeline(from, createWriteStream(file, { mode: 0o600 }), { signal: listener.signal });
    return work(file);
  });
}

/** Runs parts that are SQL, one after the other. @returns what the server warned of */
export async function applyParts(
  { repository, connection, listener }: Surroundings,
  set: FinishedSet,
  parts: readonly Part[],
): Promise<string[]> {
  const warnings: string[] = [];
  for (const part of parts) {
    listener.progress(`making what is needed: ${part}`);
    const sql = await text(readPart(repository, part, partOf(set, part)));
    warnings.push(...(await applySql(connection, sql, listener)));
  }
  return warnings;
}

function partOf({ name, contents }: FinishedSet, part: Part): StoredPart {
  const stored = contents.parts[part];
  if (stored === undefined) throw new Failure(`Set ${name} has no part ${part}. Restore another one.`);
  return stored;
}
