import type { RoleArgs } from "../../storagedb/sdk";

/** The role as which the service connects. It owns the schema `storage`, and is no superuser. */
export const serviceOwner = "supabase_storage_admin";

/** The roles that a token can name; PostgREST and the service switch to them for each request. */
export const tokenRoles = ["anon", "authenticated", "service_role"] as const;

/** The roles that table privileges are given to, and that call the functions. What they see, policies decide. */
export const callers = [...tokenRoles, "supabase_admin"] as const;

const unprivileged = { superuser: false, createRole: false, createDatabase: false, replication: false } as const;

/** Those that connect: with a password each, and with the token roles' rights only while they act as one. */
export const loginRoles = {
  [serviceOwner]: {
    ...unprivileged,
    login: true,
    inherit: false,
    bypassRowLevelSecurity: false,
    memberOf: [...tokenRoles],
  },
  authenticator: {
    ...unprivileged,
    login: true,
    inherit: false,
    bypassRowLevelSecurity: false,
    memberOf: [...tokenRoles],
  },
} as const satisfies Record<string, Omit<RoleArgs, "name" | "password">>;

/**
 * The role as which recovery points read the database. What each policy and each owner keeps to itself, it sees; and it
 * changes nothing. So it restores nothing either: whoever does that signs in as the administrator, and a drill restores
 * into a server of its own, whose superuser it is. Large objects are their owners' alone; one makes a dump of the whole
 * database fail, and say so.
 */
export const backupReader = "alfred_backup";

/** The rights of {@link backupReader}. */
export const backupRole = {
  ...unprivileged,
  login: true,
  inherit: true,
  bypassRowLevelSecurity: true,
  memberOf: ["pg_read_all_data"],
} as const satisfies Omit<RoleArgs, "name" | "password">;

/** Those that nobody connects as. */
export const groupRoles = {
  anon: { ...unprivileged, login: false, bypassRowLevelSecurity: false, memberOf: [] },
  authenticated: { ...unprivileged, login: false, bypassRowLevelSecurity: false, memberOf: [] },
  service_role: { ...unprivileged, login: false, bypassRowLevelSecurity: "ifAllowed", memberOf: [] },
  // In Supabase's own database image a superuser, and left so; elsewhere the seed's policies need a role of that name.
  supabase_admin: {},
} as const satisfies Record<string, Omit<RoleArgs, "name" | "password">>;
