import { blobPath, type ObjectRow } from "../types";

/**
 * Where a row's blob lies below the tenant's folder. A folder knows no empty names, so the service stores the object
 * `a//b` as `a/b`. Rows that are compared with a folder have to be sorted by this path, not by the one with empty names.
 * Two rows may have one path, where they have the same version or none: then they share the file.
 */
export function folderPath(row: Pick<ObjectRow, "bucket" | "name" | "version">): string {
  const path = blobPath(row);
  return /(^|\/)\.?(\/|$)/.test(path)
    ? path
        .split("/")
        .filter((name) => name !== "" && name !== ".")
        .join("/")
    : path;
}
