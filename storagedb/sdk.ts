import * as pulumi from "@pulumi/pulumi";
import type { Condition, Verb } from "./access/vocabulary";
import packageSchema from "./schema.json";

/**
 * The resources of the `storagedb` provider as classes for programs. Their properties are described in `schema.json`,
 * which `pulumi import` and editors read; a test keeps the two alike.
 */

/** How the provider reaches the database; see `schema.json`. */
export interface ProviderArgs {
  readonly host: pulumi.Input<string>;
  readonly port?: pulumi.Input<number> | undefined;
  readonly database: pulumi.Input<string>;
  readonly username: pulumi.Input<string>;
  /** Kept as a secret whatever is passed. */
  readonly password?: pulumi.Input<string> | undefined;
  readonly tls?: pulumi.Input<"disable" | "require" | "verify-full"> | undefined;
  readonly tlsCertificateAuthority?: pulumi.Input<string> | undefined;
}

/**
 * @example
 * ```ts
 * const database = new storagedb.Provider("database", { host: "127.0.0.1", database: "postgres", username: "postgres" });
 * new storagedb.Bucket("avatars", { bucketId: "avatars", name: "Avatars", public: true }, { provider: database });
 * ```
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, options?: pulumi.ResourceOptions) {
    const { port, password, ...plain } = args;
    // The engine passes a provider's configuration as text.
    const config = {
      ...plain,
      port: pulumi.output(port ?? 5432).apply(String),
      password: password === undefined ? undefined : pulumi.secret(password),
    };
    super("storagedb", name, config, { ...options, version: packageSchema.version });
  }
}

/** A custom resource of this package, with every output that the provider gives. */
abstract class StorageDatabaseResource extends pulumi.CustomResource {
  constructor(
    type: keyof typeof packageSchema.resources,
    name: string,
    args: object,
    options: pulumi.CustomResourceOptions,
  ) {
    const outputs = Object.keys(packageSchema.resources[type].properties);
    const unset: pulumi.Inputs = Object.fromEntries(outputs.map((key) => [key, undefined]));
    super(type, name, { ...unset, ...args }, { ...options, version: packageSchema.version });
  }
}

export interface RoleArgs {
  readonly name: pulumi.Input<string>;
  readonly login?: pulumi.Input<boolean>;
  readonly inherit?: pulumi.Input<boolean>;
  readonly superuser?: pulumi.Input<boolean>;
  readonly createRole?: pulumi.Input<boolean>;
  readonly createDatabase?: pulumi.Input<boolean>;
  readonly replication?: pulumi.Input<boolean>;
  /** `ifAllowed`: where the administrator may give it, which up to PostgreSQL 15 only a superuser may. */
  readonly bypassRowLevelSecurity?: pulumi.Input<boolean | "ifAllowed">;
  readonly memberOf?: pulumi.Input<pulumi.Input<string>[]>;
  readonly password?: pulumi.Input<string>;
}

/** A role of the server, created or adopted. What is left out is not looked after. */
export class Role extends StorageDatabaseResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly password: pulumi.Output<string | undefined>;
  /** Whether row-level security really does not hold for the role. */
  declare readonly bypassesRowLevelSecurity: pulumi.Output<boolean>;

  constructor(name: string, args: RoleArgs, options: pulumi.CustomResourceOptions) {
    super("storagedb:index:Role", name, args, { additionalSecretOutputs: ["password"], ...options });
  }
}

export interface GrantsArgs {
  readonly schema: pulumi.Input<string>;
  readonly table: pulumi.Input<string>;
  readonly roles: pulumi.Input<Record<string, pulumi.Input<("SELECT" | "INSERT" | "UPDATE" | "DELETE")[]>>>;
}

/** Who may do what on one table. */
export class Grants extends StorageDatabaseResource {
  constructor(name: string, args: GrantsArgs, options: pulumi.CustomResourceOptions) {
    super("storagedb:index:Grants", name, args, options);
  }
}

export interface SchemaArgs {
  /** The service's own role, which owns the schema and its tables. */
  readonly owner: pulumi.Input<string>;
  /** The role as which the service does its own work, past every policy. */
  readonly serviceRole: pulumi.Input<string>;
  /** Roles that call the functions. */
  readonly callers: pulumi.Input<pulumi.Input<string>[]>;
}

/** The storage schema's tables and functions. */
export class Schema extends StorageDatabaseResource {
  declare readonly tables: pulumi.Output<"baseline" | "service" | "missing">;
  declare readonly serviceMigrations: pulumi.Output<number>;
  declare readonly unmanagedPolicies: pulumi.Output<string[]>;

  constructor(name: string, args: SchemaArgs, options: pulumi.CustomResourceOptions) {
    super("storagedb:index:Schema", name, args, options);
  }
}

export interface BucketArgs {
  /** The id that URLs use. Another id is another bucket: it is made anew, and the old one deleted if it is empty. */
  readonly bucketId: pulumi.Input<string>;
  readonly name: pulumi.Input<string>;
  readonly public: pulumi.Input<boolean>;
  /** Bytes. Left out, only the service's own upload limit holds. */
  readonly fileSizeLimit?: pulumi.Input<number> | undefined;
  /** `type/subtype` or `type/*`. Left out, every type. */
  readonly allowedMimeTypes?: pulumi.Input<readonly string[]> | undefined;
}

/** A bucket of the storage service. One that holds objects is never deleted. */
export class Bucket extends StorageDatabaseResource {
  declare readonly bucketId: pulumi.Output<string>;

  constructor(name: string, args: BucketArgs, options: pulumi.CustomResourceOptions) {
    super("storagedb:index:Bucket", name, args, options);
  }
}

export interface AccessPolicyArgs {
  readonly bucket: pulumi.Input<string>;
  /** Unique in its bucket. */
  readonly name: pulumi.Input<string>;
  readonly roles: pulumi.Input<readonly string[]>;
  readonly verbs: pulumi.Input<readonly Verb[]>;
  /** All must hold; none means every object of the bucket. */
  readonly conditions: pulumi.Input<readonly Condition[]>;
}

/** Who may do what with which objects of one bucket. */
export class AccessPolicy extends StorageDatabaseResource {
  constructor(name: string, args: AccessPolicyArgs, options: pulumi.CustomResourceOptions) {
    super("storagedb:index:AccessPolicy", name, args, options);
  }
}

export interface DataLocationArgs {
  /** Where each volume is, by what it holds. */
  readonly volumes: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  /** What decides where an object is found: the backend, its folder or bucket, the tenant. */
  readonly objects: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
  /** What a person has moved to its new place: names of volumes, or `objects`. */
  readonly moved: pulumi.Input<readonly string[]>;
}

/** Where an environment's data is. A changed place is refused, since changing it moves no data. */
export class DataLocation extends StorageDatabaseResource {
  constructor(name: string, args: DataLocationArgs, options: pulumi.CustomResourceOptions) {
    super("storagedb:index:DataLocation", name, args, options);
  }
}

export interface FirstObjectsArgs {
  readonly bucketId: pulumi.Input<string>;
  /** Of the files' names, contents and types. Another one is a reason to upload. */
  readonly digest: pulumi.Input<string>;
  /** How many there are. */
  readonly files: pulumi.Input<number>;
  /** Of the storage service. */
  readonly url: pulumi.Input<string>;
  /** Where the files are on this machine. A change alone changes nothing. */
  readonly folder: pulumi.Input<string>;
  /** Of the service role. Kept as a secret whatever is passed. A change alone changes nothing. */
  readonly token: pulumi.Input<string>;
}

/** Files of a folder that become objects of a bucket, through the running storage service. None is ever deleted. */
export class FirstObjects extends StorageDatabaseResource {
  constructor(name: string, args: FirstObjectsArgs, options: pulumi.CustomResourceOptions) {
    const token = pulumi.secret(args.token);
    super("storagedb:index:FirstObjects", name, { ...args, token }, { additionalSecretOutputs: ["token"], ...options });
  }
}
