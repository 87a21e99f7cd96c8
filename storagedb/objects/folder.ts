import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import mime from "mime-types";
import { nameProblem, type Problem } from "./names";

/** A file that is to become an object. */
export interface Entry {
  /** The object's name: the path in the folder, its parts separated by `/`. */
  readonly name: string;
  /** Where the file is, links resolved. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
  /** By the name's extension, without a character set: a bucket that allows `text/plain` refuses it with one. */
  readonly contentType: string;
}

export interface Folder {
  /** Sorted by name. */
  readonly entries: readonly Entry[];
  /** All of them, not only the first. What has one is not among the entries. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a folder whose files are to become objects, with the folders in it. Whatever begins with a dot is left out. A
 * link counts as what it leads to, which must be in the folder, too. No file is held in memory.
 *
 * @param shownAs what people call the folder
 */
export async function readFolder(folder: string, shownAs = folder): Promise<Folder> {
  const entries: Entry[] = [];
  const problems: Problem[] = [];
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined || !(await stat(root)).isDirectory()) {
    const what = root === undefined ? "does not exist" : "is not a folder";
    const remedy = "make the folder, or correct its name in the stack file";
    return { entries, problems: [{ file: shownAs, what, remedy }] };
  }

  async function visit(place: string, prefix: string, around: readonly string[]): Promise<void> {
    for (const item of await readdir(place, { withFileTypes: true })) {
      if (item.name.startsWith(".")) continue;
      const name = prefix + item.name;
      try {
        const target = path.join(place, item.name);
        await take(name, item.isSymbolicLink() ? await followed(target) : target, around);
      } catch (error) {
        problems.push({ file: path.join(shownAs, name), ...asProblem(error) });
      }
    }
  }

  async function followed(link: string): Promise<string> {
    const target = await realpath(link).catch(() => undefined);
    if (target === undefined) throw new Unfit("is a link that leads nowhere", "remove it, or put its target back");
    if (isInside(root ?? "", target)) return target;
    throw new Unfit(`is a link that leads out of the folder, to ${target}`, "put a copy of the file there instead");
  }

  async function take(name: string, file: string, around: readonly string[]): Promise<void> {
    const found = await stat(file);
    if (found.isDirectory()) {
      if (!around.includes(file)) return visit(file, `${name}/`, [...around, file]);
      throw new Unfit("is a link to a folder that it is in itself", "remove it");
    }
    if (!found.isFile()) throw new Unfit("is neither a file nor a folder", "remove it");
    const odd = nameProblem(name);
    if (odd !== undefined) throw new Unfit(odd.what, odd.remedy);
    const contentType = mime.lookup(name) || "application/octet-stream";
    entries.push({ name, file, size: found.size, sha256: await sha256Of(file), contentType });
  }

  await visit(root, "", [root]).catch((error: unknown) => problems.push({ file: shownAs, ...asProblem(error) }));
  if (entries.length === 0 && problems.length === 0) {
    const remedy = "put files there, or take firstObjects out of the stack file";
    problems.push({ file: shownAs, what: "has no file for an object", remedy });
  }
  return {
    entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)),
    problems: problems.sort((a, b) => (a.file < b.file ? -1 : 1)),
  };
}

/** A text that is the same for the same objects: names, contents and types. */
export function digestOf(entries: readonly Entry[]): string {
  const told = entries.map(({ name, sha256, contentType }) => [name, sha256, contentType]);
  return createHash("sha256").update(JSON.stringify(told)).digest("hex");
}

/** Why something in the folder cannot be an object. */
class Unfit extends Error {
  readonly remedy: string;
  constructor(what: string, remedy: string) {
    super(what);
    this.remedy = remedy;
  }
}

function asProblem(error: unknown): Pick<Problem, "what" | "remedy"> {
  if (error instanceof Unfit) return { what: error.message, remedy: error.remedy };
  const { code = String(error) } = error as NodeJS.ErrnoException;
  return { what: `cannot be read (${code})`, remedy: "let the user who runs this read it" };
}

function isInside(root: string, file: string): boolean {
  const from = path.relative(root, file);
  return from !== ".." && !from.startsWith(`..${path.sep}`) && !path.isAbsolute(from);
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
