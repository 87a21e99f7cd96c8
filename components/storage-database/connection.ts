import * as postgresql from "@pulumi/postgresql";
import * as pulumi from "@pulumi/pulumi";
import * as storagedb from "../../storagedb/sdk";
import type { DatabaseConnectionArgs } from "./args";

export type { DatabaseConnectionArgs } from "./args";

/**
 * The two providers that work in the service's database. Neither connects before one of its resources needs it, so the
 * server may still be in the making: what works in the database then depends on the server.
 *
 * @example
 * ```ts
 * const connection = new DatabaseConnection("database-connection", {
 *   host: "127.0.0.1",
 *   port: 5432,
 *   name: "postgres",
 *   administrator: "postgres",
 *   password: config.requireSecret("databasePassword"),
 *   tls: "disable",
 * });
 * ```
 */
export class DatabaseConnection extends pulumi.ComponentResource {
  /** For what `storagedb` looks after. */
  readonly storagedb: storagedb.Provider;
  /** For what is made only if it is missing. */
  readonly postgresql: postgresql.Provider;
  /** The name of the database. */
  readonly database: string;

  constructor(name: string, args: DatabaseConnectionArgs, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:DatabaseConnection", name, {}, options);
    const parent = { parent: this };
    const password = args.password === undefined ? undefined : pulumi.secret(args.password);
    this.database = args.name;
    this.storagedb = new storagedb.Provider(
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
    this.postgresql = new postgresql.Provider(
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
    this.registerOutputs({});
  }
}
