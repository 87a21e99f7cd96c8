import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { Failure } from "../../../cluster/failure";
import { ProgramFailure, run, stream } from "../program";
import { saidFirst } from "./said";

/** Of PostgreSQL's programs, English. */
const env = { LC_ALL: "C" };

/** Something that an archive holds. */
export interface Entry {
  /** Its line in the list of contents. */
  readonly line: string;
  /** Such as `TABLE storage objects supabase_storage_admin`: kind, schema, name, owner. */
  readonly what: string;
}

/** @throws Failure where the file is no archive of `pg_dump`, or of one that is newer than `pg_restore` */
export async function entriesOf(file: string, signal: AbortSignal): Promise<readonly Entry[]> {
  const { stdout } = await damaged(run("pg_restore", ["--list", file], { signal, env }));
  return stdout.split("\n").flatMap((line) => {
    const [, what] = /^\d+; \d+ \d+ (.+)$/.exec(line) ?? [];
    return what === undefined ? [] : [{ line, what }];
  });
}

/** Writes an archive as SQL for psql. @param entries those that are wanted */
export async function scriptOf(
  file: string,
  entries: readonly Entry[],
  signal: AbortSignal,
  output: (script: Readable) => Promise<unknown>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "alfred-storage-restore-"));
  try {
    const list = path.join(folder, "entries");
    writeFileSync(list, entries.map(({ line }) => `${line}\n`).join(""));
    await damaged(stream("pg_restore", ["--file=-", `--use-list=${list}`, file], { signal, env, output }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Says of what `pg_restore` refuses to read that the dump is to blame. */
export async function damaged<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error;
    throw new Failure(`The dump of the database is cut or damaged: ${saidFirst(error.said)}.`, { cause: error });
  }
}
