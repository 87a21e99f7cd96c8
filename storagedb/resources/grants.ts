import { z } from "zod";
import type { Session } from "../database";
import { Refusal } from "../refusal";
import type { ResourceType } from "../resource";
import { actAsOwner, identifier, literal, ownerOf, takeTurns } from "../sql-text";

/**
 * The privileges that row-level security then limits. The others (TRUNCATE, REFERENCES, TRIGGER) are left alone: the
 * service's own migrations grant them, so looking after them would mean a dispute with the service at each start.
 */
export const tablePrivileges = ["SELECT", "INSERT", "UPDATE", "DELETE"] as const;

type Privilege = (typeof tablePrivileges)[number];

const inputs = z.strictObject({
  schema: z.string().min(1),
  table: z.string().min(1),
  roles: z.record(z.string(), z.array(z.enum(tablePrivileges))),
});

/** Who may do what on one table: by role, of SELECT, INSERT, UPDATE and DELETE exactly these. */
export type GrantsInputs = z.infer<typeof inputs>;

export const grants: ResourceType<GrantsInputs> = {
  name: "Grants",
  inputs,
  immutable: ["schema", "table"],
  idOf: ({ schema, table }) => `${schema}.${table}`,
  parseId(id) {
    const [schema, table, ...rest] = id.split(".");
    if (!schema || !table || rest.length > 0) throw new Refusal(`"${id}" is not of the form schema.table`);
    return { schema, table };
  },

  async read(session, { schema = "", table = "" }, known) {
    if ((await ownerOf(session, schema, table)) === undefined) return undefined;
    const found = await privileges(session, schema, table);
    const names = known ? Object.keys(known.roles) : Object.keys(found);
    return { schema, table, roles: Object.fromEntries(names.map((name) => [name, found[name] ?? []])) };
  },

  create: (session, wanted) => apply(session, wanted, []),
  update: (session, wanted, old) => apply(session, wanted, Object.keys(old.roles)),

  async delete(session, state) {
    if ((await ownerOf(session, state.schema, state.table)) === undefined) return;
    await apply(session, { ...state, roles: {} }, Object.keys(state.roles));
  },
};

async function apply(session: Session, wanted: GrantsInputs, formerRoles: readonly string[]): Promise<GrantsInputs> {
  await takeTurns(session);
  await actAsOwner(session, wanted.schema, wanted.table);
  const found = await privileges(session, wanted.schema, wanted.table);
  const table = `${identifier(wanted.schema)}.${identifier(wanted.table)}`;
  const former = Object.fromEntries(formerRoles.map((name): [string, Privilege[]] => [name, []]));
  for (const [name, target] of Object.entries({ ...former, ...wanted.roles })) {
    const has = found[name] ?? [];
    const missing = target.filter((privilege) => !has.includes(privilege));
    const extra = has.filter((privilege) => !target.includes(privilege));
    if (missing.length > 0) await session.query(`GRANT ${missing.join(", ")} ON ${table} TO ${identifier(name)}`);
    if (extra.length > 0) await session.query(`REVOKE ${extra.join(", ")} ON ${table} FROM ${identifier(name)}`);
  }
  return wanted;
}

/** What each role was granted on the table itself: not through a membership, and not as its owner. */
async function privileges(session: Session, schema: string, table: string): Promise<GrantsInputs["roles"]> {
  const { rows } = await session.query<{ name: string; found: GrantsInputs["roles"][string] }>(
    `SELECT r.rolname::text AS name,
            array_agg(DISTINCT a.privilege_type ORDER BY a.privilege_type)::text[] AS found
       FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN aclexplode(c.relacl) a
       JOIN pg_roles r ON r.oid = a.grantee
      WHERE n.nspname = $1 AND c.relname = $2 AND a.privilege_type IN (${tablePrivileges.map(literal).join(", ")})
      GROUP BY 1 ORDER BY 1`,
    [schema, table],
  );
  return Object.fromEntries(
    rows.map(({ name, found }) => [name, tablePrivileges.filter((privilege) => found.includes(privilege))]),
  );
}
