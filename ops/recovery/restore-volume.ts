import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { codeOf, Failure, messageOf } from "../../cluster/failure";
import type { Restoration } from "./restore";
import type { FinishedSet } from "./sets";
import type { Surroundings } from "./surroundings";
import { volumeOf } from "./take-volume";

/** A data volume. A program may take any file in it for its own, so what the set does not hold goes. */
export function volumeRestoration({ plan, repository }: Surroundings, set: FinishedSet): Restoration {
  const { folder } = volumeOf(plan, set.scope);
  return {
    resumes: true,
    there: async () => ((await namesIn(folder)).length === 0 ? {} : { goes: `There are files already in ${folder}` }),
    put: async () => {
      const { folder: stored } = set.contents;
      if (stored === undefined) throw new Failure(`Set ${set.name} holds no files. Restore another one.`);
      await empty(folder);
      await repository.restoreFolder(stored.snapshot, folder);
      return [];
    },
  };
}

/** Without the folder that a file system keeps at its top. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name !== "lost+found");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw new Failure(`${folder} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

/** The folder itself stays: it may be where a volume is mounted. */
async function empty(folder: string): Promise<void> {
  try {
    for (const name of await namesIn(folder)) await rm(path.join(folder, name), { recursive: true });
  } catch (error) {
    throw new Failure(`${folder} cannot be emptied: ${messageOf(error)}. Mount it so that it can be written.`, {
      cause: error,
    });
  }
}
