import pg from "pg";
import { callers, groupRoles, loginRoles, serviceOwner } from "../../components/storage-database/roles";
import type { ConnectionArgs } from "../../storagedb/database";
import { PooledDatabase } from "../../storagedb/database";
import { accessPolicy, type AccessPolicyInputs } from "../../storagedb/resources/access-policy";
import { bucket, type BucketInputs } from "../../storagedb/resources/bucket";
import { grants, tablePrivileges } from "../../storagedb/resources/grants";
import { role, type RoleInputs } from "../../storagedb/resources/role";
import { schema } from "../../storagedb/resources/schema";
import { identifier, identifiers } from "../../storagedb/sql-text";
import type { PostgresServer } from "../harness/postgres";

/** A scratch database of a scratch server, with its administrator signed in. */
export class ScratchDatabase {
  readonly connection: ConnectionArgs;
  readonly #clients: pg.Client[] = [];

  private constructor(connection: ConnectionArgs) {
    this.connection = connection;
  }

  /** An empty one, made from `template0`. */
  static async create(server: PostgresServer, name: string): Promise<ScratchDatabase> {
    const postgres = new ScratchDatabase(connectionTo(server, "postgres"));
    await postgres.sql(`CREATE DATABASE ${identifier(name)} TEMPLATE template0`);
    await postgres.close();
    return new ScratchDatabase(connectionTo(server, name));
  }

  /** The same database for another role that may sign in. */
  as(username: string, password: string): ConnectionArgs {
    return { ...this.connection, username, password };
  }

  async sql<Row = unknown>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = this.#clients[0] ?? (await this.connect());
    return (await client.query(text, values)).rows as Row[];
  }

  /** One more connection of the administrator, ended by {@link close}. */
  async connect(): Promise<pg.Client> {
    const { username, ...connection } = this.connection;
    const client = new pg.Client({ ...connection, user: username });
    client.on("error", () => undefined); // a server that ends meanwhile
    await client.connect();
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()));
  }
}

export const connectionTo = (
  { host, port, superuser, password }: PostgresServer,
  database: string,
): ConnectionArgs => ({
  ...{ host, port, database, password, username: superuser, tls: "disable" },
});

/**
 * Makes in an empty database what the program makes there, by the provider's own functions: roles, schemas, grants,
 * tables, buckets and policies, some of which call `auth.uid()`; and of what the service adds, its list of migrations,
 * a type and a trigger.
 */
export async function makeStorage(connection: ConnectionArgs): Promise<void> {
  const database = new PooledDatabase(connection);
  const tell = () => undefined;
  try {
    for (const [name, attributes] of Object.entries({ ...groupRoles, ...loginRoles })) {
      await database.transaction((session) => role.create(session, roleInputs(name, attributes), tell));
    }
    await database.transaction(async (session) => {
      for (const statement of schemas) await session.query(statement);
    });
    const inputs = { owner: serviceOwner, serviceRole: "service_role", callers: [...callers, serviceOwner] };
    await database.transaction((session) => schema.create(session, inputs, tell));
    for (const table of ["buckets", "objects"]) {
      const roles = Object.fromEntries(callers.map((name) => [name, [...tablePrivileges]]));
      await database.transaction((session) => grants.create(session, { schema: "storage", table, roles }, tell));
    }
    for (const input of buckets) await database.transaction((session) => bucket.create(session, input, tell));
    for (const input of policies) await database.transaction((session) => accessPolicy.create(session, input, tell));
    await database.transaction(async (session) => {
      await session.query(`SET LOCAL ROLE ${serviceOwner}`);
      for (const statement of ofTheService) await session.query(statement);
    });
  } finally {
    await database.close();
  }
}

const roleInputs = (name: string, attributes: object): RoleInputs => ({ name, ...attributes });

const schemas = [
  `CREATE SCHEMA storage AUTHORIZATION ${serviceOwner}`,
  "CREATE SCHEMA auth",
  `GRANT USAGE ON SCHEMA storage TO ${identifiers(callers)}`,
  `GRANT USAGE ON SCHEMA auth TO ${identifiers([...callers, serviceOwner])}`,
  `ALTER DEFAULT PRIVILEGES FOR ROLE ${serviceOwner} IN SCHEMA storage
     GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO service_role`,
];

const buckets: readonly BucketInputs[] = [
  { bucketId: "avatars", name: "avatars", public: true, allowedMimeTypes: ["image/*"] },
  { bucketId: "documents", name: "documents", public: false, fileSizeLimit: 50_000_000 },
  { bucketId: "empty", name: "empty", public: false },
];

const policies: readonly AccessPolicyInputs[] = [
  {
    ...{ bucket: "documents", name: "own", roles: ["authenticated"], conditions: ["owner"] },
    verbs: ["list", "download", "upload", "overwrite", "remove"],
  },
  {
    ...{ bucket: "documents", name: "by id", roles: ["authenticated"], verbs: ["download"] },
    conditions: [{ sql: "owner = auth.uid() AND auth.role() = 'authenticated'" }],
  },
];

const ofTheService = [
  "CREATE TABLE storage.migrations (id int PRIMARY KEY, name varchar(100) UNIQUE NOT NULL, hash varchar(40) NOT NULL)",
  "ALTER TABLE storage.migrations ENABLE ROW LEVEL SECURITY",
  "INSERT INTO storage.migrations SELECT n, 'migration-' || n, md5(n::text) FROM generate_series(0, 63) n",
  "CREATE TYPE storage.buckettype AS ENUM ('STANDARD', 'ANALYTICS')",
  "ALTER TABLE storage.buckets ADD COLUMN type storage.buckettype NOT NULL DEFAULT 'STANDARD'",
  `CREATE FUNCTION storage.protect_delete() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' THEN
         RAISE EXCEPTION 'direct deletion is not allowed' USING ERRCODE = '42501';
       END IF;
       RETURN NULL;
     END $$`,
  `CREATE TRIGGER protect_objects_delete BEFORE DELETE ON storage.objects
     FOR EACH STATEMENT EXECUTE FUNCTION storage.protect_delete()`,
];
