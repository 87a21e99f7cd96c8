import type * as pulumi from "@pulumi/pulumi";

/**
 * A PostgreSQL server that exists already, reached as an administrator of one of its databases. The administrator need
 * not be a superuser: CREATEROLE, and the right to create schemas in the database, are enough.
 */
export interface StorageDatabaseArgs {
  readonly host: string;
  readonly port: number;
  /** The database that holds, or is to hold, the schema `storage`. */
  readonly name: string;
  readonly administrator: string;
  /**
   * The administrator's password; a secret in the state whatever is passed.
   * @default none is sent, for a server that asks for none
   */
  readonly password?: pulumi.Input<string>;
  /** `disable`: plain; `require`: encrypted; `verify-full`: encrypted, and the server proves who it is. */
  readonly tls: "disable" | "require" | "verify-full";
  /**
   * PEM text of the authority that signed the server's certificate.
   * @default the authorities that Node knows
   */
  readonly tlsCertificateAuthority?: string;
}
