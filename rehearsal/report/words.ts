import { type Verb, verbs } from "../../storagedb/access/vocabulary";
import { type Bytes, printBytes } from "../../components/units";
import type { BucketRow } from "../database-report";
import { type Cell, type Target, targets } from "../matrix/cells";
import type { Verdict } from "../../policies/evaluate";
import type { Judgement } from "../policies";
import type { ObjectsPlace, StackReport } from "../stack-report";
import { few } from "./picture";

/** A limit as a stack file would have it. */
export function limitOf({ fileSizeLimit }: Pick<BucketRow, "fileSizeLimit">): string {
  return fileSizeLimit === null ? "the service's" : printBytes(fileSizeLimit as Bytes);
}

/** `a, b and c` */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** What came of the policy pack, in a sentence. */
export function judgementWords({ rules, verdicts }: Judgement): string {
  const of = (wanted: Verdict["level"]) => verdicts.filter(({ level }) => level === wanted).length;
  const said = verdicts.length === 0 ? "nothing to say" : `${of("mandatory")} mandatory and ${of("advisory")} advisory`;
  return `${rules} rules of the policy pack: ${said}.`;
}

/** Where PostgreSQL is; of a tunnel, its far end. */
export function serverAddress({ host, port, tunnel }: NonNullable<StackReport["databaseServer"]>): string {
  return tunnel === undefined ? `${host}:${port}` : `${tunnel.target.host}:${tunnel.target.port}`;
}

/** An image, for the picture: of a digest, what is enough to know it again. */
export const imageLine = (image: string): string => image.replace(/(@sha256:[0-9a-f]{12})[0-9a-f]+$/, "$1…");

/** Where the objects are, for the picture. */
export function placeLines(objects: ObjectsPlace | undefined): string[] {
  if (objects === undefined) return [];
  if (objects.kind === "file") return [objects.path];
  const { bucket, region, endpoint } = objects;
  return [`bucket ${bucket}`, `region ${region}`, ...(endpoint === undefined ? [] : [endpoint])];
}

/** The buckets, for the picture. */
export function bucketLines(database: StackReport["database"]): string[] {
  const lines = (database?.buckets ?? []).map(
    (bucket) => `${bucket.id}, ${bucket.public ? "public" : "private"}, ${limitOf(bucket)}`,
  );
  return few(lines);
}

/** The targets that one caller may do something with, for each verb. */
export function allowedTargets(cells: readonly Cell[], bucket: string, caller: string): Record<Verb, Target[]> {
  const own = cells.filter((cell) => cell.bucket === bucket && cell.caller === caller && cell.allowed);
  const of = (verb: Verb) =>
    targets.filter((target) => own.some((cell) => cell.verb === verb && cell.target === target));
  return Object.fromEntries(verbs.map((verb) => [verb, of(verb)])) as Record<Verb, Target[]>;
}
