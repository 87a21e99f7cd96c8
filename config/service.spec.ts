import { fileConfig, goodConfig, goodService, goodTenants, judges } from "./fixture";

describe("a stack file's service", () => {
  judges(goodConfig, [
    [
      "an S3 bucket that cannot exist",
      goodService({ s3: { bucket: "Alfred", region: "us-west-2" } }),
      "error: FILE: alfred-storage:service.s3.bucket (Alfred) may hold only lower-case letters, digits, dashes and dots.",
    ],
    [
      "an S3 endpoint that is no URL",
      goodService({ s3: { bucket: "alfred-platform-prod", region: "us-west-2", endpoint: "minio" } }),
      "error: FILE: alfred-storage:service.s3.endpoint (minio) is not a URL such as https://minio.example.com.",
    ],
    [
      "an S3 endpoint with a user, who is not shown",
      goodService({
        s3: { bucket: "alfred-platform-prod", region: "us-west-2", endpoint: "https://me:hunter2@minio" },
      }),
      "error: FILE: alfred-storage:service.s3.endpoint is not a URL such as https://minio.example.com.",
    ],
    [
      "an S3 endpoint with two ports",
      goodService({ s3: { bucket: "alfred-platform-prod", region: "us-west-2", endpoint: "http://minio:90:00" } }),
      "error: FILE: alfred-storage:service.s3.endpoint (http://minio:90:00) is not a URL such as https://minio.example.com.",
    ],
    [
      "an unknown kind of S3 server",
      goodService({ s3: { bucket: "alfred-platform-prod", region: "us-west-2", server: "mino" } }),
      `error: FILE: alfred-storage:service.s3.server (mino) is not known; allowed: aws, minio, ceph, garage, r2, other.
  Write minio.`,
    ],
    [
      "a path that is not absolute",
      { ...fileConfig, service: { backend: "file", path: "data" } },
      "error: FILE: alfred-storage:service.path (data) is not an absolute path such as /var/lib/storage.",
    ],
    [
      "a host folder that is not absolute",
      goodService({ hostFolder: "srv/storage" }),
      "error: FILE: alfred-storage:service.hostFolder (srv/storage) is not an absolute path such as /srv/alfred-storage, without . and .. and without a slash at its end.",
    ],
    [
      "a host folder with a slash at its end",
      goodService({ hostFolder: "/srv/storage/" }),
      "error: FILE: alfred-storage:service.hostFolder (/srv/storage/) is not an absolute path such as /srv/alfred-storage, without . and .. and without a slash at its end.",
    ],
    [
      "a host folder that climbs",
      goodService({ hostFolder: "/srv/../etc" }),
      "error: FILE: alfred-storage:service.hostFolder (/srv/../etc) is not an absolute path such as /srv/alfred-storage, without . and .. and without a slash at its end.",
    ],
    [
      "the seed's encryption key, which is not shown",
      goodService({ encryption_key: "correct-horse", tenantId: "a correct-horse" }),
      `error: FILE: alfred-storage:service.encryption_key has no effect, because the service encrypts no file itself; remove it, mount an encrypted folder, and name that in service.hostFolder.
error: FILE: alfred-storage:service.tenantId is not a tenant id; 1 to 63 letters, digits, _ and - are allowed.`,
    ],
    [
      "the same key in another spelling",
      goodService({ encryptionKey: "correct-horse" }),
      `error: FILE: alfred-storage:service.encryptionKey is not a known key; known: backend, path, hostFolder, encryptAtRest, encrypt_at_rest, s3, replicas, autoscaling, databaseConnections, queue, migrationsFreezeAt, port, uploadLimit, publicUrl, s3Protocol, tenantId, multiTenant, resources.
  Remove it.`,
    ],
    [
      "no replica",
      goodService({ replicas: 0 }),
      "error: FILE: alfred-storage:service.replicas (0) is not a number of replicas; a whole number from 1 is allowed.",
    ],
    [
      "autoscaling that is on",
      goodService({ autoscaling: true }),
      "error: FILE: alfred-storage:service.autoscaling (true) is neither false nor a map of keys; {} is enough.",
    ],
    [
      "autoscaling in words",
      goodService({ autoscaling: "on" }),
      "error: FILE: alfred-storage:service.autoscaling (on) is neither false nor a map of keys.",
    ],
    [
      "every mistake in autoscaling",
      goodService({ autoscaling: { maxReplicas: 0, cpuUtilization: 101, minReplicas: 2 } }),
      `error: FILE: alfred-storage:service.autoscaling.maxReplicas (0) is not a number of replicas; a whole number from 1 is allowed.
error: FILE: alfred-storage:service.autoscaling.cpuUtilization (101) is not a percentage; a whole number from 1 to 100 is allowed.
error: FILE: alfred-storage:service.autoscaling.minReplicas is not a known key; known: maxReplicas, cpuUtilization.
  Rename it to maxReplicas.`,
    ],
    [
      "every mistake in what the database is asked for",
      goodService({ databaseConnections: 0, queue: "yes", migrationsFreezeAt: "0001 initial" }),
      `error: FILE: alfred-storage:service.databaseConnections (0) is not a number of connections; a whole number from 1 is allowed.
error: FILE: alfred-storage:service.queue (yes) is neither true nor false.
error: FILE: alfred-storage:service.migrationsFreezeAt ("0001 initial") is not the name of a migration such as custom-metadata.`,
    ],
    [
      "a size without a clear unit",
      goodService({ uploadLimit: "2G" }),
      "error: FILE: alfred-storage:service.uploadLimit (2G) has the ambiguous unit G; write GiB (powers of 1024) or GB (powers of 1000).",
    ],
    [
      "a size that is a truth value",
      goodService({ uploadLimit: true }),
      "error: FILE: alfred-storage:service.uploadLimit (true) is not a size such as 50MiB.",
    ],
    ["a public URL", goodService({ publicUrl: "https://storage.example.com:8443/files" }), ""],
    [
      "a public URL with a slash at its end",
      goodService({ publicUrl: "https://storage.example.com/" }),
      "error: FILE: alfred-storage:service.publicUrl (https://storage.example.com/) is not a URL such as https://storage.example.com, without a user, a query and a slash at its end.",
    ],
    [
      "a public URL with a query",
      goodService({ publicUrl: "https://storage.example.com?a=b" }),
      `error: FILE: alfred-storage:service.publicUrl ("https://storage.example.com?a=b") is not a URL such as https://storage.example.com, without a user, a query and a slash at its end.`,
    ],
    [
      "a public URL with a user, who is not shown",
      goodService({ publicUrl: "https://me:hunter2@storage.example.com" }),
      "error: FILE: alfred-storage:service.publicUrl is not a URL such as https://storage.example.com, without a user, a query and a slash at its end.",
    ],
    [
      "a public URL with a port that there is not",
      goodService({ publicUrl: "https://storage.example.com:99999" }),
      "error: FILE: alfred-storage:service.publicUrl (https://storage.example.com:99999) is not a URL such as https://storage.example.com, without a user, a query and a slash at its end.",
    ],
    [
      "a public URL of another scheme",
      goodService({ publicUrl: "ftp://storage.example.com" }),
      "error: FILE: alfred-storage:service.publicUrl (ftp://storage.example.com) is not a URL such as https://storage.example.com, without a user, a query and a slash at its end.",
    ],
    [
      "every mistake in the S3 protocol",
      goodService({ s3Protocol: { prefix: "storage/", region: "Here", publicHostHeader: "x forwarded" } }),
      `error: FILE: alfred-storage:service.s3Protocol.prefix (storage/) is not a path such as /storage/v1, without a slash at its end.
error: FILE: alfred-storage:service.s3Protocol.region (Here) is not a region such as us-west-2.
error: FILE: alfred-storage:service.s3Protocol.publicHostHeader ("x forwarded") is not the name of a header, such as x-forwarded-host.`,
    ],
    [
      "an S3 protocol that is on",
      goodService({ s3Protocol: true }),
      "error: FILE: alfred-storage:service.s3Protocol (true) is not a map of keys.",
    ],
    [
      "a tenant id with a slash",
      goodService({ tenantId: "a/b" }),
      "error: FILE: alfred-storage:service.tenantId (a/b) is not a tenant id; 1 to 63 letters, digits, _ and - are allowed.",
    ],
    [
      "several tenants in words, which are not shown",
      goodService({ multiTenant: "postgres://me:hunter2@db/tenants" }),
      "error: FILE: alfred-storage:service.multiTenant is neither false nor a map of keys.",
    ],
    [
      "every mistake in several tenants",
      goodService({
        multiTenant: {
          databaseUrl: "mysql://db/tenants",
          adminApiKeys: "one, two",
          encryptionKey: "",
          adminPort: 0,
          hostPattern: "^[a-z]+",
          host_pattern: "",
        },
      }),
      `error: FILE: alfred-storage:service.multiTenant.databaseUrl is not a URL that begins with postgres:// or postgresql://.
error: FILE: alfred-storage:service.multiTenant.adminApiKeys is not a list of keys with commas, and no blanks, between them.
error: FILE: alfred-storage:service.multiTenant.encryptionKey is empty.
error: FILE: alfred-storage:service.multiTenant.adminPort (0) is not a port; a whole number from 1 to 65535 is allowed.
error: FILE: alfred-storage:service.multiTenant.hostPattern ("^[a-z]+") has no group, which would find the tenant; write one such as ^([a-z0-9-]+)\\.storage\\.example\\.com$.
error: FILE: alfred-storage:service.multiTenant.host_pattern is not a known key; known: databaseUrl, adminApiKeys, encryptionKey, adminPort, hostPattern.
  Rename it to hostPattern.`,
    ],
    [
      "a host pattern that is none",
      goodService({ multiTenant: { ...goodTenants, hostPattern: "^([a-z" } }),
      `error: FILE: alfred-storage:service.multiTenant.hostPattern ("^([a-z") is not a regular expression (unterminated character class); write one such as ^([a-z0-9-]+)\\.storage\\.example\\.com$.`,
    ],
  ]);
});
