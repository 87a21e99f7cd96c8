import { type Verb, verbs } from "../../storagedb/access/vocabulary";
import { type Bytes, printBytes } from "../../components/units";
import type { BucketRow } from "../database-report";
import { type Cell, type Target, targets } from "../matrix/cells";

/** A limit as a stack file would have it. */
export function limitOf({ fileSizeLimit }: Pick<BucketRow, "fileSizeLimit">): string {
  return fileSizeLimit === null ? "the service's" : printBytes(fileSizeLimit as Bytes);
}

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** The targets that one caller may do something with, for each verb. */
export function allowedTargets(cells: readonly Cell[], bucket: string, caller: string): Record<Verb, Target[]> {
  const own = cells.filter((cell) => cell.bucket === bucket && cell.caller === caller && cell.allowed);
  const of = (verb: Verb) =>
    targets.filter((target) => own.some((cell) => cell.verb === verb && cell.target === target));
  return Object.fromEntries(verbs.map((verb) => [verb, of(verb)])) as Record<Verb, Target[]>;
}
