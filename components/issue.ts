/**
 * One thing that is wrong, or worth a second look, in what a person wrote.
 *
 * @example
 * ```ts
 * const issue: Issue = {
 *   severity: "error",
 *   path: ["buckets", 2, "fileSizeLimit"],
 *   value: "100MiB",
 *   message: "is above the service's upload limit of 50MiB",
 *   remedy: "lower it, or raise service.uploadLimit",
 * };
 * ```
 */
export interface Issue {
  /** An error stops the program; a warning and a note are printed and the program goes on. */
  readonly severity: "error" | "warning" | "note";
  /** Where, as keys and list positions below the thing that was checked. */
  readonly path: readonly (string | number)[];
  /** The value as the person wrote it. Left out for secrets and where nothing was written. */
  readonly value?: unknown;
  /** What is wrong and what is allowed. Continues a sentence that begins with the path. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** The same issue, seen from one level further out. */
export function under(prefix: Issue["path"], issue: Issue): Issue {
  return { ...issue, path: [...prefix, ...issue.path] };
}
