import { z } from "zod";
import type { Session } from "../../storagedb/database";
import { Refusal } from "../../storagedb/refusal";
import type { ResourceType } from "../../storagedb/resource";
import { actAs, identifier, takeTurns } from "../../storagedb/sql-text";
import { grantOption, inOrderOf, privilegePattern } from "./privileges";

/** The kinds of objects with their letter in `pg_default_acl`. */
const letters = { table: "r", sequence: "S", function: "f", type: "T", schema: "n" } as const;

const inputs = z.strictObject({
  role: z.string().min(1),
  database: z.string().min(1),
  schema: z.string().min(1).optional(),
  owner: z.string().min(1),
  objectType: z.enum(["table", "sequence", "function", "type", "schema"]),
  privileges: z.array(z.string().regex(privilegePattern)),
  withGrantOption: z.boolean().optional(),
});
type DefaultPrivilegesInputs = z.infer<typeof inputs>;

/** `postgresql.DefaultPrivileges`: what a role may do with objects that the owner is yet to make. */
export const defaultPrivileges: ResourceType<DefaultPrivilegesInputs> = {
  name: "DefaultPrivileges",
  inputs,
  immutable: ["role", "database", "schema", "owner", "objectType"],
  idOf: ({ role, database, schema, owner, objectType }) =>
    [role, database, schema ?? "noschema", owner, objectType].join("_"),
  parseId: (id) => {
    throw new Refusal(`"${id}": default privileges cannot be imported`);
  },

  async read(session, identity, known) {
    const wanted = known ?? (identity as DefaultPrivilegesInputs);
    const found = await look(session, wanted);
    return found.length === 0 ? undefined : { ...wanted, privileges: inOrderOf(wanted.privileges, found) };
  },

  create: apply,
  update: apply,

  async delete(session, state) {
    await apply(session, { ...state, privileges: [] });
  },
};

async function apply(session: Session, wanted: DefaultPrivilegesInputs): Promise<DefaultPrivilegesInputs> {
  await takeTurns(session);
  await actAs(
    session,
    wanted.owner,
    `default privileges are set as the role that makes the objects, "${wanted.owner}"`,
  );
  const inSchema = wanted.schema === undefined ? "" : ` IN SCHEMA ${identifier(wanted.schema)}`;
  const alter = `ALTER DEFAULT PRIVILEGES FOR ROLE ${identifier(wanted.owner)}${inSchema}`;
  const objects = `${wanted.objectType.toUpperCase()}S`;
  const role = identifier(wanted.role);
  await session.query(`${alter} REVOKE ALL ON ${objects} FROM ${role}`);
  if (wanted.privileges.length > 0) {
    await session.query(
      `${alter} GRANT ${wanted.privileges.join(", ")} ON ${objects} TO ${role}${grantOption(wanted)}`,
    );
  }
  return wanted;
}

async function look(session: Session, wanted: DefaultPrivilegesInputs): Promise<string[]> {
  const { rows } = await session.query<{ privilege: string }>(
    `SELECT DISTINCT a.privilege_type AS privilege
       FROM pg_default_acl d
      CROSS JOIN aclexplode(d.defaclacl) a
      WHERE d.defaclrole = (SELECT oid FROM pg_roles WHERE rolname = $1)
        AND d.defaclnamespace = coalesce((SELECT oid FROM pg_namespace WHERE nspname = $2), 0)
        AND d.defaclobjtype = $3::text::"char"
        AND a.grantee = (SELECT oid FROM pg_roles WHERE rolname = $4)`,
    [wanted.owner, wanted.schema ?? "", letters[wanted.objectType], wanted.role],
  );
  return rows.map(({ privilege }) => privilege);
}
