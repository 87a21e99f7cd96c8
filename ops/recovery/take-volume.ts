import { existsSync } from "node:fs";
import path from "node:path";
import { Failure } from "../../cluster/failure";
import type { Plan } from "./plan";
import type { Surroundings } from "./surroundings";
import type { Contents, SetUnderWay } from "./take";
import type { Scope } from "./types";

/** Takes a data volume as the files that it holds. Files that went meanwhile are counted; others have to be read. */
export async function takeVolume(
  { plan, repository }: Surroundings,
  scope: Scope,
  under: SetUnderWay,
): Promise<Contents> {
  const volume = volumeOf(plan, scope);
  const { unread, ...folder } = await repository.storeFolder(under.name("files"), volume.folder);
  const left = unread.filter((file) => existsSync(path.join(volume.folder, file)));
  if (left.length > 0) {
    throw new Failure(
      `${left.length} files of ${scope} could not be read, ${left[0] ?? ""} among them. Give the backup's user the right to.`,
    );
  }
  return { state: "complete", parts: {}, folder: { ...folder, gone: unread.length } };
}

/** @throws Failure where there is no such volume */
export function volumeOf({ volumes }: Pick<Plan, "volumes">, scope: Scope): { readonly folder: string } {
  const volume = volumes[scope];
  if (volume !== undefined) return volume;
  const others = Object.keys(volumes);
  throw new Failure(
    `No volume is called ${scope}. There ${others.length === 0 ? "is none" : `are: ${others.join(", ")}`}.`,
  );
}
