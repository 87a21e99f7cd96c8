import { lstat } from "node:fs/promises";
import path from "node:path";
import { codeOf } from "../../../cluster/failure";
import { Tally, type Tallied } from "../tally";
import type { Listener, ObjectRow } from "../types";
import { ahead, batches } from "./ahead";
import { readAttributes } from "./attributes";
import { folderPath } from "./path";
import { differs } from "./repair-attributes";

/** How a folder differs from the rows that belong to it. */
export interface FolderDifferences {
  readonly rows: number;
  /** In bytes, of the files that are there. */
  readonly bytes: number;
  /** Rows without a file. */
  readonly missing: Tallied;
  /** Files of another size than their rows say. */
  readonly sizes: Tallied;
  /** Files with another content type or cache control than their rows say. */
  readonly attributes: Tallied;
}

/** Rows whose files are looked at together, and how many of them at a time. */
const together = { rows: 1000, files: 32 };

/**
 * Compares a tenant's folder with rows, in whatever order they come. What a row does not say is not compared; files
 * without rows are not looked for.
 *
 * @throws Failure where files cannot be looked at
 */
export async function verifyFolder(
  folder: string,
  rows: AsyncIterable<ObjectRow>,
  { progress, signal }: Listener,
): Promise<FolderDifferences> {
  const [missing, sizes, attributes] = [new Tally(), new Tally(), new Tally()];
  let [looked, bytes] = [0, 0];
  for await (const batch of batches(rows, together.rows)) {
    const found = await readAttributes(folder, batch.map(folderPath), signal);
    const sized = async (row: ObjectRow) => ({ row, size: await sizeOf(path.join(folder, folderPath(row))) });
    for await (const { row, size } of ahead(batch, together.files, sized)) {
      const at = folderPath(row);
      const has = found.get(at);
      if (size === undefined || has === undefined) {
        missing.add(at, row.size ?? 0);
        continue;
      }
      bytes += size;
      if (row.size !== null && row.size !== size) sizes.add(at, size);
      if (differs(has, row)) attributes.add(at, size);
    }
    looked += batch.length;
    progress(`${looked} objects compared`);
  }
  return {
    rows: looked,
    bytes,
    missing: missing.tallied(),
    sizes: sizes.tallied(),
    attributes: attributes.tallied(),
  };
}

/** In bytes; undefined where there is no file. */
async function sizeOf(file: string): Promise<number | undefined> {
  try {
    const status = await lstat(file);
    return status.isFile() ? status.size : undefined;
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ENAMETOOLONG"].includes(codeOf(error) ?? "")) return undefined;
    throw error;
  }
}
