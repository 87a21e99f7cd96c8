import { z } from "zod";
import type { Session } from "../database";
import { Refusal } from "../refusal";
import type { ResourceType } from "../resource";
import { type Administrator, administrator, identifier, literal, mayActAs, takeTurns } from "../sql-text";
import { isVerifierOf, scramVerifier } from "./scram";

const inputs = z.strictObject({
  name: z.string().min(1).max(63),
  login: z.boolean().optional(),
  inherit: z.boolean().optional(),
  superuser: z.boolean().optional(),
  createRole: z.boolean().optional(),
  createDatabase: z.boolean().optional(),
  replication: z.boolean().optional(),
  bypassRowLevelSecurity: z.union([z.boolean(), z.literal("ifAllowed")]).optional(),
  memberOf: z.array(z.string().min(1)).optional(),
  password: z.string().min(1).optional(),
});

/**
 * A role of the server. What is left out is not looked after: PostgreSQL's default where the role is created, and left
 * as it is where the role exists already.
 */
export type RoleInputs = z.infer<typeof inputs>;

export interface RoleState extends RoleInputs {
  /** Whether row-level security really does not hold for this role. */
  readonly bypassesRowLevelSecurity: boolean;
  /** Memberships that the role had before it was adopted: kept, and not taken for a change. */
  readonly keptMemberships: readonly string[];
}

const attributes = {
  login: "LOGIN",
  inherit: "INHERIT",
  superuser: "SUPERUSER",
  createRole: "CREATEROLE",
  createDatabase: "CREATEDB",
  replication: "REPLICATION",
  bypassRowLevelSecurity: "BYPASSRLS",
} as const;
type Attribute = keyof typeof attributes;
const attributeNames = Object.keys(attributes) as Attribute[];

type Found = Record<Attribute, boolean> & {
  readonly memberOf: readonly string[];
  readonly verifier: string | null | undefined;
};

export const role: ResourceType<RoleInputs, RoleState> = {
  name: "Role",
  inputs,
  immutable: ["name"],
  idOf: ({ name }) => name,
  parseId: (id) => ({ name: id }),

  async read(session, identity, known) {
    const name = identity.name ?? "";
    const found = await find(session, name);
    return found && asState(name, found, known);
  },

  async create(session, wanted, tell) {
    await takeTurns(session);
    const self = await administrator(session);
    const found = await find(session, wanted.name);
    if (found === undefined) {
      requireCreateRole(self, wanted);
      requireBypass(self, wanted, undefined);
      const options = [...wantedOptions(wanted, self, undefined), ...passwordOption(wanted)];
      await session.query(`CREATE ROLE ${identifier(wanted.name)} ${options.join(" ")}`);
      await grantMemberships(session, self, wanted, wanted.memberOf ?? []);
    } else {
      const kept = found.memberOf.filter((parent) => !wanted.memberOf?.includes(parent));
      if (kept.length > 0) tell("info", `role "${wanted.name}" stays a member of ${kept.join(", ")} as well`);
      await apply(session, self, wanted, found, kept);
    }
    await letAdministratorActAs(session, self, wanted.name);
    return settled(session, wanted, found?.memberOf.filter((parent) => !wanted.memberOf?.includes(parent)) ?? []);
  },

  async update(session, wanted, old) {
    await takeTurns(session);
    const self = await administrator(session);
    const found = await find(session, wanted.name);
    if (found === undefined)
      throw new Refusal(`role "${wanted.name}" is gone; run "pulumi up --refresh" to make it again`);
    await apply(session, self, wanted, found, old.keptMemberships);
    return settled(session, wanted, old.keptMemberships);
  },

  async delete(session, state) {
    await takeTurns(session);
    if ((await find(session, state.name)) !== undefined) await session.query(`DROP ROLE ${identifier(state.name)}`);
  },
};

async function find(session: Session, name: string): Promise<Found | undefined> {
  const { rows } = await session.query<Omit<Found, "verifier">>(
    `SELECT rolcanlogin AS login, rolinherit AS inherit, rolsuper AS superuser, rolcreaterole AS "createRole",
            rolcreatedb AS "createDatabase", rolreplication AS replication, rolbypassrls AS "bypassRowLevelSecurity",
            ARRAY(SELECT DISTINCT p.rolname::text FROM pg_auth_members m JOIN pg_roles p ON p.oid = m.roleid
                   WHERE m.member = r.oid ORDER BY 1) AS "memberOf"
       FROM pg_roles r WHERE rolname = $1`,
    [name],
  );
  const [found] = rows;
  return found && { ...found, verifier: await readableVerifier(session, name) };
}

/** What PostgreSQL stores for the password; null where there is none, undefined where only a superuser may look. */
async function readableVerifier(session: Session, name: string): Promise<string | null | undefined> {
  const { rows: rights } = await session.query<{ readable: boolean }>(
    `SELECT has_table_privilege('pg_catalog.pg_authid', 'SELECT') AS readable`,
  );
  if (rights[0]?.readable !== true) return undefined;
  const { rows } = await session.query<{ verifier: string | null }>(
    `SELECT rolpassword AS verifier FROM pg_authid WHERE rolname = $1`,
    [name],
  );
  return rows[0]?.verifier;
}

/** What was found, but for what the program does not look after: that must not show as a change. */
function asState(name: string, found: Found, known: (RoleInputs & Partial<RoleState>) | undefined): RoleState {
  const lookedAfter = attributeNames.filter((attribute) => known === undefined || known[attribute] !== undefined);
  // What a role was a member of before it was adopted stays.
  const keptIfAdopted = found.memberOf.filter((parent) => known !== undefined && !known.memberOf?.includes(parent));
  const kept = (known?.keptMemberships ?? keptIfAdopted).filter((parent) => found.memberOf.includes(parent));
  const own = found.memberOf.filter((parent) => !kept.includes(parent));
  return {
    name,
    ...Object.fromEntries(lookedAfter.map((attribute) => [attribute, found[attribute]])),
    ...(known?.bypassRowLevelSecurity === "ifAllowed" ? { bypassRowLevelSecurity: "ifAllowed" } : {}),
    ...(known === undefined || known.memberOf ? { memberOf: inOrderOf(known?.memberOf ?? [], own) } : {}),
    ...(known?.password !== undefined && passwordHolds(found, known.password) ? { password: known.password } : {}),
    bypassesRowLevelSecurity: found.bypassRowLevelSecurity || found.superuser,
    keptMemberships: kept,
  };
}

/** A password that cannot be looked at is taken to hold, and so is one stored in a form that cannot be compared. */
function passwordHolds({ verifier }: Found, password: string): boolean {
  if (verifier === undefined) return true;
  return verifier !== null && isVerifierOf(verifier, password) !== false;
}

async function settled(session: Session, wanted: RoleInputs, keptMemberships: readonly string[]): Promise<RoleState> {
  const found = await find(session, wanted.name);
  if (found === undefined) throw new Error(`role "${wanted.name}" vanished while it was being changed`);
  return {
    ...wanted,
    bypassesRowLevelSecurity: found.bypassRowLevelSecurity || found.superuser,
    keptMemberships: [...keptMemberships],
  };
}

async function apply(
  session: Session,
  self: Administrator,
  wanted: RoleInputs,
  found: Found,
  kept: readonly string[],
): Promise<void> {
  const options = wantedOptions(wanted, self, found);
  if (wanted.password !== undefined && !(found.verifier && isVerifierOf(found.verifier, wanted.password))) {
    options.push(...passwordOption(wanted));
  }
  if (options.length > 0) {
    requireCreateRole(self, wanted);
    requireBypass(self, wanted, found);
    await session.query(`ALTER ROLE ${identifier(wanted.name)} ${options.join(" ")}`);
  }
  if (wanted.memberOf === undefined) return;
  const parents = wanted.memberOf;
  await grantMemberships(
    session,
    self,
    wanted,
    parents.filter((parent) => !found.memberOf.includes(parent)),
  );
  const extra = found.memberOf.filter((parent) => !parents.includes(parent) && !kept.includes(parent));
  for (const parent of extra) await session.query(`REVOKE ${identifier(parent)} FROM ${identifier(wanted.name)}`);
}

/** The options of CREATE or ALTER ROLE: of what is looked after, those in which the role differs. */
function wantedOptions(wanted: RoleInputs, self: Administrator, found: Found | undefined): string[] {
  return attributeNames.flatMap((attribute) => {
    const value = wanted[attribute];
    if (value === undefined) return [];
    const target = value === "ifAllowed" ? (found?.bypassRowLevelSecurity ?? false) || mayGiveBypass(self) : value;
    if (target === (found?.[attribute] ?? defaults[attribute])) return [];
    return [target ? attributes[attribute] : `NO${attributes[attribute]}`];
  });
}

/** What CREATE ROLE gives where nothing is said. */
const defaults: Record<Attribute, boolean> = {
  login: false,
  inherit: true,
  superuser: false,
  createRole: false,
  createDatabase: false,
  replication: false,
  bypassRowLevelSecurity: false,
};

/** Up to PostgreSQL 15 only a superuser may; from 16 on also who has both attributes. */
function mayGiveBypass(self: Administrator): boolean {
  return self.superuser || (self.serverVersion >= 160_000 && self.createRole && self.bypassRowLevelSecurity);
}

function passwordOption({ password }: RoleInputs): string[] {
  return password === undefined ? [] : [`PASSWORD ${literal(scramVerifier(password))}`];
}

/** Since PostgreSQL 16, CREATEROLE alone is not enough for a role that somebody else made, such as one of the server's own. */
async function grantMemberships(
  session: Session,
  self: Administrator,
  { name }: RoleInputs,
  parents: readonly string[],
): Promise<void> {
  for (const parent of parents) {
    const grant = `GRANT ${identifier(parent)} TO ${identifier(name)}`;
    try {
      await session.query(grant);
    } catch (error) {
      if ((error as { code?: unknown }).code !== "42501") throw error;
      const message = `"${self.name}" may not make the role "${name}" a member of "${parent}".`;
      throw new Refusal(message, [`GRANT ${identifier(parent)} TO ${identifier(self.name)} WITH ADMIN OPTION`]);
    }
  }
}

function requireCreateRole(self: Administrator, wanted: RoleInputs): void {
  if (self.superuser || self.createRole) return;
  throw new Refusal(
    `"${self.name}" may neither create nor change the role "${wanted.name}", since it has not CREATEROLE.`,
    forAdministrator(wanted, self.name),
  );
}

function requireBypass(self: Administrator, wanted: RoleInputs, found: Found | undefined): void {
  if (wanted.bypassRowLevelSecurity !== true || found?.bypassRowLevelSecurity === true || mayGiveBypass(self)) return;
  throw new Refusal(
    `"${self.name}" may not have the role "${wanted.name}" see every row, since it cannot give BYPASSRLS.`,
    found === undefined ? forAdministrator(wanted, self.name) : [`ALTER ROLE ${identifier(wanted.name)} BYPASSRLS`],
  );
}

/** The same as SQL for somebody who may, with a placeholder where a password goes. */
function forAdministrator(wanted: RoleInputs, self: string): string[] {
  const options = attributeNames.flatMap((attribute) => {
    const value = wanted[attribute];
    return value === undefined ? [] : [value === false ? `NO${attributes[attribute]}` : attributes[attribute]];
  });
  if (wanted.password !== undefined) options.push("PASSWORD '<the password of your choice>'");
  const name = identifier(wanted.name);
  return [
    `CREATE ROLE ${name} ${options.join(" ")}`.trim(),
    ...(wanted.memberOf ?? []).map((parent) => `GRANT ${identifier(parent)} TO ${name}`),
    `GRANT ${name} TO ${identifier(self)}`,
  ];
}

/**
 * Whoever is no superuser acts as a role only as its member. Since PostgreSQL 16 the creator of a role may make itself
 * one, with the right to SET ROLE and without inheriting; before, whoever has CREATEROLE may.
 */
async function letAdministratorActAs(session: Session, self: Administrator, name: string): Promise<void> {
  if (self.superuser) return;
  const { rows } = await session.query<{ may: boolean }>(
    `SELECT ${mayActAs("oid")} AS may FROM pg_roles WHERE rolname = $1`,
    [name],
  );
  if (rows[0]?.may === true) return;
  const options = self.serverVersion >= 160_000 ? " WITH SET TRUE, INHERIT FALSE" : "";
  const grant = `GRANT ${identifier(name)} TO ${identifier(self.name)}`;
  await session.query("SAVEPOINT act_as");
  try {
    await session.query(`${grant}${options}`);
    await session.query("RELEASE SAVEPOINT act_as");
  } catch {
    await session.query("ROLLBACK TO SAVEPOINT act_as");
    throw new Refusal(`"${self.name}" may not act as the role "${name}", which somebody else made.`, [grant]);
  }
}

/** The same names, those of the pattern first and in its order, so that an order alone is no difference. */
function inOrderOf(pattern: readonly string[], names: readonly string[]): string[] {
  return [...pattern.filter((name) => names.includes(name)), ...names.filter((name) => !pattern.includes(name))];
}
