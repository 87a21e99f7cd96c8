import pg from "pg";

/** One connection inside one transaction: all that the functions in `resources/` need. */
export interface Session {
  // The caller says what a row is, as with pg itself.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
  query<Row>(sql: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}

/** Where transactions come from: a pool of `pg` in the plugin, an embedded PostgreSQL in the rehearsal. */
export interface Database {
  /** Runs the work in one transaction: commits when it succeeds, rolls back when it throws. */
  transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result>;
  /** Breaks off what is running. */
  cancel?(): Promise<void>;
  close(): Promise<void>;
}

/** How to reach a PostgreSQL server as an administrator of its database. */
export interface ConnectionArgs {
  readonly host: string;
  /** Default: 5432. */
  readonly port: number;
  readonly database: string;
  readonly username: string;
  /** Left out where the server asks for none. */
  readonly password?: string;
  /**
   * `disable`: plain. `require`: encrypted, the server's certificate is not looked at. `verify-full`: encrypted, and
   * the certificate must be of that host and of a known authority.
   */
  readonly tls: "disable" | "require" | "verify-full";
  /** PEM text of the authority that signed the server's certificate. Default: the authorities that Node knows. */
  readonly tlsCertificateAuthority?: string;
}

/** Seconds to wait for a connection, and for a lock that somebody else holds. */
const patience = { connect: 10, lock: 30 };

/**
 * More connections would only wait: each change of a policy locks the table, and each connection keeps its own copy of
 * the table's policies.
 */
const poolSize = 4;

/** A pool, opened at the first query. */
export class PooledDatabase implements Database {
  readonly #pool: pg.Pool;
  readonly #busy = new Set<number>();
  #cancelled = false;

  constructor(connection: ConnectionArgs) {
    this.#pool = new pg.Pool({
      host: connection.host,
      port: connection.port,
      database: connection.database,
      user: connection.username,
      password: connection.password,
      ssl: tls(connection),
      max: poolSize,
      idleTimeoutMillis: 0,
      allowExitOnIdle: true,
      connectionTimeoutMillis: patience.connect * 1000,
      application_name: "alfred-storage",
      lock_timeout: patience.lock * 1000,
    });
    // A connection that breaks while idle is replaced at the next query; without a listener it would end the process.
    this.#pool.on("error", () => undefined);
  }

  async transaction<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    if (this.#cancelled) throw new Error("cancelled");
    const client = await this.#pool.connect();
    const { processID } = client as unknown as { processID: number };
    this.#busy.add(processID);
    let broken = false;
    try {
      await client.query("BEGIN");
      const result = await work(client);
      await client.query("COMMIT");
      return result;
    } catch (error) {
      await client.query("ROLLBACK").catch(() => (broken = true));
      throw error;
    } finally {
      this.#busy.delete(processID);
      client.release(broken);
    }
  }

  /** Asks the server to break off what is running, so that each transaction rolls back, and takes no new ones. */
  async cancel(): Promise<void> {
    this.#cancelled = true;
    if (this.#busy.size === 0) return;
    await this.#pool.query("SELECT pg_cancel_backend(pid) FROM unnest($1::int[]) AS pid", [[...this.#busy]]);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

function tls(connection: ConnectionArgs): pg.PoolConfig["ssl"] {
  if (connection.tls === "disable") return false;
  return {
    rejectUnauthorized: connection.tls === "verify-full",
    ...(connection.tlsCertificateAuthority === undefined ? {} : { ca: connection.tlsCertificateAuthority }),
  };
}
