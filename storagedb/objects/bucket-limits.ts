import path from "node:path";
import { type Entry, type Folder, readFolder } from "./folder";
import type { Problem } from "./names";

/** What a bucket takes. */
export interface BucketLimits {
  /** Bytes. */
  readonly fileSizeLimit?: number | undefined;
  /** `type/subtype` or `type/*`; left out, every type. */
  readonly allowedMimeTypes?: readonly string[] | undefined;
}

/** A folder for a bucket: its problems include the files that the bucket refuses. */
export async function readFolderFor(limits: BucketLimits, folder: string, shownAs: string): Promise<Folder> {
  const { entries, problems } = await readFolder(folder, shownAs);
  return { entries, problems: [...problems, ...refusedBy(limits, entries, ({ name }) => path.join(shownAs, name))] };
}

/** The files that a bucket refuses, with the reason. They are called by their objects, or as `fileOf` says. */
export function refusedBy(
  { fileSizeLimit, allowedMimeTypes }: BucketLimits,
  entries: readonly Entry[],
  fileOf: (entry: Entry) => string = ({ name }) => name,
): Problem[] {
  return entries.flatMap((entry) => {
    const problems: Problem[] = [];
    if (fileSizeLimit !== undefined && entry.size > fileSizeLimit) {
      problems.push({
        file: fileOf(entry),
        what: `has ${entry.size} bytes, and the bucket takes ${fileSizeLimit} at most`,
        remedy: "raise its fileSizeLimit, or take the file out of the folder",
      });
    }
    if (allowedMimeTypes !== undefined && !allowedMimeTypes.some((allowed) => covers(allowed, entry.contentType))) {
      problems.push({
        file: fileOf(entry),
        what: `is ${entry.contentType} by its name, and the bucket takes ${allowedMimeTypes.join(", ")}`,
        remedy: "add the type to its allowedMimeTypes, or take the file out of the folder",
      });
    }
    return problems;
  });
}

/** As the service compares them: as text, case and all. */
function covers(allowed: string, type: string): boolean {
  return allowed === type || allowed === "*/*" || allowed === type.replace(/\/.*$/, "/*");
}
