import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { codeOf, Failure } from "../../cluster/failure";
import type { Place } from "./restic";

/** What is done to the files of a repository without restic, which takes half a second to derive its key at each start. */
export interface RepositoryFiles {
  /** The ids of its files of a kind, where they begin so. Where there is no repository, there are none. */
  ids(kind: "keys" | "locks" | "snapshots", beginning?: string): Promise<readonly string[]>;
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

/** Not the name of a file that is just being written, or of an object that stands for a folder. */
export const isId = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

function inFolder(folder: string): RepositoryFiles {
  return {
    ids: async (kind, beginning = "") => {
      const names = await readdir(path.join(folder, kind)).catch((error: unknown) => {
        if (codeOf(error) === "ENOENT") return [];
        throw new Failure(`The folder ${folder} cannot be read.`, { cause: error });
      });
      return names.filter((name) => isId(name) && name.startsWith(beginning));
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
