import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as storagedb from "../../storagedb/sdk";
import type { StorageDatabaseArgs } from "./args";
import { backupReader, backupRole, callers, groupRoles, loginRoles, serviceOwner } from "./roles";

export type { StorageDatabaseArgs } from "./args";

/**
 * What the storage service needs in a PostgreSQL database: roles, schemas, grants, the tables until the service takes
 * them over, and the platform's status function. What exists is adopted; nothing of it is dropped by `pulumi destroy`.
 * The server may be the stack's own or a given one; where it is made by the stack, this component depends on it.
 *
 * @example
 * ```ts
 * const database = new StorageDatabase(
 *   "database",
 *   { connection, random: generator, passwords: "first" },
 *   { dependsOn: server },
 * );
 * ```
 */
export class StorageDatabase extends pulumi.ComponentResource {
  /** The password of `supabase_storage_admin`, as which the service connects. Secret. */
  readonly servicePassword: pulumi.Output<string>;
  /** The password of `authenticator`, as which PostgREST connects. Secret. */
  readonly authenticatorPassword: pulumi.Output<string>;
  /** The role as which recovery points are read, and its password, which is secret; see {@link backupReader}. */
  readonly backup?: { readonly username: string; readonly password: pulumi.Output<string> };

  constructor(name: string, args: StorageDatabaseArgs, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:StorageDatabase", name, {}, options);
    const { connection } = args;
    const parent = { parent: this };
    const passwordFor = (role: string) =>
      new random.RandomPassword(
        `${name}-${role}-password`,
        { length: 40, special: false, keepers: { generation: args.passwords } },
        { ...parent, provider: args.random },
      ).result;
    this.servicePassword = passwordFor(serviceOwner);
    this.authenticatorPassword = passwordFor("authenticator");

    // What is in the database outlives the program that looks after it.
    const kept = { ...parent, retainOnDelete: true };
    const ours = { ...kept, provider: connection.storagedb };
    const theirs = { ...kept, provider: connection.postgresql };

    const groups = Object.entries(groupRoles).map(
      ([role, attributes]) => new storagedb.Role(`${name}-${role}`, { name: role, ...attributes }, ours),
    );
    const { service = false, authenticator = false } = args.givenPasswords ?? {};
    const passwords = {
      [serviceOwner]: service ? {} : { password: this.servicePassword },
      authenticator: authenticator ? {} : { password: this.authenticatorPassword },
    };
    const logins = Object.entries(loginRoles).map(
      ([role, attributes]) =>
        new storagedb.Role(
          `${name}-${role}`,
          { name: role, ...passwords[role as keyof typeof passwords], ...attributes },
          { ...ours, dependsOn: groups },
        ),
    );
    const roles = [...groups, ...logins];
    if (args.backupReader === true) {
      const password = passwordFor(backupReader);
      new storagedb.Role(`${name}-${backupReader}`, { name: backupReader, password, ...backupRole }, ours);
      this.backup = { username: backupReader, password };
    }

    const storage = new postgresql.Schema(
      `${name}-storage-schema`,
      { name: "storage", owner: serviceOwner, ifNotExists: true },
      { ...theirs, dependsOn: roles },
    );
    const auth = new postgresql.Schema(
      `${name}-auth-schema`,
      { name: "auth", ifNotExists: true },
      { ...theirs, dependsOn: roles },
    );

    // One after the other: PostgreSQL fails when two grants change the same schema side by side.
    const usages = [
      ...callers.map((role) => ({ role, schema: storage })),
      ...[...callers, serviceOwner].map((role) => ({ role, schema: auth })),
    ].reduce<pulumi.Resource[]>(
      (done, { role, schema }) => [
        ...done,
        new postgresql.Grant(
          `${name}-${schema === storage ? "storage" : "auth"}-usage-${role}`,
          { database: connection.database, role, schema: schema.name, objectType: "schema", privileges: ["USAGE"] },
          { ...theirs, dependsOn: done.length > 0 ? done.slice(-1) : roles },
        ),
      ],
      [],
    );
    // Tables that the service's future migrations make, for the role as which it does its own work.
    const future = new postgresql.DefaultPrivileges(
      `${name}-future-tables`,
      {
        database: connection.database,
        owner: serviceOwner,
        role: "service_role",
        schema: storage.name,
        objectType: "table",
        privileges: ["SELECT", "INSERT", "UPDATE", "DELETE"],
      },
      { ...theirs, dependsOn: usages },
    );

    const schema = new storagedb.Schema(
      `${name}-schema`,
      { owner: serviceOwner, serviceRole: "service_role", callers: [...callers, serviceOwner] },
      { ...ours, dependsOn: [...roles, storage, auth, ...usages, future] },
    );
    for (const table of ["buckets", "objects"]) {
      const all = ["SELECT", "INSERT", "UPDATE", "DELETE"] as const;
      new storagedb.Grants(
        `${name}-${table}-grants`,
        { schema: "storage", table, roles: Object.fromEntries(callers.map((role) => [role, [...all]])) },
        { ...ours, dependsOn: schema },
      );
    }
    this.registerOutputs({});
  }
}
