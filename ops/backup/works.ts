import { Failure, messageOf } from "../../cluster/failure";
import { present } from "../../config/present";
import { drill } from "../recovery/drill";
import { type Listed, listSets } from "../recovery/list";
import { recordScopes, recordSuccess } from "../recovery/metrics";
import { prune } from "../recovery/prune";
import { foreseeRestore, restoreSet } from "../recovery/restore";
import { setTime } from "../recovery/set-name";
import { finishedSets, type FinishedSet, type StoredSet } from "../recovery/sets";
import type { Surroundings } from "../recovery/surroundings";
import { scopesOf, takeSet } from "../recovery/take";
import { verifySet } from "../recovery/verify";
import { Answer } from "./answer";
import { healthProblems } from "./health";
import type { JobCommand, JobOptions } from "./job-options";
import { orphans } from "./orphans-work";
import { repair } from "./repair-work";
import { keepSchedule } from "./schedule";
import { readState } from "./schedule-state";

/** Gives the exit status. */
type Work = (around: Surroundings, options: JobOptions) => Promise<number>;

/** What the program of the jobs can do, by the names of its commands. */
export const works: Readonly<Record<JobCommand, Work>> = {
  now: backUpNow,
  list,
  verify,
  restore,
  prune: cleanUp,
  drill: restoreOnTrial,
  orphans,
  "repair-attributes": repair,
  schedule,
  health,
};

/**
 * A scope that fails does not keep the others from theirs. Each is told as soon as it is done, also as JSON, since all of
 * them may take hours.
 */
async function backUpNow(around: Surroundings, { scope, json }: Pick<JobOptions, "scope" | "json">): Promise<number> {
  const scopes = scope === undefined ? scopesOf(around) : [scope];
  const answer = new Answer(json);
  let status = 0;
  for (const one of scopes) {
    try {
      const { set, state, storage, ended } = await takeSet(around, one);
      const objects = storage === undefined ? "" : `, ${storage.objects} objects`;
      if (state === "complete") recordSuccess(around, "backup", one, new Date(ended));
      else status = 1;
      answer.line(`${one} ${set}: ${state}${objects}`);
      for (const path of [...(storage?.missing.first ?? []), ...(storage?.altered.first ?? [])]) {
        console.error(`  without its blob, or with another one: ${path}`);
      }
      for (const path of storage?.shared.first ?? []) {
        console.error(`  with the same file as another object, since a folder folds their names: ${path}`);
      }
      answer.result({ scope: one, set, state, ...(storage === undefined ? {} : { storage }) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      status = 1;
      console.error(`${one}: ${error.message}`);
      answer.result({ scope: one, problem: error.message });
    }
  }
  return status;
}

async function list(around: Surroundings, { scope, json }: JobOptions): Promise<number> {
  const sets = await listSets(around, scope, { onUnreadable: tellUnreadable });
  const answer = new Answer(json);
  if (sets.length === 0) answer.line("There is no recovery point yet.");
  for (const one of sets) answer.line(lineOf(one));
  answer.result(sets.map(({ set, ...rest }) => ({ ...set.contents, ...rest })));
  return 0;
}

const tellUnreadable = (id: string): void => {
  console.error(`Snapshot ${id} cannot be read, and might belong to a recovery point that is not listed.`);
};

function lineOf({ set, because, drill: trial }: Listed): string {
  const stays = because.length === 0 ? "goes with the next clean-up" : `stays: ${because.join(", ")}`;
  const tried =
    trial === undefined ? [] : [trial.problems.length === 0 ? "restored on trial" : "restore on trial failed"];
  return [set.name, set.scope, set.contents.state, amountOf(set), stays, ...tried].join("  ");
}

function amountOf({ contents: { storage, folder, parts } }: FinishedSet): string {
  if (storage !== undefined) return `${storage.objects} objects`;
  return folder === undefined ? `${parts["dump"]?.bytes ?? 0} bytes of the database` : `${folder.files} files`;
}

async function verify(around: Surroundings, options: JobOptions): Promise<number> {
  let status = 0;
  const onUnreadable = (id: string) => {
    status = 1;
    tellUnreadable(id);
  };
  const sets =
    options.set === undefined
      ? await finishedSets(around.repository, options.scope, onUnreadable)
      : [await chosen(around, options)];
  const answer = new Answer(options.json);
  const results: { scope: string; set: string; problems: readonly string[] }[] = [];
  for (const set of sets) {
    const problems = await verifySet(around, set, { readData: options.readData });
    results.push({ scope: set.scope, set: set.name, problems });
    answer.line(`${set.scope} ${set.name}: ${problems.length === 0 ? "is what was stored" : "is NOT what was stored"}`);
    for (const problem of problems) console.error(`  ${problem}`);
    if (problems.length > 0) status = 1;
  }
  answer.result(results);
  return status;
}

async function restore(around: Surroundings, options: JobOptions): Promise<number> {
  if (options.latest) await refuseBrokenOff(around, options.scope);
  const set = await chosen(around, options);
  const answer = new Answer(options.json);
  const what = { scope: set.scope, set: set.name };
  if (options.dryRun) {
    const { goes, writes, resumes } = await foreseeRestore(around, set, options);
    if (writes !== undefined) answer.line(writes);
    if (goes !== undefined) answer.line(`${goes}. They would go, after a recovery point was made of them.`);
    if (resumes) answer.line("A restore of it broke off, and would be gone on with.");
    answer.line(`${set.scope} ${set.name} would be restored: ${amountOf(set)}.`);
    answer.result({ ...what, ...present({ writes, goes }), resumes });
    return 0;
  }
  console.error(`Restoring ${set.scope} ${set.name}.`);
  const { before, warnings } = await restoreSet(around, set, options);
  if (before !== undefined) answer.line(`What was there before is in set ${before}.`);
  for (const warning of warnings) console.error(`  otherwise than it was: ${warning}`);
  answer.line(`${set.scope} ${set.name} is restored: ${amountOf(set)}.`);
  answer.result({ ...what, ...(before === undefined ? {} : { before }), warnings });
  return 0;
}

/**
 * After a restore that broke off, the newest set may be the one that it took of what was there.
 *
 * @throws Failure where one did
 */
export async function refuseBrokenOff(
  { repository }: Pick<Surroundings, "repository">,
  scope = "storage",
): Promise<void> {
  await repository.releaseDeadLocks();
  const set = (await repository.snapshots({ scope, part: "restoring" })).at(-1)?.tags["set"];
  if (set === undefined) return;
  throw new Failure(
    `The restore of ${scope} ${set} broke off. Go on with it by --set ${set}, or name another one by --set.`,
  );
}

/** The set that is meant: by its name, or the newest before a time, which has to be complete unless any is accepted. */
export async function chosen(
  { repository }: Pick<Surroundings, "repository">,
  {
    scope = "storage",
    set,
    latest,
    before,
    acceptIncomplete,
  }: Pick<JobOptions, "scope" | "set" | "latest" | "before" | "acceptIncomplete">,
): Promise<FinishedSet> {
  const sets = await finishedSets(repository, scope, tellUnreadable);
  if (set !== undefined) {
    setTime(set);
    const found = sets.find(({ name }) => name === set);
    if (found !== undefined) return found;
    throw new Failure(`There is no recovery point ${set} of ${scope}. "list" shows those that there are.`);
  }
  if (!latest) throw new Failure("Which recovery point? Name it with --set, or take the newest with --latest.");
  const limit = before === undefined ? Infinity : new Date(before).getTime();
  if (Number.isNaN(limit)) throw new Failure(`"${before ?? ""}" is no time. Write it as 2026-11-27T02:17:00Z.`);
  const earlier = sets.filter(({ name }) => setTime(name).getTime() < limit);
  const newest = earlier.at(-1);
  const found = acceptIncomplete ? newest : earlier.findLast(({ contents }) => contents.state === "complete");
  const takes = "incomplete: with --accept-incomplete it is taken.";
  if (found === undefined) {
    const when = before === undefined ? "" : ` before ${before}`;
    const other = newest === undefined ? "" : ` Set ${newest.name} is ${takes}`;
    throw new Failure(`There is no complete recovery point of ${scope}${when}.${other}`);
  }
  if (newest !== undefined && newest !== found) {
    console.error(`Set ${found.name} is the newest complete one. Set ${newest.name} is newer, but ${takes}`);
  }
  return found;
}

async function cleanUp(around: Surroundings, options: Pick<JobOptions, "dryRun" | "json">): Promise<number> {
  const { dryRun, json } = options;
  const { kept, removed, unfinished, copies } = await prune(around, { dryRun });
  const answer = new Answer(json);
  const goes = dryRun ? "would go" : "is gone";
  for (const { scope, name } of removed) answer.line(`${scope} ${name} ${goes}`);
  for (const { scope, name } of unfinished) answer.line(`${scope} ${name}, which broke off, ${goes}`);
  if (copies !== undefined)
    answer.line(`${copies.removed} of ${copies.copies} copies ${dryRun ? "would go" : "are gone"}`);
  answer.line(`${kept.length} recovery points stay.`);
  const named = ({ scope, name }: StoredSet) => ({ scope, set: name });
  answer.result({
    dryRun,
    kept: kept.map(({ set, because }) => ({ ...named(set), because })),
    removed: removed.map(named),
    unfinished: unfinished.map(named),
    ...(copies === undefined ? {} : { copies }),
  });
  return 0;
}

async function restoreOnTrial(around: Surroundings, { json }: Pick<JobOptions, "json">): Promise<number> {
  const { set, problems } = await drill(around);
  const answer = new Answer(json);
  const well = problems.length === 0;
  answer.line(`storage ${set}: ${well ? "restored on trial, and the same" : "could NOT be restored"}`);
  for (const problem of problems) console.error(`  ${problem}`);
  answer.result({ scope: "storage", set, problems });
  return well ? 0 : 1;
}

async function schedule(around: Surroundings): Promise<number> {
  const { plan, listener } = around;
  const tasks = {
    backup: () => backUpNow(around, { json: false }),
    prune: () => cleanUp(around, { dryRun: false, json: false }),
    drill: () => restoreOnTrial(around, { json: false }),
  };
  try {
    recordScopes(around, new Date());
  } catch (error) {
    console.error(`What is to be backed up was not written for monitoring: ${messageOf(error)}.`); // as on a full disk
  }
  await keepSchedule(plan, tasks, listener.signal);
  return 0;
}

function health({ plan }: Surroundings): Promise<number> {
  const problems = healthProblems(plan, readState(plan), new Date());
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log("The schedule is kept.");
  return Promise.resolve(problems.length === 0 ? 0 : 1);
}
