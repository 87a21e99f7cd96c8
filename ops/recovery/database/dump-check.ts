import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Failure } from "../../../cluster/failure";
import { stream } from "../program";
import type { Listener } from "../types";
import { damaged } from "./archive";
import { type Counts, differentTables, inText } from "./counts";

/**
 * Reads an archive to its end and compares the rows that `pg_restore` would load with those that were counted. Needs no
 * database and holds none of the rows.
 *
 * @param archive one of `dumpMetadata`
 * @param tables as the source of that dump counted them
 * @throws Failure where a table has another number of rows, and where the archive is cut or is none
 */
export async function checkDump(archive: Readable, tables: Counts["tables"], { signal }: Listener): Promise<void> {
  let found: Counts["tables"] = {};
  const reading = stream("pg_restore", ["--data-only", "--file=-"], {
    ...{ signal, env: { LC_ALL: "C" } },
    input: (to) => pipeline(archive, to),
    output: async (from) => {
      found = await countCopied(from);
    },
  });
  await damaged(reading);
  const differences = differentTables(tables, found);
  if (differences.length === 0) return;
  throw new Failure(
    `The dump of the database does not have the rows that were counted: ${differences.map(inText).join("; ")}.`,
  );
}

/** The rows of each table in SQL that `pg_restore` writes: a line each, between `COPY … FROM stdin;` and `\.`. */
export async function countCopied(script: AsyncIterable<Uint8Array>): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let table: string | undefined;
  for await (const line of linesOf(script)) {
    if (table === undefined) {
      table = copiedTable(line);
      if (table !== undefined) counts[table] ??= 0;
    } else if (line.length === 2 && line[0] === backslash && line[1] === dot) {
      table = undefined;
    } else {
      counts[table] = (counts[table] ?? 0) + 1;
    }
  }
  return counts;
}

const [backslash, dot, lineFeed] = [0x5c, 0x2e, 0x0a];
const copy = Buffer.from("COPY ");

function copiedTable(line: Buffer): string | undefined {
  if (!line.subarray(0, copy.length).equals(copy)) return undefined;
  return /^COPY ((?:[^" ]|"(?:[^"]|"")*")+) .*FROM stdin;$/s.exec(line.toString())?.[1];
}

async function* linesOf(script: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  let open: Buffer[] = [];
  for await (const piece of script) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let begin = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, begin)) {
      const last = bytes.subarray(begin, end);
      yield open.length === 0 ? last : Buffer.concat([...open, last]);
      open = [];
      begin = end + 1;
    }
    open.push(bytes.subarray(begin));
  }
  yield Buffer.concat(open);
}
