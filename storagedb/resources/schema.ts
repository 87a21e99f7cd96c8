import { z } from "zod";
import type { Session } from "../database";
import { Refusal } from "../refusal";
import type { ResourceType } from "../resource";
import { actAs, administrator, identifier, identifiers, literal, oidOf, ownerOf, takeTurns } from "../sql-text";
import { unmanagedPolicies } from "./access-policy";
import { letServiceRoleThrough, serviceRolePolicies } from "./service-role-policy";
import { baseline, neededColumns, type OwnFunction, ownFunctions, sqlChecksum } from "./schema-sql";

const inputs = z.strictObject({
  owner: z.string().min(1),
  serviceRole: z.string().min(1),
  callers: z.array(z.string().min(1)),
  sqlChecksum: z.string().optional(),
});

/**
 * What the service needs in its database before its first start, and what is ours there for good: the tables, until
 * the service has taken them over, the functions of schema `auth` where nothing provides them, and
 * `get_storage_status()`. `owner` is the service's own role, `serviceRole` the
 * one as which it does its own work past every policy, `callers` are the roles that use the functions.
 */
export type SchemaInputs = z.infer<typeof inputs>;

export interface SchemaState extends SchemaInputs {
  /** Whose the tables are: ours until the service has run its migrations, then the service's. */
  readonly tables: "baseline" | "service" | "missing";
  /** Migrations that the service has recorded. */
  readonly serviceMigrations: number;
  /** By function: of ours and as we wrote it, of ours and changed, missing, or provided by somebody else. */
  readonly functions: Readonly<Record<string, "ours" | "changed" | "missing" | "given">>;
  /** By table: whether row-level security is on. Off, every policy is without effect. */
  readonly rowLevelSecurity: Readonly<Record<string, boolean>>;
  /** By table: whether the service's role may do everything also where it has not BYPASSRLS. */
  readonly serviceRolePolicies: Readonly<Record<string, boolean>>;
  /** Permissive policies on the two tables that were not made here. */
  readonly unmanagedPolicies: readonly string[];
}

const tables = ["buckets", "objects"] as const;
const ownMark = "alfred-storage: kept as the program says";

export const schema: ResourceType<SchemaInputs, SchemaState> = {
  name: "Schema",
  inputs,
  immutable: [],
  idOf: () => "storage",
  parseId(id) {
    if (id !== "storage") throw new Refusal(`"${id}" cannot be imported: the only schema of this kind is "storage"`);
    return {};
  },
  derive: () => ({ sqlChecksum }),

  async read(session, identity, known) {
    const { rows } = await session.query<{ owner: string }>(
      `SELECT pg_get_userbyid(nspowner) AS owner FROM pg_namespace WHERE nspname = 'storage'`,
    );
    const owner = rows[0]?.owner;
    if (owner === undefined) return undefined;
    const given = known ?? identity;
    const found = { owner, serviceRole: given.serviceRole ?? "service_role", callers: given.callers ?? [] };
    return { ...(await survey(session, found)), sqlChecksum: known?.sqlChecksum ?? sqlChecksum };
  },

  create: apply,
  update: apply,

  // The tables hold data and the functions may be in use: both outlive the program.
  delete: () => Promise.resolve(),

  drift: (state) => [
    ...(state.tables === "missing" ? ["tables"] : []),
    ...Object.entries(state.functions)
      .filter(([, kind]) => kind === "changed" || kind === "missing")
      .map(([name]) => `functions["${name}"]`),
    ...Object.entries(state.rowLevelSecurity)
      .filter(([, on]) => !on)
      .map(([table]) => `rowLevelSecurity.${table}`),
    ...Object.entries(state.serviceRolePolicies)
      .filter(([, there]) => !there)
      .map(([table]) => `serviceRolePolicies.${table}`),
  ],

  warnings: ({ unmanagedPolicies: policies }) =>
    policies.map(
      (policy) =>
        `a policy that this program does not look after adds to what is allowed, since policies are ORed together: ` +
        `${policy}. Write it into the stack file, or drop it.`,
    ),
};

async function apply(session: Session, wanted: SchemaInputs): Promise<SchemaState> {
  await takeTurns(session);
  const before = await survey(session, wanted);
  await refuseForeignTables(session, wanted.owner);
  if (before.tables === "missing" && before.serviceMigrations > 0) {
    throw new Refusal(
      `the storage service has recorded ${before.serviceMigrations} migrations, but its tables are not all there. Empty ` +
        `ones in their place would hide what was lost: restore schema storage from a backup. Nothing was changed.`,
    );
  }
  if (before.tables !== "service") await applyBaseline(session, wanted.owner);
  await requireColumns(session);
  for (const own of ownFunctions) {
    const kind = before.functions[own.name];
    if (kind === "missing" || kind === "changed") await putFunction(session, own, wanted);
  }
  await secureTables(session, wanted, await survey(session, wanted));
  return { ...(await survey(session, wanted)), sqlChecksum };
}

async function survey(session: Session, wanted: SchemaInputs): Promise<SchemaState> {
  const { rows } = await session.query<{ migrated: boolean; buckets: boolean | null; objects: boolean | null }>(
    `SELECT ${oidOf("'storage'", "'migrations'")} IS NOT NULL AS migrated,
            (SELECT relrowsecurity FROM pg_class WHERE oid = ${oidOf("'storage'", "'buckets'")}) AS buckets,
            (SELECT relrowsecurity FROM pg_class WHERE oid = ${oidOf("'storage'", "'objects'")}) AS objects`,
  );
  const { migrated = false, buckets = null, objects = null } = rows[0] ?? {};
  const complete = buckets !== null && objects !== null;
  const functions: Record<string, SchemaState["functions"][string]> = {};
  for (const own of ownFunctions) functions[own.name] = await kindOf(session, own);
  return {
    owner: wanted.owner,
    serviceRole: wanted.serviceRole,
    callers: wanted.callers,
    tables: !complete ? "missing" : migrated ? "service" : "baseline",
    serviceMigrations: migrated ? await countMigrations(session) : 0,
    functions,
    rowLevelSecurity: complete ? { buckets, objects } : {},
    serviceRolePolicies: complete ? await serviceRolePolicies(session, wanted.serviceRole) : {},
    unmanagedPolicies: await unmanagedPolicies(session),
  };
}

async function countMigrations(session: Session): Promise<number> {
  const owner = (await ownerOf(session, "storage", "migrations")) ?? "";
  let migrations = 0;
  await asRole(session, owner, `the table storage.migrations is owned by "${owner}"`, async () => {
    const { rows } = await session.query<{ migrations: number }>(
      `SELECT count(*)::int AS migrations FROM storage.migrations`,
    );
    migrations = rows[0]?.migrations ?? 0;
  });
  return migrations;
}

async function kindOf(session: Session, own: OwnFunction): Promise<SchemaState["functions"][string]> {
  const { rows } = await session.query<{ body: string; ours: boolean }>(
    `SELECT prosrc AS body, coalesce(obj_description(oid, 'pg_proc') = $2, false) AS ours
       FROM pg_proc WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND proname = $3 AND pronargs = 0`,
    [...own.name.split(".", 1), ownMark, own.name.split(".")[1]],
  );
  const [found] = rows;
  if (found === undefined) return "missing";
  if (!found.ours) return "given";
  return found.body === own.body ? "ours" : "changed";
}

/** Tables that somebody else owns are refused before anything is changed, with the owner's name and what to ask for. */
async function refuseForeignTables(session: Session, wantedOwner: string): Promise<void> {
  for (const table of tables) {
    const owner = await ownerOf(session, "storage", table);
    if (owner === undefined || owner === wantedOwner) continue;
    throw new Refusal(
      `the table storage.${table} is owned by "${owner}", and the storage service, which runs as "${wantedOwner}", ` +
        `must own it to migrate it. Nothing was changed.`,
      [`ALTER TABLE storage.${table} OWNER TO ${identifier(wantedOwner)}`],
    );
  }
}

async function applyBaseline(session: Session, owner: string): Promise<void> {
  await asRole(session, owner, `the storage schema is to be owned by "${owner}"`, async () => {
    // One statement at a time, since the embedded PostgreSQL takes no more at once in its extended protocol.
    for (const statement of baseline.split(/;\s*$/m).filter((text) => text.trim() !== ""))
      await session.query(statement);
  });
}

/** Turns row-level security on, and lets the service's own role through it, where a table lacks either. */
async function secureTables(session: Session, { owner, serviceRole }: SchemaInputs, found: SchemaState): Promise<void> {
  const open = tables.filter((table) => found.rowLevelSecurity[table] !== true);
  const closed = tables.filter((table) => found.serviceRolePolicies[table] !== true);
  if (open.length + closed.length === 0) return;
  await asRole(session, owner, `the tables of storage are owned by "${owner}"`, async () => {
    for (const table of open) await session.query(`ALTER TABLE storage.${table} ENABLE ROW LEVEL SECURITY`);
    for (const table of closed) await letServiceRoleThrough(session, table, serviceRole);
  });
}

async function asRole(session: Session, role: string, because: string, work: () => Promise<void>): Promise<void> {
  await actAs(session, role, because);
  await work();
  await session.query("RESET ROLE");
}

async function requireColumns(session: Session): Promise<void> {
  const { rows } = await session.query<{ table: string; column: string }>(
    `SELECT c.relname AS table, a.attname AS column FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'storage') AND a.attnum > 0 AND NOT a.attisdropped`,
  );
  const has = new Set(rows.map(({ table, column }) => `${table}.${column}`));
  const missing = Object.entries(neededColumns)
    .flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`))
    .filter((column) => !has.has(column));
  if (missing.length === 0) return;
  throw new Refusal(
    `the tables of schema storage lack ${missing.join(", ")}. They come from an older storage service: start the ` +
      `current one once, so that it migrates them, then run this again. Nothing was changed.`,
  );
}

async function putFunction(session: Session, own: OwnFunction, wanted: SchemaInputs): Promise<void> {
  const [schemaName = ""] = own.name.split(".");
  await requireCreate(session, schemaName, own, wanted);
  if (!own.runsAsOwner) return defineFunction(session, own, wanted.callers);
  const lent = await lendCreate(session, schemaName, wanted.owner);
  await asRole(session, wanted.owner, `${own.name}() runs as "${wanted.owner}"`, () =>
    defineFunction(session, own, wanted.callers),
  );
  if (lent) await session.query(`REVOKE CREATE ON SCHEMA ${identifier(schemaName)} FROM ${identifier(wanted.owner)}`);
}

async function defineFunction(session: Session, own: OwnFunction, callers: readonly string[]): Promise<void> {
  await session.query(own.definition.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"));
  await session.query(`COMMENT ON FUNCTION ${own.name}() IS ${literal(ownMark)}`);
  if (callers.length === 0) return;
  await session.query(`GRANT EXECUTE ON FUNCTION ${own.name}() TO ${identifiers(callers)}`);
}

/** Whoever makes a function must be allowed to create in its schema, but only at that moment. */
async function lendCreate(session: Session, schemaName: string, owner: string): Promise<boolean> {
  const { rows } = await session.query<{ may: boolean }>(`SELECT has_schema_privilege($1, $2, 'CREATE') AS may`, [
    owner,
    schemaName,
  ]);
  if (rows[0]?.may === true) return false;
  await session.query(`GRANT CREATE ON SCHEMA ${identifier(schemaName)} TO ${identifier(owner)}`);
  return true;
}

/** For a function that runs as its owner, the administrator must also be able to lend the right to create. */
async function requireCreate(
  session: Session,
  schemaName: string,
  own: OwnFunction,
  { owner }: SchemaInputs,
): Promise<void> {
  const { rows } = await session.query<{ may: boolean }>(
    `SELECT has_schema_privilege(nspname, 'CREATE')
            AND (NOT $2 OR has_schema_privilege(nspname, 'CREATE WITH GRANT OPTION')
                 OR has_schema_privilege($3, nspname, 'CREATE')) AS may
       FROM pg_namespace WHERE nspname = $1`,
    [schemaName, own.runsAsOwner, owner],
  );
  if (rows[0]?.may === true) return;
  const self = await administrator(session);
  const grant = `GRANT CREATE ON SCHEMA ${identifier(schemaName)} TO ${identifier(self.name)}`;
  throw new Refusal(
    rows.length === 0
      ? `the schema "${schemaName}", in which ${own.name}() belongs, does not exist`
      : `"${self.name}" may not create functions in schema "${schemaName}". Nothing was changed.`,
    rows.length === 0
      ? [`CREATE SCHEMA ${identifier(schemaName)}`]
      : [own.runsAsOwner ? `${grant} WITH GRANT OPTION` : grant],
  );
}
