import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Failure } from "../../cluster/failure";
import { encodeManifest, type Manifest } from "./manifest";
import { programsOf } from "./programs";
import type { PartName, Repository } from "./restic";
import { setName } from "./set-name";
import { type Part, partFiles } from "./parts";
import { storedSets, type StoredSet } from "./sets";
import type { Surroundings } from "./surroundings";
import { takeDatabase } from "./take-database";
import { takeStorage } from "./take-storage";
import { takeVolume } from "./take-volume";
import type { Scope, StoredPart } from "./types";

/** What a scope's own work adds to the manifest. */
export type Contents = Omit<Manifest, "format" | "stack" | "scope" | "set" | "began" | "ended" | "programs">;

/** Where the parts of one set go. */
export interface SetUnderWay {
  readonly set: string;
  /** Stores a part. */
  store(part: Part, write: (out: Writable) => Promise<unknown>): Promise<StoredPart>;
  /** The name of a part that is stored otherwise. */
  name(part: string): PartName;
}

/** The scopes of a plan, in the order in which they are taken. */
export function scopesOf({ plan }: Pick<Surroundings, "plan">): Scope[] {
  return ["storage", ...(plan.wholeDatabase ? ["database"] : []), ...Object.keys(plan.volumes)];
}

/**
 * Makes a recovery point of a scope. Its manifest is written last: until then there is none.
 *
 * @throws Failure where a part failed; what was stored until then is no set, and a later clean-up removes it
 */
export async function takeSet(around: Surroundings, scope: Scope, now = new Date()): Promise<Manifest> {
  const { plan } = around;
  const under = setUnderWay(around, scope, await freeName(around, scope, now));
  await under.store("begin", text(JSON.stringify({ began: now.toISOString() })));
  await refuseWhileCleaning(around);
  const contents = await contentsOf(around, scope, under);
  const manifest: Manifest = {
    format: 1,
    stack: plan.stack,
    scope,
    set: under.set,
    began: now.toISOString(),
    ended: new Date().toISOString(),
    programs: await programsOf(around, contents),
    ...contents,
  };
  await under.store("manifest", text(encodeManifest(manifest)));
  return manifest;
}

function contentsOf(around: Surroundings, scope: Scope, under: SetUnderWay): Promise<Contents> {
  if (scope === "storage") return takeStorage(around, under);
  if (scope === "database") return takeDatabase(around, under);
  return takeVolume(around, scope, under);
}

function setUnderWay({ repository }: Surroundings, scope: Scope, set: string): SetUnderWay {
  const name = (part: string) => ({ scope, set, part });
  return { set, name, store: (part, write) => repository.storeStream(name(part), partFiles[part], write) };
}

/** Names count seconds; a set that another one began in the same second keeps its name. */
async function freeName({ repository }: Surroundings, scope: Scope, now: Date): Promise<string> {
  const taken = new Set((await setsSoFar(repository, scope)).map(({ name }) => name));
  for (let time = now.getTime(); ; time += 1000) {
    const name = setName(new Date(time));
    if (!taken.has(name)) return name;
  }
}

/** Makes the repository where there is none yet. It is not looked for before: each start of restic costs half a second. */
async function setsSoFar(repository: Repository, scope: Scope): Promise<readonly StoredSet[]> {
  try {
    return await storedSets(repository, scope);
  } catch (error) {
    if (!(error instanceof Failure) || !error.missing) throw error;
    await repository.ensure();
    return [];
  }
}

/**
 * A clean-up removes copies that no set names, and this set would name some of them without copying them anew. Each of
 * the two marks its beginning before it looks for the other, so that at least one of them sees it.
 */
async function refuseWhileCleaning({ repository, plan }: Surroundings): Promise<void> {
  if (plan.objects.kind === "file") return;
  const [cleaning] = await repository.snapshots({ part: "cleaning" });
  if (cleaning === undefined) return;
  throw new Failure(
    `A clean-up is under way since ${cleaning.time.toISOString()}. Run it again when that has ended; where it was killed, ` +
      `"backup prune" ends what it began.`,
    { passing: true },
  );
}

/** Writes a text. */
export const text =
  (content: string) =>
  (out: Writable): Promise<unknown> =>
    pipeline([content], out);
