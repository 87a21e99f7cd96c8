import type { Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { Failure } from "../../../cluster/failure";
import { ProgramFailure, stream } from "../program";
import type { Listener } from "../types";
import type { DatabaseArgs } from "./connect";
import { withLibpq } from "./libpq";
import { saidFirst } from "./said";

/**
 * Writes an archive of schema `storage` as `pg_restore` reads it, at the moment of an exported snapshot. The last of it
 * is written, and the stream ended, only once `pg_dump` has said that it is whole.
 *
 * @param connection a source's, with the role that sees every row
 * @throws Failure where `pg_dump` is not there, is older than the server, or fails
 */
export function dumpMetadata(
  connection: DatabaseArgs,
  snapshotId: string,
  out: Writable,
  listener: Listener,
): Promise<void> {
  return dump(connection, ["--schema=storage", `--snapshot=${snapshotId}`], out, listener);
}

/**
 * The same for all but schema `storage`, at a moment of its own. It has no roles, no settings of the database or of roles
 * (`ALTER DATABASE … SET`), and not that a table of the schema is published. Who is no superuser dumps no passwords of
 * foreign servers and subscriptions; a table that the administrator may not read, or not whole, fails the dump. What an
 * extension keeps is dumped as far as the extension says so; what Vault encrypts opens only with the key that lies beside
 * the database.
 */
export function dumpDatabase(connection: DatabaseArgs, out: Writable, listener: Listener): Promise<void> {
  return dump(connection, ["--exclude-schema=storage"], out, listener);
}

/** Not compressed, so that the repository, which compresses, finds again what has not changed since the last dump. */
const always = ["--format=custom", "--compress=0", "--no-sync", "--no-password", "--lock-wait-timeout=30s"];

async function dump(connection: DatabaseArgs, what: readonly string[], out: Writable, listener: Listener) {
  const { progress, signal } = listener;
  const role = connection.role === undefined ? [] : [`--role=${connection.role}`];
  async function* counted(from: AsyncIterable<Buffer>) {
    let bytes = 0;
    for await (const piece of from) {
      progress(`dumping the database, ${((bytes += piece.length) / 1e6).toFixed(1)} MB`);
      yield piece;
    }
  }
  try {
    await withLibpq(connection, (env) =>
      stream("pg_dump", [...always, ...role, ...what], {
        ...{ signal, env },
        output: (from) => pipeline(from, counted, out, { end: false }),
      }),
    );
  } catch (error) {
    out.destroy();
    throw error instanceof ProgramFailure ? inWords(error, connection) : error;
  }
  out.end();
  await finished(out);
}

function inWords(error: ProgramFailure, { host, port, database, username, role = username }: DatabaseArgs): Failure {
  const [, server, client] = /server version: (\S+).*; pg_dump version: (\S+)/.exec(error.said) ?? [];
  if (server !== undefined && client !== undefined) {
    return new Failure(
      `pg_dump ${client} is older than the server, ${server}, and does not dump it. Install PostgreSQL's client programs ` +
        `of version ${server.split(".")[0] ?? ""} or newer where this runs.`,
      { cause: error },
    );
  }
  const said = saidFirst(error.said);
  const remedy = remedies.find(([pattern]) => pattern.test(error.said))?.[1](role) ?? "Correct that, and run it again.";
  return new Failure(`Database "${database}" on ${host}:${port} was not dumped: ${said}. ${remedy}`, { cause: error });
}

/** By what pg_dump says, given the role as which it reads. */
const remedies: readonly [RegExp, (role: string) => string][] = [
  [/snapshot/, () => "The connection that kept the moment was lost: run it again."],
  [/lock timeout/, () => "Somebody else holds a lock, such as a migration of the service: run it again after that."],
  [
    /permission denied|row-level security/,
    (role) => `Sign in as a superuser, or have "${role}" granted what it takes to read all of it.`,
  ],
];
