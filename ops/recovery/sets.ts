import { Failure } from "../../cluster/failure";
import { CutManifest, type Manifest, readManifest } from "./manifest";
import { partFiles } from "./parts";
import type { Repository, Snapshot } from "./restic";
import type { Scope } from "./types";

/** A set as its snapshots tell it, without its manifest being read. */
export interface StoredSet {
  readonly scope: Scope;
  readonly name: string;
  /** All snapshots of it. */
  readonly snapshots: readonly Snapshot[];
  /** The snapshot of its manifest: the commit mark, without which it is no set. */
  readonly manifest?: Snapshot;
}

/** What is kept beside sets: how trials went, and what is under way with the repository. */
const besides = ["drill", "cleaning", "restoring"];

/**
 * All sets of a repository, those that were never finished among them, by scope and name, the oldest first.
 *
 * @param onUnreadable gets the id of each snapshot that cannot be read, and might belong to one of them
 */
export async function storedSets(
  repository: Repository,
  scope?: Scope,
  onUnreadable?: (id: string) => void,
): Promise<StoredSet[]> {
  // All begins with this; where a run was killed by force, its lock would keep everybody out.
  await repository.releaseDeadLocks();
  const snapshots = await repository.snapshots(scope === undefined ? {} : { scope }, onUnreadable);
  const sets = new Map<string, Snapshot[]>();
  for (const snapshot of snapshots) {
    const { scope, set, part = "" } = snapshot.tags;
    if (scope === undefined || set === undefined || besides.includes(part)) continue;
    const key = `${scope}/${set}`;
    sets.set(key, [...(sets.get(key) ?? []), snapshot]);
  }
  return [...sets]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, parts]) => {
      const [scope = "", name = ""] = key.split("/");
      const manifest = parts.find(({ tags }) => tags["part"] === "manifest");
      return { scope, name, snapshots: parts, ...(manifest === undefined ? {} : { manifest }) };
    });
}

/** A set with its manifest. */
export interface FinishedSet extends StoredSet {
  readonly manifest: Snapshot;
  readonly contents: Manifest;
}

/**
 * The sets that were finished, with their manifests, the oldest first.
 *
 * @param onUnreadable gets the id of each snapshot that cannot be read, or holds no manifest where it should. Default:
 *   it is a Failure where it is a manifest
 */
export async function finishedSets(
  repository: Repository,
  scope?: Scope,
  onUnreadable?: (id: string) => void,
): Promise<FinishedSet[]> {
  return withManifests(repository, await storedSets(repository, scope, onUnreadable), onUnreadable);
}

/** Those of the sets that were finished, with their manifests. @param onUnreadable as above */
export async function withManifests(
  repository: Repository,
  sets: readonly StoredSet[],
  onUnreadable?: (id: string) => void,
): Promise<FinishedSet[]> {
  const finished: FinishedSet[] = [];
  for (const set of sets.filter(isFinished)) {
    try {
      finished.push({ ...set, contents: await manifestOf(repository, set.manifest) });
    } catch (error) {
      if (error instanceof CutManifest) continue; // it was never finished
      if (onUnreadable === undefined || !(error instanceof Failure) || error.passing) throw error;
      onUnreadable(set.manifest.id);
    }
  }
  return finished;
}

const isFinished = (set: StoredSet): set is StoredSet & { readonly manifest: Snapshot } => set.manifest !== undefined;

/** @throws Failure where it cannot be read, or is not one */
export async function manifestOf(repository: Repository, snapshot: Snapshot): Promise<Manifest> {
  return readManifest(await repository.readText(snapshot.id, partFiles.manifest));
}

/** Sets of one scope each, in their order. */
export function byScope<T extends StoredSet>(sets: readonly T[]): T[][] {
  const scopes = [...new Set(sets.map(({ scope }) => scope))];
  return scopes.map((scope) => sets.filter((set) => set.scope === scope));
}
