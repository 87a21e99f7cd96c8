import { z } from "zod";
import type { Session } from "../../storagedb/database";
import { Refusal } from "../../storagedb/refusal";
import type { ResourceType } from "../../storagedb/resource";
import { actAs, identifier, takeTurns } from "../../storagedb/sql-text";
import { grantOption, inOrderOf, privilegePattern } from "./privileges";

const inputs = z.strictObject({
  database: z.string().min(1),
  role: z.string().min(1),
  schema: z.string().min(1).optional(),
  objectType: z.enum(["schema", "database"], { error: "is not one that this stand-in knows: schema, database" }),
  objects: z.array(z.string()).optional(),
  privileges: z.array(z.string().regex(privilegePattern)),
  withGrantOption: z.boolean().optional(),
});
type GrantInputs = z.infer<typeof inputs>;

/** `postgresql.Grant` on a schema or a database: of the role's own privileges there, exactly these. */
export const grant: ResourceType<GrantInputs> = {
  name: "Grant",
  inputs,
  immutable: ["database", "role", "schema", "objectType"],
  idOf: ({ role, database, schema, objectType }) =>
    [role, database, ...(schema === undefined ? [] : [schema]), objectType].join("_"),
  parseId: (id) => {
    throw new Refusal(`"${id}": grants cannot be imported`);
  },

  async read(session, identity, known) {
    const wanted = known ?? (identity as GrantInputs);
    const found = await look(session, wanted);
    if (found === undefined || found.privileges.length === 0) return undefined;
    return { ...wanted, privileges: inOrderOf(wanted.privileges, found.privileges) };
  },

  create: apply,
  update: apply,

  async delete(session, state) {
    if ((await look(session, state)) !== undefined) await apply(session, { ...state, privileges: [] });
  },
};

async function apply(session: Session, wanted: GrantInputs): Promise<GrantInputs> {
  await takeTurns(session);
  const found = await look(session, wanted);
  const [kind, name] = target(wanted);
  if (found === undefined) throw new Refusal(`there is no ${kind} "${name}"`);
  await actAs(session, found.owner, `the ${kind} "${name}" is owned by "${found.owner}"`);
  const on = `${kind.toUpperCase()} ${identifier(name)}`;
  const role = identifier(wanted.role);
  await session.query(`REVOKE ALL PRIVILEGES ON ${on} FROM ${role}`);
  if (wanted.privileges.length > 0) {
    await session.query(`GRANT ${wanted.privileges.join(", ")} ON ${on} TO ${role}${grantOption(wanted)}`);
  }
  return wanted;
}

function target({ objectType, schema, database }: GrantInputs): ["schema" | "database", string] {
  if (objectType === "database") return ["database", database];
  if (schema === undefined) throw new Refusal(`a grant with objectType "schema" needs the name of the schema`);
  return ["schema", schema];
}

async function look(
  session: Session,
  wanted: GrantInputs,
): Promise<{ owner: string; privileges: string[] } | undefined> {
  const [kind, name] = target(wanted);
  const [catalog, prefix] = kind === "schema" ? ["pg_namespace", "nsp"] : ["pg_database", "dat"];
  const owner = kind === "schema" ? "nspowner" : "datdba";
  const { rows } = await session.query<{ owner: string; privileges: string[] }>(
    `SELECT pg_get_userbyid(${owner})::text AS owner,
            ARRAY(SELECT a.privilege_type FROM aclexplode(${prefix}acl) a JOIN pg_roles r ON r.oid = a.grantee
                   WHERE r.rolname = $2) AS privileges
       FROM ${catalog} WHERE ${prefix}name = $1`,
    [name, wanted.role],
  );
  return rows[0];
}
