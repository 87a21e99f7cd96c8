import { Failure } from "../../cluster/failure";
import { partFiles, readPart } from "./parts";
import type { Repository } from "./restic";
import { kept, type Reason } from "./retention";
import { tenantFolders } from "./s3-folders";
import { readEntries } from "./s3/entries";
import { collectUnused, type Unused } from "./s3/unused";
import { removeLeftovers } from "./scratch-folder";
import { byScope, type FinishedSet, storedSets, type StoredSet, withManifests } from "./sets";
import { setTime } from "./set-name";
import type { Surroundings } from "./surroundings";
import { text } from "./take";
import type { Scope } from "./types";

export interface Pruned {
  /** The sets that stay, and why. */
  readonly kept: readonly { readonly set: StoredSet; readonly because: readonly Reason[] }[];
  readonly removed: readonly StoredSet[];
  /** What broke off before it was a set. */
  readonly unfinished: readonly StoredSet[];
  /** Of the copies in S3, where there are any. */
  readonly copies?: Unused | undefined;
}

/** How long a set may be under way before what there is of it counts as left behind, in milliseconds. */
const longest = 48 * 3600_000;

/**
 * Removes the sets that the retention does not keep, what broke off, and then the data that nothing names any more; before
 * all, the scratch folders of killed runs, which may be what a full disk is full of.
 *
 * @throws Failure where a snapshot cannot be read; no set is removed then
 */
export async function prune(
  around: Surroundings,
  { dryRun, now = new Date() }: { readonly dryRun: boolean; readonly now?: Date },
): Promise<Pruned> {
  const { repository, plan, listener } = around;
  if (!dryRun) await removeLeftovers(plan.scratch);
  await repository.ensure();
  const stored = await readableSets(repository);
  const finished = await withManifests(repository, stored);
  const judged = byScope(finished).flatMap((sets) => judge(around, sets, now));
  const snapshots = new Set(finished.map(({ manifest }) => manifest.id));
  const left = stored.filter(
    ({ manifest, name }) => !snapshots.has(manifest?.id ?? "") && now.getTime() - setTime(name).getTime() > longest,
  );
  const stay = judged.filter(({ because }) => because.length > 0);
  const removed = judged.filter(({ because }) => because.length === 0).map(({ set }) => set);
  const result = { kept: stay, removed, unfinished: left };
  if (!dryRun) {
    // First what makes them sets, so that none is half of one meanwhile.
    await repository.forget(removed.map(({ manifest }) => manifest.id));
    await repository.forget([...removed, ...left].flatMap(({ snapshots }) => snapshots.map(({ id }) => id)));
    listener.progress("removing what no recovery point holds any more");
    await repository.prune();
  }
  if (plan.objects.kind === "file") return result;
  const sets = stay.map(({ set }) => set).filter(({ scope }) => scope === "storage");
  return sets.length === 0 ? result : { ...result, copies: await cleanCopies(around, sets, dryRun, now) };
}

/** What cannot be read might be the manifest of a set, which would then count as broken off, or what names its copies. */
async function readableSets(repository: Repository, scope?: Scope): Promise<StoredSet[]> {
  const unreadable = new Set<string>();
  const sets = await storedSets(repository, scope, (id) => unreadable.add(id));
  const [first] = unreadable;
  if (first === undefined) return sets;
  throw new Failure(
    `${unreadable.size} snapshots of the repository cannot be read, ${first} among them, so nobody knows what only they ` +
      `hold, and nothing was removed. Put the file below snapshots in the repository back from a copy of it; where there ` +
      `is none, remove that file, and what it named is lost.`,
  );
}

function judge({ plan }: Surroundings, sets: readonly FinishedSet[], now: Date) {
  const listed = sets.map(({ name, contents }) => ({ name, complete: contents.state === "complete" }));
  const names = kept(listed, plan.keep, now);
  return sets.map((set) => ({ set, because: names.get(set.name) ?? [] }));
}

/**
 * A set that is under way may find a copy and name it, which is removed here since none names it yet. So nothing is
 * removed while one is, and none begins meanwhile: see `takeSet`.
 */
async function cleanCopies(
  around: Surroundings,
  sets: readonly FinishedSet[],
  dryRun: boolean,
  now: Date,
): Promise<Unused | undefined> {
  const { repository, plan, listener } = around;
  if (plan.objects.kind === "file") return undefined;
  const { copies } = await tenantFolders(plan.objects);
  const mark = { scope: "storage", set: "cleaning", part: "cleaning" };
  await repository.storeStream(mark, partFiles.cleaning, text(JSON.stringify({ began: now.toISOString() })));
  try {
    const underWay = (await readableSets(repository, "storage")).filter(
      ({ manifest, name }) => manifest === undefined && now.getTime() - setTime(name).getTime() <= longest,
    );
    if (underWay.length > 0) return undefined;
    return await collectUnused(
      sets.flatMap(({ contents: { parts } }) =>
        parts["copies"] === undefined
          ? []
          : [readEntries(readPart(repository, "copies", parts["copies"]), partFiles.copies)],
      ),
      copies,
      { olderThan: new Date(now.getTime() - longest), dryRun, scratch: plan.scratch },
      listener,
    );
  } finally {
    const marks = await repository.snapshots({ part: "cleaning" });
    await repository.forget(marks.map(({ id }) => id));
  }
}
