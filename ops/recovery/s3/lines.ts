import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

/** In characters: one write for each value would cost more than all the rest. */
const chunk = 65_536;

/** Writes values as JSON, a line each, compressed by gzip, and ends the stream. */
export async function writeLines(values: AsyncIterable<unknown>, out: Writable, signal: AbortSignal): Promise<void> {
  await pipeline(chunks(values), createGzip(), out, { signal });
}

async function* chunks(values: AsyncIterable<unknown>): AsyncGenerator<string, void, undefined> {
  let text = "";
  for await (const value of values) {
    text += `${JSON.stringify(value)}\n`;
    if (text.length < chunk) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}

/**
 * Reads them again.
 *
 * @throws Error where it is cut off, altered or something else
 */
export async function* readLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<unknown, void, undefined> {
  const unzipped = createGunzip();
  const fed = pipeline(input, unzipped);
  fed.catch(Boolean); // the loop fails as well
  let rest = "";
  for await (const text of unzipped.setEncoding("utf8") as AsyncIterable<string>) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line);
  }
  if (rest !== "") throw new Error("the last line is cut off");
}
