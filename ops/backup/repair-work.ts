import { Failure } from "../../cluster/failure";
import { shown } from "../../storagedb/objects/names";
import { rowsOf } from "../recovery/database/target";
import { repairAttributes, type Repaired } from "../recovery/files/repair-attributes";
import type { Surroundings } from "../recovery/surroundings";
import { Answer } from "./answer";
import type { JobOptions } from "./job-options";
import { nothingToRepair } from "./nothing-to-repair";

/** How many paths are printed as text. */
const sample = 10;

/** Gives files the attributes that their rows say. @returns 1 where a dry run finds some that have others */
export async function repair(
  { plan, connection, order, listener }: Surroundings,
  { dryRun, json }: Pick<JobOptions, "dryRun" | "json">,
): Promise<number> {
  if (plan.objects.kind !== "file") throw new Failure(nothingToRepair(plan.stack));
  const rows = rowsOf(connection, order, listener);
  const repaired = await repairAttributes(plan.objects.folder, rows, { dryRun }, listener);
  const answer = new Answer(json);
  for (const line of inText(repaired, dryRun)) answer.line(line);
  answer.result({ stack: plan.stack, dryRun, ...repaired });
  return dryRun && repaired.repaired.count > 0 ? 1 : 0;
}

function inText({ rows, right, repaired, missing, unknown }: Repaired, dryRun: boolean): string[] {
  const some = repaired.first.slice(0, sample).map((path) => `  ${shown(path)}`);
  const more = repaired.count - some.length;
  return [
    `${repaired.count} of ${rows} objects ${dryRun ? "would get" : "got"} the attributes that their rows say; ${right} had them.`,
    ...some,
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(unknown.count === 0 ? [] : [`${unknown.count} lack one of which their rows say nothing, too.`]),
    ...(missing.count === 0 ? [] : [`${missing.count} have no file: ops orphans names them.`]),
  ];
}
