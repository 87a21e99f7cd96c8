import { Client } from "pg";
import { EmbeddedDatabase } from "../rehearsal/embedded";
import { type PostgresServer, startPostgres } from "../tests/harness/postgres";
import type { Session } from "./database";
import { differences } from "./difference";
import type { ResourceType, Tell, Values } from "./resource";
import { schema, type SchemaInputs } from "./resources/schema";
import { identifiers } from "./sql-text";

/** What the specs of this folder share: an embedded PostgreSQL and a real server, one of each for all of them. */
let embedded: Promise<EmbeddedDatabase> | undefined;
let server: Promise<PostgresServer> | undefined;
after(async () => {
  const [ending, stopping] = [embedded, server];
  [embedded, server] = [undefined, undefined]; // the next file may be run by the same process
  await Promise.all([(await ending)?.close(), (await stopping)?.stop()]);
});

/** The roles that a storage database has, by the names that the program gives them. */
export const owner = "supabase_storage_admin";
export const callers = ["anon", "authenticated", "service_role"];
export const schemaInputs: SchemaInputs = { owner, serviceRole: "service_role", callers };

/** What is there before the schema is applied. */
const prepare = [
  ...callers.map((name) => `CREATE ROLE ${name}`),
  `CREATE ROLE ${owner} LOGIN NOINHERIT`,
  `CREATE SCHEMA storage AUTHORIZATION ${owner}`,
  "CREATE SCHEMA auth",
  `GRANT USAGE ON SCHEMA storage TO ${callers.join(", ")}`,
  `GRANT USAGE ON SCHEMA auth TO ${callers.join(", ")}, ${owner}`,
];

/** The embedded PostgreSQL as a stage for plain resource functions. Each call is a transaction, as in the plugin. */
export class Stage {
  readonly told: [severity: string, message: string][] = [];
  readonly tell: Tell = (severity, message) => {
    this.told.push([severity, message]);
  };
  #database: EmbeddedDatabase | undefined;

  /** Empties the database of all that a test left: roles, schemas and functions. */
  async wipe(): Promise<void> {
    this.told.length = 0;
    this.#database = await (embedded ??= EmbeddedDatabase.start());
    const roles = await this.sql<{ name: string }>(
      "SELECT rolname AS name FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' AND rolname <> current_user",
    );
    await this.run(async (session) => {
      await session.query("DROP SCHEMA IF EXISTS storage, auth CASCADE");
      await session.query("DROP FUNCTION IF EXISTS public.get_storage_status()");
      if (roles.length === 0) return;
      const names = identifiers(roles.map(({ name }) => name));
      await session.query(`DROP OWNED BY ${names} CASCADE`);
      await session.query(`DROP ROLE ${names}`);
    });
  }

  /** Roles and empty schemas, as the component makes them before the schema. */
  async prepare(): Promise<void> {
    for (const statement of prepare) await this.sql(statement);
  }

  /** The same, with the tables and functions. */
  async apply(): Promise<void> {
    await this.prepare();
    await this.run((session) => schema.create(session, schemaInputs, this.tell));
  }

  run<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    if (this.#database === undefined) throw new Error("call wipe() first");
    return this.#database.transaction(work);
  }

  /** Connected as another role. */
  async runAs<Result>(role: string, work: (session: Session) => Promise<Result>): Promise<Result> {
    await this.sql(`SET SESSION AUTHORIZATION ${role}`);
    try {
      return await this.run(work);
    } finally {
      await this.sql("SET SESSION AUTHORIZATION postgres"); // the embedded server does not know where RESET leads
    }
  }

  async sql<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.run(async (session) => (await session.query<Row>(text, values)).rows);
  }

  /** The state that a refresh finds, and what an update would then change. */
  async refresh<Inputs extends Values, State extends Inputs>(
    type: ResourceType<Inputs, State>,
    known: State,
  ): Promise<{ state: State | undefined; changes: string[] }> {
    const state = await this.run((session) => type.read(session, known, known));
    if (state === undefined) return { state, changes: [] };
    const changes = differences(type, known, state);
    return { state, changes: changes.map(({ kind, path }) => `${kind} ${path}`) };
  }
}

/** A database of its own on a real PostgreSQL 18 server, which several connections can use at once. */
export class ServerDatabase {
  readonly name: string;
  readonly server: PostgresServer;
  readonly #clients: Client[] = [];

  private constructor(name: string, owning: PostgresServer) {
    this.name = name;
    this.server = owning;
  }

  static async create(name: string): Promise<ServerDatabase> {
    const started = await (server ??= startPostgres({ version: "18" }));
    const database = new ServerDatabase(name, started);
    const postgres = new Client({ connectionString: started.connectionString() });
    await postgres.connect();
    await postgres.query(`CREATE DATABASE ${name}`);
    await postgres.end();
    return database;
  }

  /** A provider's configuration for this database, as the engine passes it. The password is the superuser's. */
  get config() {
    const { host, port, superuser, password } = this.server;
    return { host, port: String(port), database: this.name, username: superuser, password, tls: "disable" };
  }

  /** Waits until so many connections of this database wait for a lock. */
  async waiting(connections = 1): Promise<void> {
    const query = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    for (let tries = 0; tries < 500; tries++) {
      if ((await this.sql(query)).length === connections) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`there are never ${connections} connections that wait for a lock`);
  }

  /** One more connection, as the superuser. Ended by {@link close}. */
  async connect(): Promise<Client> {
    const client = new Client({ connectionString: this.server.connectionString(this.name) });
    await client.connect();
    this.#clients.push(client);
    return client;
  }

  async sql<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = this.#clients[0] ?? (await this.connect());
    return (await client.query(text, values)).rows as Row[];
  }

  /** Roles belong to the whole server, so they are made only once. */
  async prepare(): Promise<void> {
    const there = await this.sql("SELECT FROM pg_roles WHERE rolname = $1", [owner]);
    for (const statement of prepare) {
      if (there.length === 0 || !statement.startsWith("CREATE ROLE")) await this.sql(statement);
    }
  }

  /** Removes the roles that are only a test's own, since the next spec finds the server's roles as they are. */
  async drop(...roles: string[]): Promise<void> {
    for (const role of roles) {
      await this.sql(`DROP OWNED BY ${role} CASCADE`);
      await this.sql(`DROP ROLE ${role}`);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()));
  }
}
