import type * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";
import type { DatabaseConnection } from "./connection";

/** How an administrator of a PostgreSQL server reaches a database on it. */
export interface DatabaseConnectionArgs {
  readonly host: string;
  readonly port: number;
  /** The database. */
  readonly name: string;
  /** The role to sign in as. It need not be a superuser; it needs CREATEROLE and CREATE on the database. */
  readonly administrator: string;
  /**
   * Secret.
   * @default the server lets the administrator in without one
   */
  readonly password?: pulumi.Input<string>;
  readonly tls: "disable" | "require" | "verify-full";
  /**
   * PEM text of the authority that signed the server's certificate.
   * @default those that Node knows
   */
  readonly tlsCertificateAuthority?: string;
}

export interface StorageDatabaseArgs {
  readonly connection: DatabaseConnection;
  /** Makes the passwords of the roles that connect. */
  readonly random: random.Provider;
  /** Another word makes new passwords. */
  readonly passwords: string;
  /**
   * Whether somebody else looks after the password of the role, whose URL stands in a Secret of theirs.
   * @default the program sets both
   */
  readonly givenPasswords?: { readonly service: boolean; readonly authenticator: boolean };
  /**
   * Whether recovery points have a role of their own to read with. The administrator has to be able to make one that sees
   * every row: a superuser, or from PostgreSQL 16 on a role that has BYPASSRLS, and `pg_read_all_data` to give on.
   * @default false
   */
  readonly backupReader?: boolean;
}
