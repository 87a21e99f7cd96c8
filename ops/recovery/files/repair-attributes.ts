import { Tally, type Tallied } from "../tally";
import type { Listener, ObjectRow } from "../types";
import { type Attributes, readAttributes, writeAttributes } from "./attributes";
import { batches } from "./ahead";
import { folderPath } from "./path";

/** What became of the attributes of a folder's files. */
export interface Repaired {
  readonly rows: number;
  /** Files whose attributes are what their rows say. */
  readonly right: number;
  /** Files that got their attributes, or would get them. */
  readonly repaired: Tallied;
  /** Rows without a file. */
  readonly missing: Tallied;
  /** Other files that lack an attribute of which their rows say nothing. */
  readonly unknown: Tallied;
}

/** Rows whose files are looked at together. */
const together = 1000;

/**
 * Gives files the content type and cache control that their rows say, where those are missing or others. The content
 * stays, and so do attributes of which a row says nothing. A second run finds nothing to do.
 *
 * @param folder the tenant's
 * @param options.dryRun whether all is only looked at
 * @throws Failure where attributes cannot be read or written
 */
export async function repairAttributes(
  folder: string,
  rows: AsyncIterable<ObjectRow>,
  { dryRun }: { readonly dryRun: boolean },
  { progress, signal }: Listener,
): Promise<Repaired> {
  const [repaired, missing, unknown] = [new Tally(), new Tally(), new Tally()];
  let [looked, right] = [0, 0];
  for await (const batch of batches(rows, together)) {
    const there = await readAttributes(folder, batch.map(folderPath), signal);
    const changes = new Map<string, Attributes>();
    for (const row of batch) {
      const path = folderPath(row);
      const has = there.get(path);
      if (has === undefined) missing.add(path);
      else if (differs(has, row)) changes.set(path, row);
      else if (lacks(has, row)) unknown.add(path);
      else right++;
    }
    const gone = dryRun || changes.size === 0 ? new Set() : await writeAttributes(folder, changes, signal);
    for (const path of changes.keys()) (gone.has(path) ? missing : repaired).add(path);
    looked += batch.length;
    progress(`${looked} objects looked at, ${repaired.count} ${dryRun ? "to be repaired" : "repaired"}`);
  }
  return {
    rows: looked,
    right,
    repaired: repaired.tallied(),
    missing: missing.tallied(),
    unknown: unknown.tallied(),
  };
}

const keys = ["contentType", "cacheControl"] as const;

/** Whether a file has other attributes than its row says. */
export function differs(has: Attributes, row: Attributes): boolean {
  return keys.some((key) => row[key] !== null && row[key] !== has[key]);
}

const lacks = (has: Attributes, row: Attributes) => keys.some((key) => row[key] === null && has[key] === null);
