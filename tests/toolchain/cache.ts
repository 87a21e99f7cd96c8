import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** Where built tools are kept, outside every checkout: the user's cache folder, as the XDG specification places it. */
export function cacheRoot(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment["XDG_CACHE_HOME"];
  // The specification: a relative path is invalid and is to be ignored.
  const folder = base !== undefined && path.isAbsolute(base) ? base : path.join(homedir(), ".cache");
  return path.join(folder, "alfred-storage");
}

/** What a build depends on. Where one of these changes, the tool is built anew. */
export interface BuildInput {
  /** Path below the module's folder, with `/`, to content. */
  readonly files: ReadonlyMap<string, string>;
  /** The version of Go or Python that builds. */
  readonly builder: string;
  readonly flags: readonly string[];
}

/** The first 16 hexadecimal digits of a hash over everything a build depends on; the order of the files is none of it. */
export function cacheKey(input: BuildInput): string {
  const files = [...input.files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  // The name within the text is from when all builders were Go; with another, nothing built so far would be found again.
  const text = JSON.stringify({ files, goVersion: input.builder, flags: input.flags });
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** A module's own files. What a build writes lies elsewhere, so everything in the folder counts. */
export function moduleFiles(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(
    files.map((file) => [path.relative(folder, file).split(path.sep).join("/"), readFileSync(file, "utf8")]),
  );
}
