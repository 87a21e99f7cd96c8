import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { codeOf, Failure, messageOf } from "../../../cluster/failure";
import { mergeOrdered, sameKeys } from "../merge";
import type { Entry, PartName, Repository } from "../restic";
import { Tally, type Tallied } from "../tally";
import type { Listener, ObjectRow, StoredFolder } from "../types";
import { folderPath } from "./path";
import { walk } from "./walk";

/** What is captured, and where to. */
export interface FolderToCapture {
  readonly repository: Pick<Repository, "storeFolder" | "entries">;
  readonly part: PartName;
  /** The tenant's. */
  readonly folder: string;
}

/** The rows that the folder's files belong to. */
export interface RowsOfFolder {
  /** As they were before, sorted by `folderPath` in the order "folders". */
  readonly rows: () => AsyncIterable<ObjectRow>;
  /** Those of the rows that are there now. */
  readonly stillThere: (rows: readonly ObjectRow[]) => Promise<readonly ObjectRow[]>;
}

export interface CapturedFolder extends StoredFolder {
  /** How many objects were removed meanwhile. */
  readonly deleted: number;
  /** Rows that are still there without a file in the snapshot. */
  readonly missing: readonly ObjectRow[];
  /** Rows whose files have another size. */
  readonly altered: readonly ObjectRow[];
  /** Rows whose file another row names as well, since a folder folds `a//b` to `a/b`. */
  readonly shared: readonly ObjectRow[];
  /** Files without rows: uploads under way, and what was left behind. */
  readonly unreferenced: Tallied;
}

/** Rows that are asked for again at once. */
const together = 1000;
/** More objects are not wrong by accident. */
const mostWrong = 10_000;

/**
 * Stores a tenant's folder and compares what was stored with the rows. They were read before, so each has its file unless
 * it was removed in between.
 *
 * @throws Failure where the folder is not the one of these rows, and where a file that no row names cannot be read
 */
export async function captureFolder(
  { repository, part, folder }: FolderToCapture,
  { rows, stillThere }: RowsOfFolder,
  { progress }: Listener,
): Promise<CapturedFolder> {
  await requireFiles(folder, rows);
  const { unread, ...stored } = await repository.storeFolder(part, folder);
  const [missing, altered, shared]: [ObjectRow[], ObjectRow[], ObjectRow[]] = [[], [], []];
  const unreferenced = new Tally();
  let [compared, deleted] = [0, 0];
  let lost: ObjectRow[] = [];
  const askAgain = async () => {
    const there = await stillThere(lost);
    deleted += lost.length - there.length;
    missing.push(...there);
    lost = [];
    if (missing.length > mostWrong) throw notItsVolume(folder, "have no file");
  };
  const files = filesOf(repository.entries(stored.snapshot));
  const byPath = sameKeys(rows(), folderPath);
  for await (const { left, right: file } of mergeOrdered(byPath, files, ({ key }) => key, pathOf, "folders")) {
    const { entries: ofPath = [] } = left ?? {};
    if (file === undefined) lost.push(...ofPath);
    else {
      if (ofPath.length === 0) unreferenced.add(file.path, file.size);
      altered.push(...ofPath.filter(({ size }) => size !== null && size !== file.size));
      shared.push(...ofPath.slice(1));
    }
    if (lost.length >= together) await askAgain();
    if (altered.length > mostWrong) throw notItsVolume(folder, "have a file of another size");
    if (++compared % together === 0) progress(`${compared} objects compared with what was stored`);
  }
  await askAgain();
  await requireGone(folder, unread, missing);
  return { ...stored, deleted, missing, altered, shared, unreferenced: unreferenced.tallied() };
}

const pathOf = ({ path }: Entry) => path;

async function* filesOf(entries: AsyncIterable<Entry>): AsyncGenerator<Entry, void, undefined> {
  for await (const entry of entries) if (entry.type === "file") yield entry;
}

async function requireFiles(folder: string, rows: () => AsyncIterable<ObjectRow>): Promise<void> {
  const status = await statusOf(folder);
  const mount = "Mount the volume there that the storage service writes to.";
  if (status === undefined) throw new Failure(`There is no folder ${folder}. ${mount}`, { missing: true });
  if (!status.isDirectory()) throw new Failure(`${folder} is no folder. ${mount}`);
  const empty = (await isEmpty(walk(folder, () => undefined))) && !(await isEmpty(rows()));
  if (empty) throw new Failure(`${folder} holds no file, but the database has objects. ${mount}`);
}

async function isEmpty(list: AsyncIterable<unknown>): Promise<boolean> {
  const iterator = list[Symbol.asyncIterator]();
  try {
    return (await iterator.next()).done === true;
  } finally {
    await iterator.return?.();
  }
}

const notItsVolume = (folder: string, what: string) =>
  new Failure(
    `More than ${mostWrong} objects of the database ${what} in ${folder}. Is it another service's volume, or another ` +
      `tenant's folder? Mount the right one, or have the service's files restored first.`,
  );

/** What could not be read is fine where it has been removed meanwhile; where its row is still there, it is told by that. */
async function requireGone(folder: string, unread: readonly string[], missing: readonly ObjectRow[]): Promise<void> {
  const told = new Set(missing.flatMap((row) => withParents(folderPath(row))));
  const left: string[] = [];
  for (const file of unread) {
    if (!told.has(file) && (await statusOf(path.join(folder, file))) !== undefined) left.push(file);
  }
  if (left.length === 0) return;
  throw new Failure(
    `${left.length} files in ${folder} could not be read, such as ${JSON.stringify(left[0])}. Let the backup's user ` +
      `read them, or remove them if they belong to nothing.`,
  );
}

function withParents(file: string): string[] {
  const names = file.split("/");
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}

async function statusOf(file: string): Promise<Stats | undefined> {
  try {
    return await stat(file);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "")) return undefined;
    throw new Failure(`${file} cannot be looked at: ${messageOf(error)}.`, { cause: error });
  }
}
