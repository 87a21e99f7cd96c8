import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../cluster/failure";
import type { Restic } from "./restic-call";
import { explain } from "./restic-failure";
import { filesOf } from "./restic-files";

/** Makes the repository where there is none. */
export async function ensure(restic: Restic): Promise<void> {
  if (await isThere(restic)) return;
  const { location } = restic.place;
  const files = await filesOf(restic.place);
  // restic itself looks for no more than the repository's config, and of S3 it takes any 404 for its absence.
  if ((await files.ids("keys")).length > 0) {
    if (await isThereSoon(restic)) return;
    throw new Failure(
      `${location} has keys of a repository but not its file config, which it is of no use without. ` +
        "Put that back from a copy, or give another place.",
    );
  }
  const act = `make the repository ${location}`;
  await files.make((place) => restic.run(["init", "--repo", place], { act }));
  if (!(await isThereSoon(restic))) throw new Failure(`The repository ${location} was made, and is not there.`);
}

/** Somebody else may be making it: for a moment it has keys and no config yet. */
async function isThereSoon(restic: Restic): Promise<boolean> {
  for (let tries = 0; tries < 5; tries++) {
    if (await isThere(restic)) return true;
    await sleep(500, undefined, { signal: restic.listener.signal });
  }
  return false;
}

async function isThere(restic: Restic): Promise<boolean> {
  const act = "open the repository";
  const ended = await restic.run(["cat", "config", "--no-lock"], { act, statuses: "any" });
  if (ended.status === 0) return true;
  const failure = explain(restic.asked(act), ended);
  if (failure.missing) return false;
  throw failure;
}
