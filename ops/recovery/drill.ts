import { Failure } from "../../cluster/failure";
import type { DrillResult } from "./list";
import { recordSuccess } from "./metrics";
import { partFiles } from "./parts";
import { restoreRows, restoreSurroundings } from "./restore-storage";
import { withScratchFolder } from "./scratch-folder";
import { withScratchServer } from "./scratch-server";
import { finishedSets, type FinishedSet } from "./sets";
import type { Surroundings } from "./surroundings";
import { text } from "./take";
import { verifySet } from "./verify";

/**
 * Restores the newest complete set of rows and objects into a database and a folder of its own, which go afterwards, and
 * compares them with its manifest. The result is kept with the set. Copies in S3 are looked at, each of them, and not
 * copied back.
 *
 * @throws Failure where there is no set to restore
 */
export async function drill(around: Surroundings): Promise<DrillResult> {
  const sets = await finishedSets(around.repository, "storage");
  const set = sets.findLast(({ contents }) => contents.state === "complete");
  if (set === undefined) throw new Failure(`There is no complete recovery point of ${around.plan.stack} to restore.`);
  const problems = await problemsOf(around, set);
  const result: DrillResult = { set: set.name, ended: new Date().toISOString(), problems };
  const name = { scope: set.scope, set: set.name, part: "drill" };
  await around.repository.storeStream(name, partFiles.drill, text(JSON.stringify(result)));
  if (problems.length === 0) recordSuccess(around, "drill", set.scope, new Date());
  return result;
}

async function problemsOf(around: Surroundings, set: FinishedSet): Promise<string[]> {
  try {
    const problems = await verifySet(around, set, { readData: false });
    if (problems.length > 0) return problems;
    await restoreOnTrial(around, set);
    return [];
  } catch (error) {
    if (error instanceof Failure && !error.passing) return [error.message];
    throw error;
  }
}

async function restoreOnTrial(around: Surroundings, set: FinishedSet): Promise<void> {
  const { plan, listener, repository } = around;
  await withScratchServer(plan.scratch, listener.signal, async (connection) => {
    const trial = { ...around, connection };
    await restoreSurroundings(trial, set);
    await restoreRows(trial, set);
  });
  const { blobs } = set.contents;
  if (blobs?.kind !== "file") return;
  await withScratchFolder(plan.scratch, "drill-objects", (folder) => repository.restoreFolder(blobs.snapshot, folder));
}
