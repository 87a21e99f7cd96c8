import assert from "node:assert/strict";
import { bytes, cpu } from "../components/units";
import { asPulumi, certificate, dockerConfig, goodConfig, goodTenants } from "./fixture";
import { formatIssues } from "./issues";
import { readSettings } from "./read";
import type { Settings } from "./settings";

const read = (config: Readonly<Record<string, unknown>>) => readSettings(asPulumi(config), "Pulumi.test.yaml");
const minio = { bucket: "alfred-platform", region: "eu-central-1", endpoint: "https://minio.example.com" };
const onMinio = { ...minio, server: "minio" };

describe("the settings", () => {
  it("has every setting, parsed and with its default", async () => {
    const { settings, issues } = await read({
      platform: "docker",
      backup: { none: "Nothing in here is to be kept" },
      buckets: [
        {
          id: "agent-documents",
          name: "Agent Documents",
          public: false,
          file_size_limit: 10485760,
          allowed_mime_types: ["application/pdf"],
          firstObjects: { folder: "objects/agent-documents" },
          policies: [
            {
              name: "user_documents",
              resources: ["objects"],
              actions: ["select", "insert"],
              roles: ["authenticated"],
              condition: "auth.uid() = owner",
            },
          ],
        },
        { id: "plain" },
      ],
    });
    assert.deepEqual(issues, []);
    assert.deepEqual(settings, {
      platform: "docker",
      namePrefix: "",
      labels: {},
      registries: [],
      database: {
        server: "own",
        host: "127.0.0.1",
        port: 5432,
        service: { host: "db-postgres", port: 5432 },
        name: "postgres",
        administrator: "supabase_admin",
        tls: "disable",
        limits: { cpu: 2000, memory: 2147483648 },
        maxConnections: 100,
      },
      images: {
        storage: "supabase/storage-api:v1.74.0",
        api: "postgrest/postgrest:v14.17",
        database: "supabase/postgres:17.6.1.136",
        imageProxy: "darthsim/imgproxy:v3.31.4",
        restic: "restic/restic:0.18.0",
        node: "node:24.21.0-bookworm-slim",
        postgresqlTools: "postgres:17.6-bookworm",
      },
      backup: { kind: "none", reason: "Nothing in here is to be kept" },
      api: { limits: { cpu: 1000, memory: 536870912 } },
      service: {
        backend: { kind: "file", path: "/var/lib/storage", encryptAtRest: false },
        replicas: 1,
        port: 5000,
        databaseConnections: 10,
        queue: false,
        uploadLimit: 52428800,
        tenantId: "storage-single-tenant",
        resources: {
          requests: { cpu: 500, memory: 1073741824 },
          limits: { cpu: 1000, memory: 2147483648 },
        },
      },
      keys: {
        tokens: { sign: "first", accept: ["first"] },
        urls: { sign: "first", accept: ["first"] },
        passwords: "first",
      },
      volumes: {
        redis: "redis-data",
        vector: "vector-db-data",
        llm: "llm-service-data",
        database: "db-postgres-data",
        storage: "db-storage-data",
        metrics: "monitoring-metrics-data",
        dashboard: "monitoring-dashboard-data",
      },
      kubernetes: {
        namespace: "alfred-platform",
        createNamespace: true,
        rolloutMinutes: 10,
        claims: [
          { name: "postgres-data", size: 21474836480, storageClass: "standard", accessMode: "ReadWriteOnce" },
          { name: "redis-data", size: 10737418240, storageClass: "standard", accessMode: "ReadWriteOnce" },
          { name: "vector-db-data", size: 32212254720, storageClass: "standard", accessMode: "ReadWriteOnce" },
          { name: "db-storage-data", size: 53687091200, storageClass: "standard", accessMode: "ReadWriteOnce" },
        ],
        secrets: {},
        network: { databases: [], awsEndpoints: [] },
      },
      moved: [],
      buckets: [
        {
          id: "agent-documents",
          name: "Agent Documents",
          public: false,
          fileSizeLimit: 10485760,
          allowedMimeTypes: ["application/pdf"],
          onRemoval: "refuse",
          policies: [
            {
              name: "user_documents",
              roles: ["authenticated"],
              verbs: ["list", "download", "upload"],
              conditions: ["owner"],
            },
          ],
        },
        { id: "plain", name: "plain", public: false, onRemoval: "refuse", policies: [] },
      ],
      firstObjects: [{ bucket: "agent-documents", folder: "objects/agent-documents", onUp: false }],
    });
  });

  const given: Settings["database"] = {
    server: "given",
    host: "db.example.com",
    port: 5432,
    service: { host: "db.example.com", port: 5432 },
    name: "postgres",
    administrator: "postgres",
    tls: "verify-full",
    limits: { cpu: cpu("2"), memory: bytes("2GiB") },
    maxConnections: 100,
  };
  const databases: [string, Record<string, unknown>, Settings["database"]][] = [
    [
      "an own server with the official image",
      {
        ...dockerConfig,
        images: { database: "postgres:17" },
        database: { port: 5433, name: "alfred", password: "secret", limits: { cpu: "500m" } },
      },
      {
        server: "own",
        host: "127.0.0.1",
        port: 5433,
        service: { host: "db-postgres", port: 5432 },
        name: "alfred",
        administrator: "postgres",
        password: "secret",
        tls: "disable",
        limits: { cpu: cpu("500m"), memory: bytes("2GiB") },
        maxConnections: 100,
      },
    ],
    ["a given server elsewhere", { ...dockerConfig, database: { host: given.host } }, given],
    [
      "a given server on the same machine",
      { ...dockerConfig, database: { host: "localhost", port: 5433 } },
      { ...given, host: "localhost", port: 5433, service: { host: "host.docker.internal", port: 5433 } },
    ],
    [
      "a given server on kubernetes, reached through this machine",
      { ...goodConfig, database: { host: "127.0.0.1", tls: "disable", poolHost: "pool" } },
      {
        ...given,
        host: "127.0.0.1",
        service: { host: "127.0.0.1", port: 5432 },
        pool: { host: "pool", port: 6543 },
        tls: "disable",
      },
    ],
    [
      "all that can be written about a given server",
      {
        ...goodConfig,
        database: {
          host: given.host,
          port: 5433,
          serviceHost: "db",
          servicePort: 5434,
          poolHost: "pool",
          poolPort: 6432,
          name: "alfred",
          administrator: "admin",
          password: "secret",
          tls: "require",
          tlsCertificateAuthority: certificate,
        },
      },
      {
        ...given,
        port: 5433,
        service: { host: "db", port: 5434 },
        pool: { host: "pool", port: 6432 },
        name: "alfred",
        administrator: "admin",
        password: "secret",
        tls: "require",
        tlsCertificateAuthority: certificate,
      },
    ],
  ];
  for (const [what, config, expected] of databases) {
    it(`has ${what}`, async () => {
      const { settings, issues } = await read(config);
      assert.equal(formatIssues(issues), "");
      assert.deepEqual(settings?.database, expected);
    });
  }

  const services: [string, Record<string, unknown>, Partial<Settings["service"]>][] = [
    [
      "files in a folder of the host",
      { hostFolder: "/srv/encrypted", encrypt_at_rest: true },
      { backend: { kind: "file", path: "/var/lib/storage", hostFolder: "/srv/encrypted", encryptAtRest: true } },
    ],
    [
      "another S3 server with credentials",
      { backend: "s3", s3: { ...onMinio, accessKeyId: "minio", secretAccessKey: "minio-secret" } },
      {
        backend: {
          kind: "s3",
          ...minio,
          forcePathStyle: true,
          checksumsWhenRequired: false,
          objectTags: true,
          credentials: { accessKeyId: "minio", secretAccessKey: "minio-secret" },
        },
      },
    ],
    [
      "another S3 server with the bucket in its host name",
      { backend: "s3", s3: { ...onMinio, forcePathStyle: false } },
      { backend: { kind: "s3", ...minio, forcePathStyle: false, checksumsWhenRequired: false, objectTags: true } },
    ],
    ["the S3 protocol for files", { s3Protocol: {} }, { s3Protocol: { prefix: "", region: "local" } }],
    [
      "the S3 protocol for S3",
      { backend: "s3", s3: onMinio, s3Protocol: { prefix: "/storage/v1", publicHostHeader: "X-Forwarded-Host" } },
      { s3Protocol: { prefix: "/storage/v1", region: "eu-central-1", publicHostHeader: "x-forwarded-host" } },
    ],
    ["a public URL", { publicUrl: "https://storage.example.com" }, { publicUrl: "https://storage.example.com" }],
    [
      "several tenants",
      { multiTenant: goodTenants },
      { multiTenant: { ...goodTenants, adminPort: 5001, hostPattern: "^([a-zA-Z0-9-]+)\\." } },
    ],
    ["one tenant", { multiTenant: false, tenantId: "alfred" }, { tenantId: "alfred" }],
    [
      "limits below what is set aside by default",
      { resources: { limits: { cpu: "100m", memory: "256MiB" } } },
      {
        resources: {
          requests: { cpu: cpu("100m"), memory: bytes("256MiB") },
          limits: { cpu: cpu("100m"), memory: bytes("256MiB") },
        },
      },
    ],
  ];
  for (const [what, service, expected] of services) {
    it(`has ${what}`, async () => {
      const { settings, issues } = await read({ ...dockerConfig, service });
      assert.equal(formatIssues(issues), "");
      for (const [key, value] of Object.entries(expected))
        assert.deepEqual(settings?.service[key as keyof Settings["service"]], value);
    });
  }

  it("has labels, registries, generations of keys and what was moved", async () => {
    const written = {
      labels: { team: "storage" },
      registries: [{ address: "ghcr.io", username: "robot", password: "token" }],
      keys: {
        tokens: { sign: "second", accept: ["first", "second"] },
        urls: { sign: "2026-01", accept: ["2026-01"] },
        passwords: "second",
      },
      moved: ["storage", "objects"],
    };
    const { settings, issues } = await read({ ...dockerConfig, ...written });
    assert.equal(formatIssues(issues), "");
    const { labels, registries, keys, moved } = settings ?? {};
    assert.deepEqual({ labels, registries, keys, moved }, written);
  });

  it("takes s3 and three replicas as what kubernetes is for", async () => {
    const { settings } = await read(goodConfig);
    assert.deepEqual(settings?.service.backend, {
      kind: "s3",
      bucket: "alfred-platform-prod",
      region: "us-west-2",
      forcePathStyle: false,
      checksumsWhenRequired: false,
      objectTags: true,
    });
    assert.equal(settings.service.replicas, 3);
  });
});
