import { z } from "zod";
import { Refusal } from "../../storagedb/refusal";
import type { ResourceType } from "../../storagedb/resource";
import { identifier } from "../../storagedb/sql-text";
import type { Session } from "../../storagedb/database";

const inputs = z.strictObject({
  name: z.string().min(1).max(63),
  database: z.string().optional(),
  owner: z.string().min(1).optional(),
  ifNotExists: z.boolean().optional(),
  dropCascade: z.boolean().optional(),
});
type SchemaInputs = z.infer<typeof inputs>;

/** `postgresql.Schema`: made if it is missing, else only its owner is set. Without `ifNotExists`, it must be missing. */
export const schema: ResourceType<SchemaInputs> = {
  name: "Schema",
  inputs,
  immutable: ["database"],
  idOf: ({ name, database }) => (database === undefined ? name : `${database}.${name}`),
  parseId: (id) => ({ name: id.split(".").pop() ?? id }),

  async read(session, { name = "" }, known) {
    const owner = await ownerOf(session, name);
    if (owner === undefined) return undefined;
    if (known === undefined) return { name, owner };
    const { owner: wantedOwner, ...rest } = known;
    return wantedOwner === undefined ? rest : { ...rest, owner };
  },

  async create(session, wanted) {
    const owner = await ownerOf(session, wanted.name);
    if (owner !== undefined && wanted.ifNotExists === false)
      throw new Refusal(`schema "${wanted.name}" exists already`);
    if (owner === undefined) {
      const authorization = wanted.owner === undefined ? "" : ` AUTHORIZATION ${identifier(wanted.owner)}`;
      await session.query(`CREATE SCHEMA ${identifier(wanted.name)}${authorization}`);
    } else {
      await setOwner(session, wanted, owner);
    }
    return wanted;
  },

  async update(session, wanted, old) {
    if (wanted.name !== old.name) {
      await session.query(`ALTER SCHEMA ${identifier(old.name)} RENAME TO ${identifier(wanted.name)}`);
    }
    const owner = await ownerOf(session, wanted.name);
    if (owner === undefined) throw new Refusal(`schema "${wanted.name}" is gone`);
    await setOwner(session, wanted, owner);
    return wanted;
  },

  async delete(session, { name, dropCascade }) {
    await session.query(`DROP SCHEMA IF EXISTS ${identifier(name)} ${dropCascade === true ? "CASCADE" : "RESTRICT"}`);
  },
};

async function ownerOf(session: Session, name: string): Promise<string | undefined> {
  const { rows } = await session.query<{ owner: string }>(
    `SELECT pg_get_userbyid(nspowner)::text AS owner FROM pg_namespace WHERE nspname = $1`,
    [name],
  );
  return rows[0]?.owner;
}

async function setOwner(session: Session, wanted: SchemaInputs, owner: string): Promise<void> {
  if (wanted.owner === undefined || wanted.owner === owner) return;
  await session.query(`ALTER SCHEMA ${identifier(wanted.name)} OWNER TO ${identifier(wanted.owner)}`);
}
