import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as storagedb from "../../storagedb/sdk";
import type { StorageDatabaseArgs } from "./args";
import { callers, groupRoles, loginRoles, serviceOwner } from "./roles";

export type { StorageDatabaseArgs } from "./args";

/**
 * What the storage service needs in a PostgreSQL database: roles, schemas, grants, the tables until the service takes
 * them over, and the platform's status function. What exists is adopted; nothing of it is dropped by `pulumi destroy`.
 *
 * @example
 * ```ts
 * const database = new StorageDatabase("database", {
 *   host: "127.0.0.1",
 *   port: 5432,
 *   name: "postgres",
 *   administrator: "postgres",
 *   password: config.requireSecret("databasePassword"),
 *   tls: "disable",
 * });
 * ```
 */
export class StorageDatabase extends pulumi.ComponentResource {
  /** For resources in this database. */
  readonly provider: storagedb.Provider;
  /** The password of `supabase_storage_admin`, as which the service connects. Secret. */
  readonly servicePassword: pulumi.Output<string>;
  /** The password of `authenticator`, as which PostgREST connects. Secret. */
  readonly authenticatorPassword: pulumi.Output<string>;

  constructor(name: string, args: StorageDatabaseArgs, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:StorageDatabase", name, {}, options);
    const parent = { parent: this };
    const password = args.password === undefined ? undefined : pulumi.secret(args.password);

    this.provider = new storagedb.Provider(
      `${name}-storagedb`,
      {
        host: args.host,
        port: args.port,
        database: args.name,
        username: args.administrator,
        password,
        tls: args.tls,
        tlsCertificateAuthority: args.tlsCertificateAuthority,
      },
      parent,
    );
    const sql = new postgresql.Provider(
      `${name}-postgresql`,
      {
        host: args.host,
        port: args.port,
        database: args.name,
        username: args.administrator,
        ...(password === undefined ? {} : { password }),
        sslmode: args.tls,
        superuser: false,
      },
      parent,
    );
    const generator = new random.Provider(`${name}-random`, {}, parent);

    const passwordFor = (role: string) =>
      new random.RandomPassword(
        `${name}-${role}-password`,
        { length: 40, special: false },
        { ...parent, provider: generator },
      ).result;
    this.servicePassword = passwordFor(serviceOwner);
    this.authenticatorPassword = passwordFor("authenticator");

    // What is in the database outlives the program that looks after it.
    const kept = { ...parent, retainOnDelete: true };
    const ours = { ...kept, provider: this.provider };
    const theirs = { ...kept, provider: sql };

    const groups = Object.entries(groupRoles).map(
      ([role, attributes]) => new storagedb.Role(`${name}-${role}`, { name: role, ...attributes }, ours),
    );
    const passwords = { [serviceOwner]: this.servicePassword, authenticator: this.authenticatorPassword };
    const logins = Object.entries(loginRoles).map(
      ([role, attributes]) =>
        new storagedb.Role(
          `${name}-${role}`,
          { name: role, password: passwords[role as keyof typeof passwords], ...attributes },
          { ...ours, dependsOn: groups },
        ),
    );
    const roles = [...groups, ...logins];

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
          { database: args.name, role, schema: schema.name, objectType: "schema", privileges: ["USAGE"] },
          { ...theirs, dependsOn: done.length > 0 ? done.slice(-1) : roles },
        ),
      ],
      [],
    );
    // Tables that the service's future migrations make, for the role as which it does its own work.
    const future = new postgresql.DefaultPrivileges(
      `${name}-future-tables`,
      {
        database: args.name,
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
