import { existsSync, readFileSync } from "node:fs";
import { Failure } from "../../cluster/failure";
import { partFile } from "../preview-summary/command";

/** The comment that `preview-summary --output` wrote, in its parts. */
export function partsOf(file: string): string[] {
  if (!existsSync(file)) throw new Failure(`There is no file ${file}.`);
  const parts: string[] = [];
  for (let part = 1; existsSync(partFile(file, part)); part++) parts.push(readFileSync(partFile(file, part), "utf8"));
  return parts;
}

/** The first line of a part, by which it is found again. */
export function markerOf(text: string, file: string): string {
  const [first = ""] = text.split("\n");
  if (/^<!-- .+ -->$/.test(first)) return first;
  throw new Failure(
    `${file} does not begin with a comment by which it can be found again. Give what preview-summary wrote.`,
  );
}
