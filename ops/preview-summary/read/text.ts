import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { Failure } from "../../../cluster/failure";

/** @param file undefined for standard input */
export async function textOf(file: string | undefined): Promise<string> {
  if (file === undefined) return text(process.stdin);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new Failure(missing ? `There is no file ${file}.` : `${file} cannot be read: ${(error as Error).message}.`);
  }
}
