import { z } from "zod";
import { expressionProblem } from "../access/expression";
import { type Command, type PolicyStatement, policyName, statementsOf } from "../access/statements";
import { verbs } from "../access/vocabulary";
import type { Session } from "../database";
import { Refusal } from "../refusal";
import { canonical, type ResourceType } from "../resource";
import { actAsOwner, actAsOwnerIfThere, identifier, identifiers, literal, oidOf, takeTurns } from "../sql-text";

const field = z.strictObject({ field: z.string().min(1), equals: z.string() });

const inputs = z.strictObject({
  bucket: z.string().min(1),
  name: z.string().min(1),
  roles: z.array(z.string().min(1)).min(1),
  verbs: z.array(z.enum(verbs)).min(1),
  conditions: z.array(
    z.union([
      z.enum(["owner", "userFolder", "public"]),
      z.strictObject({ folder: z.string().min(1) }),
      z.strictObject({ metadata: field }),
      z.strictObject({ userMetadata: field }),
      z.strictObject({ sql: z.string().min(1) }),
    ]),
  ),
});

/** Who may do what with which objects of one bucket; see `access/vocabulary.ts` for the words. */
export type AccessPolicyInputs = z.infer<typeof inputs>;

export interface AccessPolicyState extends AccessPolicyInputs {
  /** The policies as PostgreSQL wrote them down when they were applied. */
  readonly applied: readonly PolicyStatement[];
  /** The policies as they were found last. Where they differ from `applied`, somebody changed them in the database. */
  readonly policies: readonly PolicyStatement[];
}

export const accessPolicy: ResourceType<AccessPolicyInputs, AccessPolicyState> = {
  name: "AccessPolicy",
  inputs,
  immutable: ["bucket", "name"],
  idOf: ({ bucket, name }) => `${bucket}/${name}`,
  parseId(id) {
    const slash = id.indexOf("/");
    if (slash < 1 || slash === id.length - 1) throw new Refusal(`"${id}" is not of the form bucket/policy`);
    return { bucket: id.slice(0, slash), name: id.slice(slash + 1) };
  },

  async check({ conditions }) {
    for (const condition of conditions) {
      if (typeof condition !== "object" || !("sql" in condition)) continue;
      const problem = await expressionProblem(condition.sql);
      if (problem !== undefined) return { conditions: `the SQL condition ${literal(condition.sql)} ${problem}` };
    }
    return {};
  },

  async read(session, identity, known) {
    const policies = await find(session, identity);
    if (policies.length === 0) return undefined;
    if (known === undefined) return imported(identity, policies);
    const applied = known.applied ?? [];
    const unchanged = canonical(policies) === canonical(applied) || (await spelledAnew(session, known, policies));
    if (known.applied === undefined) return { ...known, applied: unchanged ? policies : [], policies };
    return { ...known, applied, policies: unchanged ? applied : policies };
  },

  create: apply,
  update: apply,

  async delete(session, state) {
    await takeTurns(session);
    if (!(await actAsOwnerIfThere(session, "storage", "objects"))) return;
    for (const { name } of await find(session, state)) await drop(session, name);
  },

  drift({ applied, policies }) {
    const found = new Map(policies.map((policy) => [policy.name, canonical(policy)]));
    const wanted = new Map(applied.map((policy) => [policy.name, canonical(policy)]));
    return [...new Set([...wanted.keys(), ...found.keys()])]
      .filter((name) => wanted.get(name) !== found.get(name))
      .map((name) => `policies["${name}"]`);
  },
};

const objectsTable = oidOf("'storage'", "'objects'");

/** Removes every policy of a bucket that this provider made. */
export async function dropManagedPolicies(session: Session, bucket: string): Promise<void> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT polname::text AS name FROM pg_policy
      WHERE polrelid = ${objectsTable}
        AND starts_with(obj_description(oid, 'pg_policy'), $1)`,
    [mark(bucket, "")],
  );
  for (const { name } of rows) await drop(session, name);
}

/** The comment by which a policy is known as ours, whatever its shortened name looks like. */
const mark = (bucket: string, name: string): string => `alfred-storage: ${bucket}/${name}`;

/** Policies on the tables of storage that nobody here looks after. They widen access: policies are ORed together. */
export async function unmanagedPolicies(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ policy: string }>(
    `SELECT format('%s on storage.%s for %s to %s', quote_ident(p.polname), c.relname, ${commandName("p.polcmd")},
                   ${roleNames("p.polroles")}) AS policy
       FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
      WHERE c.oid IN (${objectsTable}, ${oidOf("'storage'", "'buckets'")}) AND p.polpermissive
        AND NOT coalesce(starts_with(obj_description(p.oid, 'pg_policy'), 'alfred-storage: '), false)
      ORDER BY 1`,
  );
  return rows.map(({ policy }) => policy);
}

const commandName = (column: string): string =>
  `CASE ${column} WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END`;

const roleNames = (column: string): string =>
  `(SELECT string_agg(CASE oid WHEN 0 THEN 'public' ELSE pg_get_userbyid(oid)::text END, ', ') FROM unnest(${column}) AS oid)`;

interface Row {
  readonly name: string;
  readonly command: Command | "ALL";
  readonly permissive: boolean;
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

const selectPolicies = `
  SELECT polname::text AS name, ${commandName("polcmd")} AS command, polpermissive AS permissive,
         ARRAY(SELECT CASE oid WHEN 0 THEN 'public' ELSE pg_get_userbyid(oid)::text END FROM unnest(polroles) AS oid)
           AS roles,
         pg_get_expr(polqual, polrelid) AS using, pg_get_expr(polwithcheck, polrelid) AS check
    FROM pg_policy`;

/** An access's policies: those that bear our mark, and those that somebody made under a name of ours. */
async function find(
  session: Session,
  { bucket = "", name = "" }: Partial<AccessPolicyInputs>,
): Promise<PolicyStatement[]> {
  const { rows } = await session.query<Row>(
    `${selectPolicies}
      WHERE polrelid = ${objectsTable}
        AND oid IN (SELECT objoid FROM pg_description WHERE classoid = 'pg_policy'::regclass AND description = $1
                    UNION ALL SELECT oid FROM pg_policy WHERE polrelid = ${objectsTable} AND polname = ANY ($2))
      ORDER BY polname`,
    [mark(bucket, name), namesOf(bucket, name)],
  );
  return rows.map(asStatement);
}

function namesOf(bucket: string, name: string): string[] {
  return (["SELECT", "INSERT", "UPDATE", "DELETE"] as const).map((command) => policyName(bucket, name, command));
}

function asStatement({ name, command, permissive, roles, using, check }: Row): PolicyStatement {
  return {
    name,
    // A restrictive policy in our policy's place is a change that no command of ours has.
    command: (permissive ? command : `RESTRICTIVE ${command}`) as Command,
    roles: [...roles].sort(),
    ...(using === null ? {} : { using }),
    ...(check === null ? {} : { check }),
  };
}

async function apply(session: Session, wanted: AccessPolicyInputs): Promise<AccessPolicyState> {
  await takeTurns(session);
  await actAsOwner(session, "storage", "objects");
  const found = await find(session, wanted);
  for (const { name } of found) await drop(session, name);
  for (const statement of await statementsOf(wanted)) {
    await session.query(createSql(statement, "storage.objects"));
    await session.query(
      `COMMENT ON POLICY ${identifier(statement.name)} ON storage.objects IS ${literal(mark(wanted.bucket, wanted.name))}`,
    );
  }
  const applied = await find(session, wanted);
  return { ...wanted, applied, policies: applied };
}

function createSql({ name, command, roles, using, check }: PolicyStatement, table: string): string {
  const parts = [
    `CREATE POLICY ${identifier(name)} ON ${table} FOR ${command} TO ${identifiers(roles)}`,
    using === undefined ? "" : `USING (${using})`,
    check === undefined ? "" : `WITH CHECK (${check})`,
  ];
  return parts.join(" ");
}

async function drop(session: Session, name: string): Promise<void> {
  await session.query(`DROP POLICY ${identifier(name)} ON storage.objects`);
}

/**
 * PostgreSQL keeps a policy as a parsed tree and writes it out in its own way, which differs between versions. So after
 * an upgrade of the server the same policy may read differently. What decides is how this server writes the policies
 * that we would make, tried on an empty temporary copy of the table that nobody else sees and that is dropped again.
 */
async function spelledAnew(
  session: Session,
  known: AccessPolicyInputs,
  policies: readonly PolicyStatement[],
): Promise<boolean> {
  await session.query("SAVEPOINT spelling");
  try {
    await actAsOwner(session, "storage", "objects");
    await session.query("CREATE TEMPORARY TABLE objects (LIKE storage.objects)");
    for (const statement of await statementsOf(known)) await session.query(createSql(statement, "pg_temp.objects"));
    const { rows } = await session.query<Row>(
      `${selectPolicies} WHERE polrelid = 'pg_temp.objects'::regclass ORDER BY polname`,
    );
    return canonical(rows.map(asStatement)) === canonical(policies);
  } catch (error) {
    // Who may not make a temporary table is left with the spelling that was remembered.
    if ((error as { code?: unknown }).code === "42501") return false;
    throw error;
  } finally {
    await session.query("ROLLBACK TO SAVEPOINT spelling");
  }
}

/** A policy made elsewhere has no words of ours: it comes in as the SQL that it is. */
function imported(
  { bucket = "", name = "" }: Partial<AccessPolicyInputs>,
  policies: PolicyStatement[],
): AccessPolicyState {
  const has = (command: Command) => policies.some((policy) => policy.command === command);
  return {
    bucket,
    name,
    roles: [...new Set(policies.flatMap((policy) => policy.roles))],
    verbs: verbs.filter((verb) => has(commandOf[verb])),
    conditions: [...new Set(policies.flatMap(({ using, check }) => using ?? check ?? []))].map((sql) => ({ sql })),
    applied: policies,
    policies,
  };
}

const commandOf = {
  list: "SELECT",
  download: "SELECT",
  upload: "INSERT",
  overwrite: "UPDATE",
  remove: "DELETE",
} as const;
