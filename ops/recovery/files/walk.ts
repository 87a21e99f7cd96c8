import { isUtf8 } from "node:buffer";
import type { Dirent } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";
import { codeOf, Failure, messageOf } from "../../../cluster/failure";
import type { Blob } from "../types";
import { ahead } from "./ahead";

/** Gets what is no file and so is not among the blobs: its path, and what it is. */
export type Strange = (path: string, kind: string) => void;

/** How many files and folders are looked at before it is their turn. */
const lookahead = 32;

/**
 * The files below a folder, folder by folder, each by its names' bytes. Symbolic links are not followed. What goes while
 * it is read is left out. Memory grows with the entries of one folder, by less than 1 KB for each: a folder that holds a
 * million is fine.
 *
 * @throws Failure where the folder is not there, or one in it cannot be read
 */
export async function* walk(folder: string, strange: Strange): AsyncGenerator<Blob, void, undefined> {
  const entries = await entriesOf(folder);
  if (entries === undefined) throw new Failure(`There is no folder ${folder}.`, { missing: true });
  yield* below(folder, "", entries, strange);
}

type Entry = Dirent<Buffer>;
type Found =
  | Blob
  | { readonly path: string; readonly kind: string }
  | { readonly path: string; readonly entries: readonly Entry[] };

async function* below(
  root: string,
  prefix: string,
  entries: readonly Entry[],
  strange: Strange,
): AsyncGenerator<Blob, void, undefined> {
  for await (const found of ahead(entries, lookahead, (entry) => look(root, prefix, entry))) {
    if (found === undefined) continue;
    if ("size" in found) yield found;
    else if ("kind" in found) strange(found.path, found.kind);
    else yield* below(root, `${found.path}/`, found.entries, strange);
  }
}

/** Undefined where it is gone. */
async function look(root: string, prefix: string, entry: Entry): Promise<Found | undefined> {
  const name = `${prefix}${entry.name.toString()}`;
  if (!isUtf8(entry.name)) return { path: name, kind: "a name that is not UTF-8" };
  const whole = path.join(root, name);
  if (entry.isDirectory()) {
    const entries = await entriesOf(whole);
    return entries && { path: name, entries };
  }
  if (!entry.isFile()) return { path: name, kind: kindOf(entry) };
  const status = await unlessGone(whole, lstat(whole, { bigint: true }));
  // As a bigint, the time is cut to milliseconds; as a number it would be rounded, and differ from what restic has.
  return status && { path: name, size: Number(status.size), modified: status.mtime };
}

async function entriesOf(folder: string): Promise<Entry[] | undefined> {
  const entries = await unlessGone(folder, readdir(folder, { withFileTypes: true, encoding: "buffer" }));
  return entries?.sort((one, other) => Buffer.compare(one.name, other.name));
}

async function unlessGone<T>(place: string, reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "")) return undefined;
    throw new Failure(`${place} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

function kindOf(entry: Entry): string {
  if (entry.isSymbolicLink()) return "a symbolic link";
  if (entry.isFIFO()) return "a named pipe";
  return entry.isSocket() ? "a socket" : "a device";
}
