import type { Bytes } from "../units";

/** What the storage service is told about itself; what it needs to know of others comes in {@link ServiceSecrets}. */
export interface ServiceSettings {
  readonly backend: FileBackend | S3Backend;
  /** The largest object, in bytes. No bucket's own limit is above it. */
  readonly uploadLimit: Bytes;
  /** Part of every object's path in single-tenant mode. It cannot change once there is data. */
  readonly tenantId: string;
  /** Present in multi-tenant mode. */
  readonly multiTenant?: MultiTenantMode;
  /** Present where clients may use the S3 protocol. */
  readonly s3Protocol?: S3Protocol;
  /** The URL by which clients reach the service. It stands in the URLs of resumable uploads. */
  readonly publicUrl: string;
  /** Where PostgREST answers, such as `http://db-api:3000`. The service of today makes no use of it. */
  readonly databaseApiUrl: string;
  /** Connections to the database in the pool of each replica, at most. */
  readonly databaseConnections: number;
  /** Whether large jobs are worked off a queue in the database, over four connections more. */
  readonly queue: boolean;
  /**
   * The last of the service's own migrations that it applies (`DB_MIGRATIONS_FREEZE_AT`).
   * @default all
   */
  readonly migrationsFreezeAt?: string;
  /**
   * Where imgproxy answers, such as `http://imgproxy:8080`.
   * @default images are not transformed
   */
  readonly imageProxyUrl?: string;
  /** The role that administers the database; the service's migrations look for it. */
  readonly databaseAdministrator: string;
}

/** Objects in a folder. */
export interface FileBackend {
  readonly kind: "file";
  /** The folder, in the container. */
  readonly path: string;
}

/** Objects in an S3 bucket. */
export interface S3Backend {
  readonly kind: "s3";
  readonly bucket: string;
  readonly region: string;
  /**
   * The URL of the S3 server.
   * @default Amazon's for the region
   */
  readonly endpoint?: string;
  /** Whether the bucket's name stands in the URL's path and not in its host name. */
  readonly forcePathStyle: boolean;
  /** Whether checksums are left out where S3 does not demand them; servers other than Amazon's refuse the newer ones. */
  readonly checksumsWhenRequired: boolean;
  /**
   * Whether the service may tag what it keeps of an unfinished resumable upload, so that a rule of the bucket can clear
   * it away. A server without tags refuses such an upload.
   */
  readonly objectTags: boolean;
}

export interface MultiTenantMode {
  readonly adminPort: number;
  /** A regular expression whose first group finds the tenant in the forwarded host name. */
  readonly hostPattern: string;
}

export interface S3Protocol {
  /** The path before the protocol's routes, such as `/storage/v1`; empty for none. */
  readonly prefix: string;
  /** The region that clients sign for. With the s3 backend it is the backend's. */
  readonly region: string;
  /**
   * The header in which a proxy passes on the host that a client signed for.
   * @default the host of the request itself
   */
  readonly publicHostHeader?: string;
}

/** What is secret in the service's environment. All of it is plain text here: only files are made of it. */
export interface ServiceSecrets {
  /** The session URL of the database. Needed but in multi-tenant mode. */
  readonly databaseUrl?: string;
  /** The URL of a transaction pool in front of it. */
  readonly databasePoolUrl?: string;
  /** PEM text of the authority that signed the database server's certificate. */
  readonly databaseCertificateAuthority?: string;
  /** A key of its own, with which nothing is signed. Needed but in multi-tenant mode, as are the next three. */
  readonly tokenSecret?: string;
  /** The keys that tokens and URLs are verified with, and the one that URLs are signed with. */
  readonly keySet?: string;
  readonly anonKey?: string;
  readonly serviceRoleKey?: string;
  /** Static credentials for the S3 backend. */
  readonly s3Credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What clients of the S3 protocol sign with. */
  readonly s3ProtocolCredentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly multiTenant?: {
    readonly databaseUrl: string;
    readonly adminApiKeys: string;
    /** With which the tenants' own secrets are encrypted in the multi-tenant database. */
    readonly encryptionKey: string;
  };
}
