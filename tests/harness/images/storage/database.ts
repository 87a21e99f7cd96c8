import { Pool, type PoolClient } from "pg";

import type { Settings } from "./settings";

/** What a token says, as the database is to see it. */
export type Claims = Readonly<Record<string, unknown>>;

export class Database {
  readonly #pool: Pool;

  constructor({ databaseUrl, databaseAuthority }: Settings) {
    const url = new URL(databaseUrl);
    if (databaseAuthority !== undefined) url.searchParams.delete("sslmode"); // it would win over the certificate
    this.#pool = new Pool({
      connectionString: url.href,
      max: 10,
      connectionTimeoutMillis: 5000,
      ...(databaseAuthority === undefined ? {} : { ssl: { ca: databaseAuthority } }),
    });
    this.#pool.on("error", () => undefined); // the next request connects anew
  }

  /** Whether the database answers. */
  async answers(): Promise<boolean> {
    try {
      await this.#pool.query("SELECT 1");
      return true;
    } catch {
      return false;
    }
  }

  /** A transaction with the service's own rights: as the tables' owner it is above their policies. */
  asService<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#transaction(undefined, work);
  }

  /** A transaction as the token's role, so that the database's policies decide. */
  asCaller<T>(claims: Claims, work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#transaction(claims, work);
  }

  async #transaction<T>(claims: Claims | undefined, work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      await client.query("BEGIN");
      if (claims !== undefined) {
        await client.query(
          `SELECT set_config('role', $1, true), set_config('request.jwt.claim.role', $1, true),
                  set_config('request.jwt.claim.sub', $2, true), set_config('request.jwt.claims', $3, true)`,
          [claims["role"] ?? "anon", claims["sub"] ?? "", JSON.stringify(claims)],
        );
      }
      const result = await work(client);
      await client.query("COMMIT");
      client.release();
      return result;
    } catch (error) {
      client.release(true); // closes the connection, and with it the transaction
      throw error;
    }
  }
}
