import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PGlite, Transaction } from "@electric-sql/pglite";
import { devDependencies } from "../package.json";
import type { Database, Session } from "../storagedb/database";
import { identifier } from "../storagedb/sql-text";
import { root } from "./paths";

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

  /** Takes about a second, and five at the first start, which has to make the server's own tables. */
  static async start(): Promise<EmbeddedDatabase> {
    const server = await start();
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

/** What `initdb` makes is always the same, so it is kept beside the compiled program, by the version of PGlite. */
async function start(): Promise<PGlite> {
  const { PGlite } = await import("@electric-sql/pglite");
  const file = path.join(
    root,
    "node_modules/.cache/alfred-storage",
    `pglite-${devDependencies["@electric-sql/pglite"]}.tar`,
  );
  const loadDataDir = kept(file);
  if (loadDataDir !== undefined) return PGlite.create({ loadDataDir });
  const server = await PGlite.create();
  await keep(file, await server.dumpDataDir("none"));
  return server;
}

function kept(file: string): Blob | undefined {
  try {
    return new Blob([readFileSync(file)]);
  } catch {
    return undefined;
  }
}

/** Another process may write or read the same at this moment, so it appears whole or not at all. */
async function keep(file: string, data: Blob): Promise<void> {
  const bytes = new Uint8Array(await data.arrayBuffer());
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, bytes);
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // A folder that cannot be written costs time at the next start, and nothing else.
  }
}

function sessionOf(transaction: Transaction): Session {
  return {
    query: (sql, values = []) => transaction.query(sql, values),
  };
}
