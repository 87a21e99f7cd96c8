import type { PGlite, Transaction } from "@electric-sql/pglite";
import type { Database, Session } from "../storagedb/database";
import { identifier } from "../storagedb/sql-text";

/**
 * A PostgreSQL server inside this process (PGlite: PostgreSQL 18 compiled to WebAssembly), empty at first and gone with
 * the process. It has one connection, so transactions run one after the other.
 */
export class EmbeddedDatabase implements Database {
  /** The server's name and version, such as `PostgreSQL 18.6 (PGlite 0.5.14)`. */
  readonly version: string;
  readonly #server: PGlite;

  private constructor(server: PGlite, version: string) {
    this.#server = server;
    this.version = version;
  }

  /** Takes two to three seconds, most of which is the creation of the server's own tables. */
  static async start(): Promise<EmbeddedDatabase> {
    const { PGlite } = await import("@electric-sql/pglite");
    const server = await PGlite.create();
    const { rows } = await server.query<{ version: string }>("SELECT version()");
    return new EmbeddedDatabase(server, rows[0]?.version.split(" on ")[0] ?? "PostgreSQL");
  }

  transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.#server.transaction((transaction) => work(sessionOf(transaction)));
  }

  /** Goes on as the administrator that a stack file names, made a superuser if there is no such role yet. */
  async signInAs(administrator: string): Promise<void> {
    const name = identifier(administrator);
    const { rows } = await this.#server.query("SELECT FROM pg_roles WHERE rolname = $1", [administrator]);
    if (rows.length === 0) await this.#server.query(`CREATE ROLE ${name} LOGIN SUPERUSER`);
    await this.#server.query(`SET SESSION AUTHORIZATION ${name}`);
  }

  async close(): Promise<void> {
    await this.#server.close();
  }
}

function sessionOf(transaction: Transaction): Session {
  return {
    query: (sql, values = []) => transaction.query(sql, values),
  };
}
