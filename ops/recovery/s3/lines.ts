import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGunzip, createGzip } from "node:zlib";
import { z } from "zod";
import { codeOf, Failure, messageOf } from "../../../cluster/failure";

/** Characters that go to the compressor at once: one value at a time would cost more than all the rest. */
const portion = 65_536;

/** Writes values as JSON, one to a line, compressed by gzip, and ends the stream. */
export async function writeLines(values: AsyncIterable<unknown>, out: Writable, signal: AbortSignal): Promise<void> {
  await pipeline(portions(values), createGzip({ level: constants.Z_BEST_SPEED }), out, { signal });
}

async function* portions(values: AsyncIterable<unknown>): AsyncGenerator<string, void, undefined> {
  let text = "";
  for await (const value of values) {
    text += `${JSON.stringify(value)}\n`;
    if (text.length < portion) continue;
    yield text;
    text = "";
  }
  yield text;
}

/**
 * The values that {@link writeLines} wrote, as they come. What was cut shows at the end at the latest.
 *
 * @param name names the file in a Failure
 * @throws Failure where it was cut or altered
 */
export async function* readLines<Value>(
  from: Readable,
  schema: z.ZodType<Value>,
  name: string,
): AsyncGenerator<Value, void, undefined> {
  const plain = createGunzip();
  pipeline(from, plain).catch(Boolean); // what fails there ends the loop
  let text = "";
  try {
    for await (const piece of plain.setEncoding("utf8")) {
      const lines = (text + String(piece)).split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) yield schema.parse(JSON.parse(line));
    }
    if (text !== "") throw new SyntaxError("the last line has no end");
  } catch (error) {
    throw isOfTheFile(error) ? new Failure(`${name} was cut or altered: ${reasonOf(error)}.`) : error;
  }
}

/** Whether what was read is to blame, and not the reading of it. */
const isOfTheFile = (error: unknown): boolean =>
  error instanceof SyntaxError || error instanceof z.ZodError || codeOf(error)?.startsWith("Z_") === true;

function reasonOf(error: unknown): string {
  const [issue] = error instanceof z.ZodError ? error.issues : [];
  return issue === undefined ? messageOf(error) : `${issue.path.join(".")}: ${issue.message}`;
}
