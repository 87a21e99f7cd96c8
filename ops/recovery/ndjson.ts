import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGunzip, createGzip } from "node:zlib";
import { z } from "zod";
import { codeOf, Failure, messageOf } from "../../cluster/failure";
import type { ObjectRow } from "./types";

const optional = z.string().nullable();
const row: z.ZodType<ObjectRow> = z.strictObject({
  bucket: z.string(),
  name: z.string(),
  version: optional,
  size: z.number().nullable(),
  etag: optional,
  contentType: optional,
  cacheControl: optional,
});

/** Characters of JSON that go to the compressor at once. */
const portion = 64 * 1024;

/** Writes rows as JSON, one to a line, compressed by gzip, and ends the stream. @returns how many */
export async function writeRows(rows: AsyncIterable<ObjectRow>, out: Writable): Promise<number> {
  let count = 0;
  async function* lines() {
    let open = "";
    for await (const each of rows) {
      count++;
      open += `${JSON.stringify(each)}\n`;
      if (open.length < portion) continue;
      yield open;
      open = "";
    }
    yield open;
  }
  await pipeline(lines, createGzip({ level: constants.Z_BEST_SPEED }), out);
  return count;
}

/**
 * The rows that {@link writeRows} wrote, as they come. A file that was cut or altered shows at its end at the latest: what
 * is made of rows holds only once there are no more.
 *
 * @param name names the file in a Failure
 * @throws Failure where the file is not whole
 */
export async function* readRows(from: Readable, name: string): AsyncGenerator<ObjectRow, void, undefined> {
  const plain = createGunzip();
  // What fails there ends the reading below with the same error.
  pipeline(from, plain).catch(() => undefined);
  let open = "";
  try {
    for await (const text of plain.setEncoding("utf8")) {
      const lines = (open + String(text)).split("\n");
      open = lines.pop() ?? "";
      for (const line of lines) yield row.parse(JSON.parse(line));
    }
    if (open !== "") throw new SyntaxError("the last line has no end");
  } catch (error) {
    throw isOfTheFile(error) ? damaged(name, error) : error;
  }
}

/** Whether what was read is to blame, and not the reading of it. */
const isOfTheFile = (error: unknown): boolean =>
  error instanceof SyntaxError || error instanceof z.ZodError || codeOf(error)?.startsWith("Z_") === true;

function damaged(name: string, error: unknown): Failure {
  const [issue] = error instanceof z.ZodError ? error.issues : [];
  const reason = issue === undefined ? messageOf(error) : `${issue.path.join(".")}: ${issue.message}`;
  return new Failure(`${name} was cut or altered: ${reason}.`, { cause: error });
}
