/** What the parts of a recovery point have in common. A recovery point is called a set, since it is a set of parts. */

/** What is restored as one: `storage` (rows and objects), `database` (the rest of PostgreSQL), or a data volume's name. */
export type Scope = string;

/** One row of `storage.objects`, as far as its blob and a comparison need it. */
export interface ObjectRow {
  readonly bucket: string;
  readonly name: string;
  /** Part of the blob's path; rows of very old services have none. */
  readonly version: string | null;
  /** In bytes, by the row's metadata; null where it says nothing. */
  readonly size: number | null;
  readonly etag: string | null;
  readonly contentType: string | null;
  readonly cacheControl: string | null;
}

/**
 * In which order a backend lists its blobs, and so in which order rows have to come to be compared with them without
 * keeping either in memory: by the bytes of whole paths (S3), or folder by folder, each by its names' bytes (a walk). A
 * folder knows neither empty names nor `.`, so there rows come by the path without them.
 */
export type Order = "bytes" | "folders";

/** A blob as a backend lists it: its path below the tenant's folder, that is `<bucket>/<name>/<version>`. */
export interface Blob {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly modified: Date;
}

/** Where a row's blob lies below the tenant's folder. */
export const blobPath = ({ bucket, name, version }: Pick<ObjectRow, "bucket" | "name" | "version">): string =>
  [bucket, name, ...(version === null ? [] : [version])].join("/");

/** Says how far a long work is; a command shows the last of it on one line. */
export type Progress = (text: string) => void;

/** What every long work gets. */
export interface Listener {
  readonly progress: Progress;
  /** Ends the work, and the programs that it started. */
  readonly signal: AbortSignal;
}

/** A part that was stored in the repository. */
export interface StoredPart {
  /** The id of restic's snapshot that holds it. */
  readonly snapshot: string;
  /** In bytes. */
  readonly bytes: number;
  /** Hexadecimal, of the part's content. */
  readonly sha256: string;
}

/** A folder that was stored in the repository. */
export interface StoredFolder {
  readonly snapshot: string;
  readonly files: number;
  /** In bytes. */
  readonly bytes: number;
}
