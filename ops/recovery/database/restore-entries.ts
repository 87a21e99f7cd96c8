import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Failure } from "../../../cluster/failure";
import { ProgramFailure, stream } from "../program";
import type { Listener } from "../types";
import { type Entry, scriptOf } from "./archive";
import type { DatabaseArgs } from "./connect";
import { withLibpq } from "./libpq";
import { saidFirst } from "./said";

/** What is run in one transaction. */
export interface Restoration {
  /** Statements that come before all entries. */
  readonly first: readonly string[];
  /** An archive of `pg_dump`, and what of it is wanted. */
  readonly file: string;
  readonly entries: readonly Entry[];
  /** The server's, as a number such as 150018. */
  readonly serverVersion: number;
}

const psql = ["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-"];

/**
 * Restores entries of an archive by `psql` in one transaction.
 *
 * @throws Failure with the server's first error where one of them fails; nothing has changed then
 */
export async function restoreEntries(
  connection: DatabaseArgs,
  { first, file, entries, serverVersion }: Restoration,
  { progress, signal }: Listener,
): Promise<void> {
  async function* counted(script: AsyncIterable<Uint8Array>) {
    let bytes = 0;
    for await (const piece of script) {
      progress(`restoring the database, ${((bytes += piece.length) / 1e6).toFixed(1)} MB`);
      yield piece;
    }
  }
  const input = async (to: Writable) => {
    await write(to, ["BEGIN", ...first, ""].join(";\n"));
    await scriptOf(file, entries, signal, (script) =>
      pipeline(counted(understood(script, serverVersion)), to, { end: false }),
    );
    // What ends without this, for whatever reason, the server rolls back.
    await write(to, "COMMIT;\n");
  };
  try {
    await withLibpq(connection, (env) => stream("psql", psql, { signal, env, input }));
  } catch (error) {
    throw error instanceof ProgramFailure ? inWords(error, connection) : error;
  }
}

/** Since version 17, pg_restore sets a variable that older servers do not know. */
export async function* understood(
  script: AsyncIterable<Uint8Array>,
  serverVersion: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let open = serverVersion < 170_000;
  let head = Buffer.alloc(0);
  for await (const piece of script) {
    if (!open) {
      yield piece;
      continue;
    }
    head = Buffer.concat([head, piece]);
    if (head.length < header.length) continue;
    open = false;
    yield withoutNewer(head);
  }
  if (open) yield withoutNewer(head);
}

/** What `pg_restore` writes before the first entry, and in how many bytes at most. */
const header = { lines: /^(?:(?:--|\\|SET |SELECT ).*\n|\n)*/, length: 4096 };

function withoutNewer(head: Buffer): Buffer {
  const text = head.toString("latin1");
  const known = text.replace(header.lines, (lines) => lines.replace("SET transaction_timeout = 0;\n", ""));
  return Buffer.from(known, "latin1");
}

const write = (to: Writable, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    to.write(text, (error) => {
      if (error == null) resolve();
      else reject(error);
    });
  });

/** psql's exit status where a statement failed; any other is about the connection, or about psql. */
const failedStatement = 3;

function inWords(error: ProgramFailure, { host, port, database }: DatabaseArgs): Failure {
  const where = `database "${database}" on ${host}:${port}`;
  const said = saidFirst(error.said);
  if (error.status !== failedStatement) {
    return new Failure(`It is not known whether ${where} was restored: ${said}. Restore it again.`, { cause: error });
  }
  const remedy = remedies.find(([pattern]) => pattern.test(said))?.[1] ?? "Correct that, and restore it again.";
  return new Failure(`Nothing was restored and nothing has changed in ${where}: ${said}. ${remedy}`, { cause: error });
}

/** By the server's error. */
const remedies: readonly [RegExp, string][] = [
  [/depends on schema storage/, "Drop what depends on it, restore, and make it again."],
  [/role ".*" does not exist/, "Restore the roles of the set first."],
  [/extension (".*"|control file)/, "Install that extension on the server, or restore to a server that has it."],
  [/does not exist/, "Restore the prerequisites of the set first."],
  [/already exists/, "Restore into an empty database: CREATE DATABASE … TEMPLATE template0."],
  [/lock timeout/, "Somebody else uses the tables: stop the storage service, and restore again."],
  [
    /permission denied|must be|SET ROLE/,
    "Sign in as a superuser, or have it granted to the role that owns the tables and to the one that signs in.",
  ],
];
