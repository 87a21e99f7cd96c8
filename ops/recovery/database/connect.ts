import pg from "pg";
import { Failure, inTime, messageOf } from "../../../cluster/failure";
import type { ConnectionArgs } from "../../../storagedb/database";
import { explain } from "../../../storagedb/errors";
import { identifier } from "../../../storagedb/sql-text";

/** How to reach a database, and as whom to work in it. */
export interface DatabaseArgs extends ConnectionArgs {
  /** The role to go on as after signing in. Default: what sees every row, if the administrator may be it. */
  readonly role?: string;
}

/** In seconds: to wait for a connection and for a lock, and between two signs of life on an idle connection. */
const patience = { connect: 10, lock: 30, keepAlive: 60 };

/**
 * What a work of hours needs: no time limit that somebody set for this role, rows that are hidden as an error instead of
 * missing rows, and names that are written out with their schema.
 */
const settings = `
  SET statement_timeout = 0;
  SET idle_in_transaction_session_timeout = 0;
  SET lock_timeout = '${patience.lock}s';
  SET row_security = off;
  SET search_path = '';
  SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('transaction_timeout', 'idle_session_timeout')`;

/**
 * Does a work on one connection, and closes it. What fails is a Failure in a person's words.
 *
 * @throws the signal's reason where that is aborted meanwhile
 */
export async function connected<T>(
  connection: DatabaseArgs,
  signal: AbortSignal,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await connect(connection, signal);
  try {
    return await work(client);
  } catch (error) {
    throw inWords(error, connection, signal);
  } finally {
    await client.end();
  }
}

/** A connection that ends at the latest when the signal is aborted. @throws as {@link connected} does */
export async function connect(connection: DatabaseArgs, signal: AbortSignal): Promise<pg.Client> {
  const client = new pg.Client({
    host: connection.host,
    port: connection.port,
    database: connection.database,
    user: connection.username,
    password: connection.password,
    ssl: tls(connection),
    application_name: "alfred-storage",
    connectionTimeoutMillis: patience.connect * 1000,
    keepAlive: true,
    keepAliveInitialDelayMillis: patience.keepAlive * 1000,
  });
  // What is asked of a lost connection fails; without a listener its loss alone would end the process.
  client.on("error", () => undefined);
  const abort = () => void client.end();
  signal.addEventListener("abort", abort, { once: true });
  client.once("end", () => {
    signal.removeEventListener("abort", abort);
  });
  try {
    // The client gives up in time by itself, but says nothing where it is ended before it is connected.
    await inTime(client.connect(), patience.connect * 2000, signal);
    await client.query(settings);
    if (connection.role !== undefined) await client.query(`SET ROLE ${identifier(connection.role)}`);
    return client;
  } catch (error) {
    void client.end();
    throw inWords(error, connection, signal);
  }
}

/** What to throw for what a database threw. */
export function inWords(error: unknown, connection: DatabaseArgs, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof Failure) return error;
  // So the client says that its connection was lost before it was asked.
  const lost = /not queryable|Client was closed/.test(messageOf(error));
  return new Failure(explain(lost ? new Error("Connection terminated") : error, connection), { cause: error });
}

/** Keeps what is between here and the server from closing an idle connection. @returns what ends that */
export function keepAlive(ask: () => Promise<unknown>): () => void {
  const timer = setInterval(() => {
    ask().catch(() => undefined); // the next real query says it
  }, patience.keepAlive * 1000);
  return () => {
    clearInterval(timer);
  };
}

function tls({ tls: mode, tlsCertificateAuthority }: ConnectionArgs): pg.ClientConfig["ssl"] {
  if (mode === "disable") return false;
  return {
    rejectUnauthorized: mode === "verify-full",
    ...(tlsCertificateAuthority === undefined ? {} : { ca: tlsCertificateAuthority }),
  };
}
