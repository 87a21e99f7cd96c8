import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { codeOf, Failure } from "../../cluster/failure";
import type { Place } from "./restic";

/** What is done to the files of a repository without restic. */
export interface RepositoryFiles {
  /** Whether there are keys of a repository, and so one that somebody once made. */
  hasKeys(): Promise<boolean>;
  /**
   * Makes a repository, of which `init` makes one at a given place.
   * Two that make one at once, each by restic itself, would get one that neither opens.
   */
  make(init: (location: string) => Promise<unknown>): Promise<void>;
  /** Removes one lock. That it is gone already is fine. */
  removeLock(id: string): Promise<void>;
}

export async function filesOf(place: Place): Promise<RepositoryFiles> {
  if (!place.location.startsWith("s3:")) return inFolder(place.location);
  return (await import("./restic-files-s3")).inS3(place);
}

function inFolder(folder: string): RepositoryFiles {
  return {
    hasKeys: async () => {
      const keys = await readdir(path.join(folder, "keys")).catch((error: unknown) => {
        if (codeOf(error) === "ENOENT") return [];
        throw new Failure(`The folder ${folder} cannot be read.`, { cause: error });
      });
      return keys.length > 0;
    },
    make: (init) => makeIn(folder, init),
    removeLock: (id) => rm(path.join(folder, "locks", id), { force: true }),
  };
}

/** Makes it aside and moves it, its keys first: only one folder of them can get that name. */
async function makeIn(folder: string, init: (location: string) => Promise<unknown>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const aside = await mkdtemp(path.join(folder, "new-"));
  try {
    await init(aside);
    if (!(await moved("keys", aside, folder))) return;
    for (const name of ["data", "index", "locks", "snapshots", "config"]) await moved(name, aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Moves an entry, where there is nothing yet. */
async function moved(name: string, from: string, to: string): Promise<boolean> {
  try {
    await rename(path.join(from, name), path.join(to, name));
    return true;
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST"].includes(codeOf(error) ?? "")) return false;
    throw error;
  }
}
