import type { Writable } from "node:stream";
import type { Listener, Scope, StoredFolder, StoredPart } from "./types";

/** Where a repository is, and what opens it. */
export interface Place {
  /** A folder, or `s3:https://host/bucket/prefix`. */
  readonly location: string;
  /** Holds the repository's password. */
  readonly passwordFile: string;
  /** Added to restic's environment, such as the credentials for S3; asked for anew for each call. Default: nothing. */
  readonly environment?: () => Promise<Readonly<Record<string, string>>>;
  /** Where restic keeps what it has read of the repository. Default: nowhere. */
  readonly cacheFolder?: string;
  /** restic's extended options, such as `s3.region=eu-west-1`. Default: none. */
  readonly options?: readonly string[];
}

/** Which part of which set a snapshot holds; its tags. */
export interface PartName {
  readonly scope: Scope;
  readonly set: string;
  readonly part: string;
}

/** A snapshot of this stack. */
export interface Snapshot {
  readonly id: string;
  /** When it was begun. */
  readonly time: Date;
  readonly tags: Readonly<Record<string, string>>;
}

/** A file or folder in a snapshot. */
export interface Entry {
  /** Below the folder that was stored, with `/` between names. */
  readonly path: string;
  /** `file`, `dir`, `symlink` or another of restic's. */
  readonly type: string;
  /** In bytes; 0 for what is no file. */
  readonly size: number;
  readonly mtime: Date;
}

/** A process that works on the repository, or died while it did. */
export interface Lock {
  readonly id: string;
  readonly host: string;
  readonly user: string;
  readonly pid: number;
  /** Whether nobody else may work on the repository meanwhile. */
  readonly exclusive: boolean;
  /** When it was last refreshed. */
  readonly time: Date;
}

/** What became of the locks: those of dead owners are gone. */
export interface ReleasedLocks {
  readonly removed: readonly Lock[];
  readonly left: readonly Lock[];
}

/**
 * A restic repository of a stack. Every method fails with a Failure that says what to do: for a wrong password, no
 * repository there, one that is locked, a full disk, an S3 server that is not reached or refuses, damaged data, no
 * restic or one older than 0.14.
 */
export declare class Repository {
  constructor(place: Place, stack: string, listener: Listener);

  /** Makes the repository where there is none. Never over one that another password opens. */
  ensure(): Promise<void>;

  /** Stores what `write` writes as the file `name`; nothing where it fails. */
  storeStream(part: PartName, name: string, write: (out: Writable) => Promise<unknown>): Promise<StoredPart>;

  /**
   * Stores what a folder holds, with owners, times and extended attributes.
   *
   * @param options.exclude restic's patterns; one that begins with `/` is below the folder
   * @returns `unread`: paths below the folder that were there and then could not be read
   */
  storeFolder(
    part: PartName,
    folder: string,
    options?: { readonly exclude?: readonly string[] },
  ): Promise<StoredFolder & { readonly unread: readonly string[] }>;

  /** Writes a file of a snapshot, and gives what it was; `to` is ended where all went well. */
  read(snapshot: string, name: string, to: Writable): Promise<{ readonly bytes: number; readonly sha256: string }>;

  /** What a snapshot holds, folder by folder, each by its names' bytes; a folder before what is in it. */
  entries(snapshot: string): AsyncGenerator<Entry, void, undefined>;

  /**
   * Puts back what a snapshot holds, over what is there, and reads it again to compare.
   *
   * @param options.include paths as in `entries`, each with what is below it. Default: all
   */
  restoreFolder(snapshot: string, target: string, options?: { readonly include?: readonly string[] }): Promise<void>;

  /** This stack's snapshots, the oldest first. @param onUnreadable gets the id of each that is damaged */
  snapshots(filter?: Partial<PartName>, onUnreadable?: (id: string) => void): Promise<readonly Snapshot[]>;

  /** Removes snapshots; what only they held stays until `prune`. One that is gone already is no failure. */
  forget(ids: readonly string[]): Promise<void>;

  /** Removes data that no snapshot holds any more. */
  prune(): Promise<void>;

  /**
   * Looks for damage. Gives what it found as sentences; none if all is well.
   *
   * @param options.readData whether all data is read again, or which share of it, such as `10%`
   */
  check(options: { readonly readData: boolean | `${number}%` }): Promise<readonly string[]>;

  /** Removes the locks of owners that are provably dead. */
  releaseDeadLocks(): Promise<ReleasedLocks>;
}
