import { type Verb, verbs } from "../../storagedb/access/vocabulary";
import type { Session } from "../../storagedb/database";
import type { Caller, Case, StoredObject } from "./cells";
import type { Rights, Way } from "./oracle";

/**
 * Tries one bucket with the storage service's own statements (its source, `src/storage/database/knex.ts`): a caller's
 * role and claims are set for the transaction, and what the request does is set in `storage.operation`. Everything is
 * rolled back, so no data is touched. The session must be one that row-level security does not limit.
 */
export async function measure(
  session: Session,
  bucket: string,
  cases: readonly Case[],
  way: Way,
): Promise<{ readonly case: Case; readonly verb: Verb; readonly allowed: boolean }[]> {
  await session.query("SAVEPOINT matrix");
  await session.query(`SELECT set_config('role', 'none', true)`);
  for (const { stored } of cases) await insertStored(session, bucket, stored);
  const results: { case: Case; verb: Verb; allowed: boolean }[] = [];
  for (const caller of new Set(cases.map((one) => one.caller))) {
    const own = cases.filter((one) => one.caller === caller);
    for (const verb of verbs) {
      await session.query("SAVEPOINT request");
      await become(session, caller, way === "service" ? operations[verb] : "");
      const allowed = await attempts[verb](session, bucket, own);
      results.push(...own.map((one, index) => ({ case: one, verb, allowed: allowed[index] ?? false })));
      await session.query("ROLLBACK TO SAVEPOINT request");
    }
  }
  await session.query("ROLLBACK TO SAVEPOINT matrix");
  return results;
}

/** Facts about callers' roles that no policy decides; a role that is missing has none. */
export async function rightsOf(session: Session, role: string): Promise<Rights | undefined> {
  const { rows } = await session.query<Rights>(
    `SELECT ARRAY(SELECT p.rolname::text FROM pg_roles p WHERE pg_has_role(r.oid, p.oid, 'USAGE') ORDER BY 1) AS roles,
            r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, c.relowner, 'USAGE') AS unlimited,
            ARRAY(SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p
                   WHERE has_schema_privilege(r.oid, c.relnamespace, 'USAGE') AND has_table_privilege(r.oid, c.oid, p))
              AS privileges
       FROM pg_roles r, pg_class c WHERE r.rolname = $1 AND c.oid = to_regclass('storage.objects')`,
    [role],
  );
  return rows[0];
}

/** What the service says it is doing. */
const operations: Readonly<Record<Verb, string>> = {
  list: "storage.object.list",
  download: "storage.object.get_authenticated",
  upload: "storage.object.upload",
  overwrite: "storage.object.upload",
  remove: "storage.object.delete",
};

export async function become(session: Session, { role, sub }: Caller, operation: string): Promise<void> {
  const claims = JSON.stringify({ role, ...(sub === undefined ? {} : { sub }) });
  await session.query(
    `SELECT set_config('role', $1, true), set_config('request.jwt.claim.role', $1, true),
            set_config('request.jwt.claim.sub', $2, true), set_config('request.jwt.claims', $3, true),
            set_config('request.method', '', true), set_config('request.path', '', true),
            set_config('storage.operation', $4, true), set_config('storage.allow_delete_query', 'true', true)`,
    [role, sub ?? "", claims, operation],
  );
}

type Attempt = (session: Session, bucket: string, cases: readonly Case[]) => Promise<boolean[]>;

const attempts: Readonly<Record<Verb, Attempt>> = {
  async list(session, bucket, cases) {
    const seen = await tried(session, `SELECT name FROM storage.objects WHERE bucket_id = $1`, [bucket]);
    return cases.map(({ stored }) => seen.includes(stored.name));
  },
  async download(session, bucket, cases) {
    const sql = `SELECT id, name FROM storage.objects WHERE name = $1 AND bucket_id = $2 LIMIT 1`;
    return oneByOne(cases, async ({ stored }) => (await tried(session, sql, [stored.name, bucket])).length === 1);
  },
  async upload(session, bucket, cases) {
    return oneByOne(cases, async ({ uploaded }) => wrote(session, `${insert} RETURNING *`, valuesOf(bucket, uploaded)));
  },
  async overwrite(session, bucket, cases) {
    const sql =
      `${insert} ON CONFLICT (name, bucket_id) DO UPDATE SET owner = excluded.owner, owner_id = excluded.owner_id, ` +
      `metadata = excluded.metadata, user_metadata = excluded.user_metadata, version = excluded.version RETURNING *`;
    return oneByOne(cases, async ({ overwritten }) => wrote(session, sql, valuesOf(bucket, overwritten)));
  },
  async remove(session, bucket, cases) {
    const sql = `DELETE FROM storage.objects WHERE name = $1 AND bucket_id = $2 RETURNING *`;
    return oneByOne(cases, async ({ stored }) => wrote(session, sql, [stored.name, bucket]));
  },
};

async function oneByOne(cases: readonly Case[], attempt: (one: Case) => Promise<boolean>): Promise<boolean[]> {
  const results: boolean[] = [];
  for (const one of cases) results.push(await attempt(one));
  return results;
}

const insert =
  `INSERT INTO storage.objects (bucket_id, name, owner_id, owner, metadata, user_metadata, version) ` +
  `VALUES ($1, $2, $3, $4, $5::text::jsonb, $6::text::jsonb, '1')`;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function valuesOf(bucket: string, { name, ownerId, metadata, userMetadata }: StoredObject): unknown[] {
  const owner = ownerId !== null && uuid.test(ownerId) ? ownerId : null;
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return [bucket, name, ownerId, owner, json(metadata), json(userMetadata)];
}

async function insertStored(session: Session, bucket: string, object: StoredObject): Promise<void> {
  await session.query(insert, valuesOf(bucket, object));
}

async function wrote(session: Session, sql: string, values: unknown[]): Promise<boolean> {
  await session.query("SAVEPOINT attempt");
  const names = await tried(session, sql, values);
  await session.query("ROLLBACK TO SAVEPOINT attempt");
  return names.length === 1;
}

/** The names of the rows that a statement gives. A refusal gives none; any other error is none of access. */
async function tried(session: Session, sql: string, values: unknown[]): Promise<string[]> {
  try {
    return (await session.query<{ name: string }>(sql, values)).rows.map(({ name }) => name);
  } catch (error) {
    if ((error as { code?: unknown }).code === "42501") return [];
    throw error;
  }
}
