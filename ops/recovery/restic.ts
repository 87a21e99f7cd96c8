import type { Writable } from "node:stream";
import { Restic } from "./restic-call";
import { check } from "./restic-check";
import { ensure } from "./restic-ensure";
import { releaseDeadLocks } from "./restic-locks";
import { entries, read, readText, restoreFolder } from "./restic-restore";
import { forget, prune, snapshots } from "./restic-snapshots";
import { destination, storeStream } from "./restic-store";
import { storeFolder } from "./restic-store-folder";
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

/** Whose work on the repository keeps others from theirs. */
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
 * A restic repository, as far as it belongs to one stack. Every method fails with a Failure that says what to do: for a
 * wrong password, no repository there, one that is locked, a full disk, an S3 server that is not reached or refuses,
 * damaged data, no restic or one older than 0.14; and with the signal's reason where that is aborted.
 */
export class Repository {
  readonly #restic: Restic;
  readonly #stack: string;

  constructor(place: Place, stack: string, listener: Listener) {
    this.#restic = new Restic(place, listener);
    this.#stack = stack;
  }

  /** The version of restic that works on it, such as `0.18.0`. */
  version(): Promise<string> {
    return this.#restic.version();
  }

  /** Makes the repository where there is none; never over one that another password opens. */
  ensure(): Promise<void> {
    return ensure(this.#restic);
  }

  /**
   * Stores what `write` writes as the file `name`, and nothing where that fails. Only where this process is killed by
   * force may a snapshot remain of what was written until then; no manifest names it.
   */
  storeStream(part: PartName, name: string, write: (out: Writable) => Promise<unknown>): Promise<StoredPart> {
    return storeStream(this.#restic, destination(this.#stack, part), name, write);
  }

  /**
   * Stores what a folder holds, with owners, times and extended attributes.
   *
   * @param options.exclude restic's patterns; one that begins with `/` is below the folder
   * @returns `unread`: paths below the folder that were there and then could not be read
   */
  storeFolder(
    part: PartName,
    folder: string,
    { exclude = [] }: { readonly exclude?: readonly string[] } = {},
  ): Promise<StoredFolder & { readonly unread: readonly string[] }> {
    return storeFolder(this.#restic, destination(this.#stack, part), folder, exclude);
  }

  /** Writes a file of a snapshot to a stream, which sees the end only where all went well. */
  read(snapshot: string, name: string, to: Writable): Promise<{ readonly bytes: number; readonly sha256: string }> {
    return read(this.#restic, snapshot, name, to);
  }

  /** A small file of a snapshot. */
  readText(snapshot: string, name: string): Promise<string> {
    return readText(this.#restic, snapshot, name);
  }

  /** What a snapshot holds, folder by folder, each by its names' bytes; a folder before what is in it. */
  entries(snapshot: string): AsyncGenerator<Entry, void, undefined> {
    return entries(this.#restic, snapshot);
  }

  /**
   * Puts back what a snapshot holds, over what is there, and reads it again to compare. Owners are put back as far as
   * this process may.
   *
   * @param options.include paths as in `entries`, each with what is below it. Default: all
   */
  restoreFolder(
    snapshot: string,
    target: string,
    { include }: { readonly include?: readonly string[] } = {},
  ): Promise<void> {
    return restoreFolder(this.#restic, snapshot, target, include);
  }

  /**
   * This stack's snapshots, the oldest first.
   *
   * @param onUnreadable gets the id, or its beginning, of each snapshot whose file is damaged: it might belong here
   */
  snapshots(filter: Partial<PartName> = {}, onUnreadable?: (id: string) => void): Promise<readonly Snapshot[]> {
    return snapshots(this.#restic, this.#stack, filter, onUnreadable);
  }

  /** Removes snapshots; what only they held stays until `prune`. One that is gone already is fine. */
  forget(ids: readonly string[]): Promise<void> {
    return forget(this.#restic, ids);
  }

  /** Removes data that no snapshot holds any more. */
  prune(): Promise<void> {
    return prune(this.#restic);
  }

  /**
   * Looks for damage. Gives what it found as sentences; none if all is well.
   *
   * @param options.readData whether all data is read again, or which share of it, such as `10%`
   */
  check({ readData }: { readonly readData: boolean | `${number}%` }): Promise<readonly string[]> {
    return check(this.#restic, readData);
  }

  /** Removes the locks of owners that are provably dead: their machine was started since, or they no longer run. */
  releaseDeadLocks(): Promise<ReleasedLocks> {
    return releaseDeadLocks(this.#restic);
  }
}
