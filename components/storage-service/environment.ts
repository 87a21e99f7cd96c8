import type { ServiceSecrets, ServiceSettings } from "./args";

/** Variables by name; one that is undefined is not set, so that the service's own default holds. */
type Variables = Readonly<Record<string, string>>;

/** The service's port inside its container. */
export const servicePort = 5000;

/** With the file backend, the folder below the path; with s3 it is the bucket. The seed's name for it. */
export const fileBackendBucket = "alfred-platform";

/**
 * The service's variables that are not secret, under the names that it documents today (v1.74.0). The seed's older
 * names mean the same and still work there; docs/seed.md has both side by side.
 */
export function plainVariables(settings: ServiceSettings): Variables {
  const { backend, multiTenant, s3Protocol } = settings;
  return set({
    SERVER_PORT: String(servicePort),
    STORAGE_PUBLIC_URL: settings.publicUrl,
    // Above the 60 s after which balancers let go of an idle connection.
    SERVER_KEEP_ALIVE_TIMEOUT: "61",
    SERVER_HEADERS_TIMEOUT: "65",
    UPLOAD_FILE_SIZE_LIMIT: String(settings.uploadLimit),
    STORAGE_BACKEND: backend.kind,
    ...(backend.kind === "file"
      ? {
          STORAGE_FILE_BACKEND_PATH: backend.path,
          STORAGE_S3_BUCKET: fileBackendBucket,
          STORAGE_S3_REGION: s3Protocol?.region ?? "local", // only clients of the S3 protocol see it
        }
      : {
          STORAGE_S3_BUCKET: backend.bucket,
          STORAGE_S3_REGION: backend.region,
          STORAGE_S3_ENDPOINT: backend.endpoint,
          STORAGE_S3_FORCE_PATH_STYLE: backend.forcePathStyle ? "true" : undefined,
          ...(backend.checksumsWhenRequired
            ? {
                STORAGE_S3_REQUEST_CHECKSUM_CALCULATION: "WHEN_REQUIRED",
                STORAGE_S3_RESPONSE_CHECKSUM_VALIDATION: "WHEN_REQUIRED",
              }
            : {}),
          TUS_ALLOW_S3_TAGS: backend.objectTags ? undefined : "false", // the service tags unless told otherwise
        }),
    POSTGREST_URL: settings.databaseApiUrl,
    DB_INSTALL_ROLES: "false",
    DB_SUPER_USER: settings.databaseAdministrator,
    DB_MIGRATIONS_FREEZE_AT: settings.migrationsFreezeAt,
    DATABASE_MAX_CONNECTIONS: String(settings.databaseConnections),
    PG_QUEUE_ENABLE: String(settings.queue),
    IMAGE_TRANSFORMATION_ENABLED: String(settings.imageProxyUrl !== undefined),
    IMGPROXY_URL: settings.imageProxyUrl,
    MULTI_TENANT: String(multiTenant !== undefined),
    ...(multiTenant === undefined
      ? { TENANT_ID: settings.tenantId }
      : {
          SERVER_ADMIN_PORT: String(multiTenant.adminPort),
          REQUEST_X_FORWARDED_HOST_REGEXP: multiTenant.hostPattern,
        }),
    S3_PROTOCOL_ENABLED: String(s3Protocol !== undefined), // the service has it on unless told otherwise
    S3_PROTOCOL_PREFIX: s3Protocol?.prefix === "" ? undefined : s3Protocol?.prefix,
    S3_PROTOCOL_ENFORCE_REGION: s3Protocol === undefined ? undefined : "true",
    S3_PROTOCOL_NON_CANONICAL_HOST_HEADER: s3Protocol?.publicHostHeader,
  });
}

/** The service's variables that are secret. */
export function secretVariables(secrets: ServiceSecrets): Variables {
  const { s3Credentials, s3ProtocolCredentials, multiTenant } = secrets;
  return set({
    DATABASE_URL: secrets.databaseUrl,
    DATABASE_POOL_URL: secrets.databasePoolUrl,
    DATABASE_SSL_ROOT_CERT: secrets.databaseCertificateAuthority,
    AUTH_JWT_SECRET: secrets.tokenSecret,
    JWT_JWKS: secrets.keySet,
    ANON_KEY: secrets.anonKey,
    SERVICE_KEY: secrets.serviceRoleKey,
    AWS_ACCESS_KEY_ID: s3Credentials?.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3Credentials?.secretAccessKey,
    S3_PROTOCOL_ACCESS_KEY_ID: s3ProtocolCredentials?.accessKeyId,
    S3_PROTOCOL_ACCESS_KEY_SECRET: s3ProtocolCredentials?.secretAccessKey,
    DATABASE_MULTITENANT_URL: multiTenant?.databaseUrl,
    SERVER_ADMIN_API_KEYS: multiTenant?.adminApiKeys,
    AUTH_ENCRYPTION_KEY: multiTenant?.encryptionKey,
  });
}

/**
 * The variables as a `.env` file, which the service reads with dotenv. Dotenv takes everything between two quotes as it
 * stands, line breaks included, but in double quotes it turns `\n` into one; so the first kind of quote that a value
 * does not hold is taken.
 */
export function dotenv(variables: Variables): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${quoted(name, value)}\n`)
    .join("");
}

function quoted(name: string, value: string): string {
  const quote = ["'", "`", '"'].find((one) => !value.includes(one) && !(one === '"' && value.includes("\\")));
  if (quote === undefined) throw new RangeError(`${name} holds every kind of quote, so no .env file can hold it`);
  return quote + value + quote;
}

const set = (variables: Readonly<Record<string, string | undefined>>): Variables =>
  Object.fromEntries(Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined));
