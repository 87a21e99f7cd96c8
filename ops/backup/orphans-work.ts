import { shown } from "../../storagedb/objects/names";
import { lookForOrphans, type Looked } from "../recovery/look-for-orphans";
import type { Alone } from "../recovery/orphans";
import type { Surroundings } from "../recovery/surroundings";
import type { Tallied } from "../recovery/tally";
import { Answer } from "./answer";
import type { JobOptions } from "./job-options";

/** How many paths of a bucket are printed as text; with --json there are more. */
const sample = 5;

/** Reports what of rows and blobs does not belong together. @returns 1 where something does not, that is not young */
export async function orphans(
  around: Surroundings,
  { minimumAge, bucket, json }: Pick<JobOptions, "minimumAge" | "bucket" | "json">,
): Promise<number> {
  const found = await lookForOrphans(around, { minimumAge, ...(bucket === undefined ? {} : { bucket }) });
  const answer = new Answer(json);
  for (const line of inText(found)) answer.line(line);
  answer.result({ stack: around.plan.stack, ...found });
  return found.blobsWithoutRows.count + found.rowsWithoutBlobs.count === 0 ? 0 : 1;
}

function inText(found: Looked): string[] {
  const { rows, blobs, removed, blobsWithoutRows, youngBlobsWithoutRows, rowsWithoutBlobs, uploadNotes } = found;
  const meanwhile = removed === 0 ? "" : ` ${removed} objects were removed or overwritten meanwhile.`;
  return [
    `${rows} rows and ${blobs} blobs were compared.${meanwhile}`,
    ...part("Rows without blobs, objects that cannot be downloaded", rowsWithoutBlobs),
    ...part("Blobs without rows, which no object names", blobsWithoutRows),
    ...part("Young blobs without rows, most probably of uploads under way", youngBlobsWithoutRows),
    ...(uploadNotes.count === 0
      ? []
      : [`Beside objects lie notes of their resumable uploads, as the service leaves them: ${amountOf(uploadNotes)}.`]),
    ...(found.noFiles.count === 0 ? [] : [`What is no file, and so was left out: ${found.noFiles.count}`]),
    ...names(found.noFiles, "  "),
    ...(rowsWithoutBlobs.count + blobsWithoutRows.count === 0 ? ["All belongs together."] : []),
  ];
}

function part(title: string, { buckets, ...sum }: Alone): string[] {
  if (sum.count === 0) return [];
  return [
    `${title}: ${amountOf(sum)}`,
    ...buckets.flatMap((one) => [`  ${shown(one.bucket)}: ${amountOf(one)}`, ...names(one, "    ")]),
  ];
}

const amountOf = ({ count, bytes }: Pick<Tallied, "count" | "bytes">): string => `${count}, ${bytes} bytes`;

function names({ count, first }: Pick<Tallied, "count" | "first">, indent: string): string[] {
  const some = first.slice(0, sample).map((path) => `${indent}${shown(path)}`);
  return count > some.length ? [...some, `${indent}and ${count - some.length} more`] : some;
}
