import assert from "node:assert/strict";
import { parse } from "dotenv";
import fc from "fast-check";
import { bytes } from "../units";
import type { ServiceSecrets, ServiceSettings } from "./args";
import { dotenv, plainVariables, secretVariables } from "./environment";

const dev: ServiceSettings = {
  backend: { kind: "file", path: "/var/lib/storage" },
  uploadLimit: bytes("50MiB"),
  tenantId: "storage-single-tenant",
  publicUrl: "http://127.0.0.1:5000",
  databaseApiUrl: "http://db-api:3000",
  databaseAdministrator: "postgres",
  databaseConnections: 10,
  queue: false,
};
const prod: ServiceSettings = {
  ...dev,
  backend: {
    kind: "s3",
    bucket: "alfred-platform-prod",
    region: "us-west-2",
    forcePathStyle: false,
    checksumsWhenRequired: false,
    objectTags: true,
  },
  uploadLimit: bytes("100MiB"),
  publicUrl: "https://storage.example.com",
  queue: true,
  migrationsFreezeAt: "custom-metadata",
  imageProxyUrl: "http://imgproxy:8080",
};
const multiTenant = { adminPort: 5001, hostPattern: "^([a-z]+)\\." };
const s3Protocol = { prefix: "/storage/v1", region: "us-west-2", publicHostHeader: "x-forwarded-host" };
const secrets: ServiceSecrets = {
  databaseUrl: "DATABASE-URL",
  databasePoolUrl: "POOL-URL",
  databaseCertificateAuthority: "PEM",
  tokenSecret: "TOKEN-SECRET",
  keySet: "KEY-SET",
  anonKey: "ANON",
  serviceRoleKey: "SERVICE-ROLE",
  s3Credentials: { accessKeyId: "AWS-ID", secretAccessKey: "AWS-SECRET" },
  s3ProtocolCredentials: { accessKeyId: "S3-ID", secretAccessKey: "S3-SECRET" },
};
const tenants: ServiceSecrets = {
  multiTenant: { databaseUrl: "TENANTS-URL", adminApiKeys: "ADMIN-KEYS", encryptionKey: "ENCRYPTION-KEY" },
};

/** A cell that says "not set". */
const none = undefined;

/** What the seed calls it, what the service calls it today, and its values. */
const table: [seed: string | undefined, name: string, dev: unknown, prod: unknown, several: unknown][] = [
  ["ANON_KEY", "ANON_KEY", "ANON", "ANON", none],
  ["SERVICE_KEY", "SERVICE_KEY", "SERVICE-ROLE", "SERVICE-ROLE", none],
  ["POSTGREST_URL", "POSTGREST_URL", "http://db-api:3000", "http://db-api:3000", "http://db-api:3000"],
  ["PGRST_JWT_SECRET", "AUTH_JWT_SECRET", "TOKEN-SECRET", "TOKEN-SECRET", none],
  ["DATABASE_URL", "DATABASE_URL", "DATABASE-URL", "DATABASE-URL", none],
  ["FILE_SIZE_LIMIT", "UPLOAD_FILE_SIZE_LIMIT", "52428800", "104857600", "52428800"],
  ["GLOBAL_S3_BUCKET", "STORAGE_S3_BUCKET", "alfred-platform", "alfred-platform-prod", "alfred-platform"],
  ["STORAGE_BACKEND", "STORAGE_BACKEND", "file", "s3", "file"],
  ["FILE_STORAGE_BACKEND_PATH", "STORAGE_FILE_BACKEND_PATH", "/var/lib/storage", none, "/var/lib/storage"],
  ["REGION", "STORAGE_S3_REGION", "local", "us-west-2", "local"],
  ["TENANT_ID", "TENANT_ID", "storage-single-tenant", "storage-single-tenant", none],
  ["IS_MULTITENANT", "MULTI_TENANT", "false", "false", "true"],
  ["AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID", none, "AWS-ID", none],
  ["AWS_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY", none, "AWS-SECRET", none],
  ["ENCRYPTION_KEY", "AUTH_ENCRYPTION_KEY", none, none, "ENCRYPTION-KEY"],
  [none, "JWT_JWKS", "KEY-SET", "KEY-SET", none],
  [none, "SERVER_PORT", "5000", "5000", "5000"],
  [none, "STORAGE_PUBLIC_URL", "http://127.0.0.1:5000", "https://storage.example.com", "http://127.0.0.1:5000"],
  [none, "DB_INSTALL_ROLES", "false", "false", "false"],
  [none, "DB_SUPER_USER", "postgres", "postgres", "postgres"],
  [none, "SERVER_KEEP_ALIVE_TIMEOUT", "61", "61", "61"],
  [none, "SERVER_HEADERS_TIMEOUT", "65", "65", "65"],
  [none, "DATABASE_MAX_CONNECTIONS", "10", "10", "10"],
  [none, "PG_QUEUE_ENABLE", "false", "true", "false"],
  [none, "DB_MIGRATIONS_FREEZE_AT", none, "custom-metadata", none],
  [none, "IMAGE_TRANSFORMATION_ENABLED", "false", "true", "false"],
  [none, "IMGPROXY_URL", none, "http://imgproxy:8080", none],
  [none, "DATABASE_POOL_URL", none, "POOL-URL", none],
  [none, "DATABASE_SSL_ROOT_CERT", none, "PEM", none],
  [none, "DATABASE_MULTITENANT_URL", none, none, "TENANTS-URL"],
  [none, "SERVER_ADMIN_API_KEYS", none, none, "ADMIN-KEYS"],
  [none, "SERVER_ADMIN_PORT", none, none, "5001"],
  [none, "REQUEST_X_FORWARDED_HOST_REGEXP", none, none, "^([a-z]+)\\."],
  [none, "S3_PROTOCOL_ENABLED", "false", "true", "false"],
  [none, "S3_PROTOCOL_PREFIX", none, "/storage/v1", none],
  [none, "S3_PROTOCOL_ENFORCE_REGION", none, "true", none],
  [none, "S3_PROTOCOL_NON_CANONICAL_HOST_HEADER", none, "x-forwarded-host", none],
  [none, "S3_PROTOCOL_ACCESS_KEY_ID", none, "S3-ID", none],
  [none, "S3_PROTOCOL_ACCESS_KEY_SECRET", none, "S3-SECRET", none],
  [none, "STORAGE_S3_ENDPOINT", none, none, none],
  [none, "STORAGE_S3_FORCE_PATH_STYLE", none, none, none],
  [none, "STORAGE_S3_REQUEST_CHECKSUM_CALCULATION", none, none, none],
  [none, "STORAGE_S3_RESPONSE_CHECKSUM_VALIDATION", none, none, none],
  [none, "TUS_ALLOW_S3_TAGS", none, none, none],
];

describe("the service's environment", () => {
  const { databasePoolUrl, databaseCertificateAuthority, s3Credentials, s3ProtocolCredentials, ...needed } = secrets;
  const environments = {
    dev: { ...plainVariables(dev), ...secretVariables(needed) },
    prod: { ...plainVariables({ ...prod, s3Protocol }), ...secretVariables(secrets) },
    several: { ...plainVariables({ ...dev, multiTenant }), ...secretVariables(tenants) },
  };
  const columns = { dev: 2, prod: 3, several: 4 } as const;

  it("is what the table says, and nothing else", () => {
    assert.ok(databasePoolUrl && databaseCertificateAuthority && s3Credentials && s3ProtocolCredentials);
    for (const [name, column] of Object.entries(columns)) {
      const expected = table.filter((row) => row[column] !== none).map((row) => [row[1], row[column]]);
      assert.deepEqual(environments[name as keyof typeof columns], Object.fromEntries(expected), name);
    }
  });

  it("has every variable of the seed", () => {
    const seeds = table.flatMap(([seed]) => (seed === undefined ? [] : [seed]));
    assert.equal(seeds.length, 15);
  });

  it("names another S3 server, and how it is addressed", () => {
    const other = {
      endpoint: "https://s3.example",
      forcePathStyle: true,
      checksumsWhenRequired: true,
      objectTags: false,
    };
    const backend = { ...prod.backend, kind: "s3", ...other } as const;
    const variables = plainVariables({ ...prod, backend: backend as ServiceSettings["backend"] });
    assert.equal(variables["STORAGE_S3_ENDPOINT"], "https://s3.example");
    assert.equal(variables["STORAGE_S3_REQUEST_CHECKSUM_CALCULATION"], "WHEN_REQUIRED");
    assert.equal(variables["STORAGE_S3_RESPONSE_CHECKSUM_VALIDATION"], "WHEN_REQUIRED");
    assert.equal(variables["STORAGE_S3_FORCE_PATH_STYLE"], "true");
    assert.equal(variables["TUS_ALLOW_S3_TAGS"], "false");
  });

  it("tells clients of the S3 protocol which region the file backend has, and leaves an empty prefix out", () => {
    const variables = plainVariables({ ...dev, s3Protocol: { prefix: "", region: "eu-central-1" } });
    assert.equal(variables["STORAGE_S3_REGION"], "eu-central-1");
    assert.equal("S3_PROTOCOL_PREFIX" in variables, false);
  });

  it("has no secret among what is not secret", () => {
    const names = Object.keys({ ...secretVariables(secrets), ...secretVariables(tenants) });
    const plain = Object.keys({ ...plainVariables({ ...prod, s3Protocol, multiTenant }), ...plainVariables(dev) });
    assert.deepEqual(
      plain.filter((name) => names.includes(name)),
      [],
    );
  });
});

describe("a .env file", () => {
  it("reads with dotenv as it was written", () => {
    const variables = {
      JSON: '{"keys":[{"k":"a+/="}]}',
      PEM: "-----BEGIN\nA=\n-----END",
      PLAIN: "a # b",
      SHELL: "$HOME",
    };
    assert.deepEqual(parse(dotenv(variables)), variables);
  });

  it("holds any value that does not have all three kinds of quotes", () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}$/);
    const value = fc
      .string({ unit: "grapheme" })
      .filter((text) => !text.includes("\r") && ["'", "`"].some((quote) => !text.includes(quote)));
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (variables) => {
        assert.deepEqual(parse(dotenv(variables)), variables);
      }),
    );
  });

  it("refuses what it cannot hold, without showing it", () => {
    assert.throws(
      () => dotenv({ KEY: `'"\`` }),
      /^RangeError: KEY holds every kind of quote, so no \.env file can hold it$/,
    );
  });
});
