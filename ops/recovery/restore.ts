import { Failure } from "../../cluster/failure";
import { partFiles } from "./parts";
import { databaseRestoration } from "./restore-database";
import { storageRestoration } from "./restore-storage";
import { volumeRestoration } from "./restore-volume";
import type { FinishedSet } from "./sets";
import type { Surroundings } from "./surroundings";
import { takeSet, text } from "./take";
import { verifySet } from "./verify";

export interface RestoreOptions {
  /** Whether what is there goes; a set of it is taken before. */
  readonly replace: boolean;
  /** Whether a set is restored that is known not to be whole. */
  readonly acceptIncomplete: boolean;
}

export interface Restored {
  /** The set that was taken of what was there before. */
  readonly before?: string;
  /** What went another way than in the original, such as a right that could not be given. */
  readonly warnings: readonly string[];
}

/** What is where a set is to be. */
export interface Found {
  /** What would go, as the beginning of a sentence. */
  readonly goes?: string;
  /** Who would write meanwhile, in sentences. */
  readonly writes?: string;
}

/** How a set of a scope is put back. */
export interface Restoration {
  /** Whether one that broke off leaves something half, on which the next one goes on. */
  readonly resumes: boolean;
  /** What stands in the way, or would. */
  there(): Promise<Found>;
  /**
   * Puts it in the place of what is there.
   *
   * @param replaces whether a set was taken of what is there
   * @returns what went another way than in the original
   */
  put(replaces: boolean): Promise<readonly string[]>;
}

/**
 * Puts back what a set holds, as it was. A run that broke off is gone on with by the next one of the same set.
 *
 * @throws Failure where the set is not whole, where the service is running, and where something is there already
 */
export async function restoreSet(
  around: Surroundings,
  set: FinishedSet,
  { replace, acceptIncomplete }: RestoreOptions,
): Promise<Restored> {
  const { repository } = around;
  const restoration = await restorable(around, set, acceptIncomplete);
  const { goes, writes } = await placeOf(around, set, restoration);
  if (writes !== undefined) throw new Failure(writes);
  refuseOccupied(goes, replace);
  const before = goes === undefined ? undefined : (await takeSet(around, set.scope)).set;
  const mark = { scope: set.scope, set: set.name, part: "restoring" };
  await repository.storeStream(mark, partFiles.restoring, text("{}"));
  const warnings = await restoration.put(before !== undefined);
  const marks = await repository.snapshots({ scope: set.scope, part: "restoring" });
  await repository.forget(marks.map(({ id }) => id));
  return { warnings, ...(before === undefined ? {} : { before }) };
}

/** What a restore would find. */
export interface Foreseen extends Found {
  /** Whether one that broke off would be gone on with. */
  readonly resumes: boolean;
}

/**
 * Looks as far ahead as can be without a change. Whoever would write meanwhile is told, since nobody stops a service to look.
 *
 * @throws Failure where {@link restoreSet} would refuse for another reason
 */
export async function foreseeRestore(
  around: Surroundings,
  set: FinishedSet,
  { replace, acceptIncomplete }: RestoreOptions,
): Promise<Foreseen> {
  const foreseen = await placeOf(around, set, await restorable(around, set, acceptIncomplete));
  refuseOccupied(foreseen.goes, replace);
  return foreseen;
}

/** @throws Failure where the set is not whole */
async function restorable(around: Surroundings, set: FinishedSet, acceptIncomplete: boolean): Promise<Restoration> {
  refuseIncomplete(set, acceptIncomplete);
  await refuseAltered(around, set);
  return restorationOf(around, set);
}

async function placeOf(around: Surroundings, set: FinishedSet, restoration: Restoration): Promise<Foreseen> {
  const { goes, ...found } = await restoration.there();
  // What a restore of it left that broke off is not in the way.
  const resumes = goes !== undefined && restoration.resumes && (await brokeOff(around, set));
  return { ...found, resumes, ...(goes === undefined || resumes ? {} : { goes }) };
}

const brokeOff = async ({ repository }: Surroundings, { scope, name }: FinishedSet): Promise<boolean> =>
  (await repository.snapshots({ scope, part: "restoring" })).some(({ tags }) => tags["set"] === name);

function refuseOccupied(goes: string | undefined, replace: boolean): void {
  if (goes === undefined || replace) return;
  throw new Failure(`${goes}. With --replace they go, after a recovery point was made of them.`);
}

function restorationOf(around: Surroundings, set: FinishedSet): Restoration {
  if (set.scope === "storage") return storageRestoration(around, set);
  return set.scope === "database" ? databaseRestoration(around, set) : volumeRestoration(around, set);
}

function refuseIncomplete({ name, contents }: FinishedSet, accept: boolean): void {
  if (contents.state === "complete" || accept) return;
  const { missing, altered } = contents.storage ?? {
    missing: { count: 0, first: [] },
    altered: { count: 0, first: [] },
  };
  const [first] = [...missing.first, ...altered.first];
  throw new Failure(
    `Set ${name} is incomplete: of ${missing.count + altered.count} objects it has no blob or another one, ` +
      `${first ?? ""} among them. Restore an older one, or this one all the same with --accept-incomplete.`,
  );
}

async function refuseAltered(around: Surroundings, set: FinishedSet): Promise<void> {
  const problems = await verifySet(around, set, { readData: false });
  if (problems.length === 0) return;
  throw new Failure(`Set ${set.name} is not what was stored:\n${problems.join("\n")}\nRestore another one.`);
}
