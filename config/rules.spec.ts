import assert from "node:assert/strict";
import { asPulumi, goodBucket, goodConfig, goodPolicy } from "./fixture";
import { formatIssues } from "./issues";
import { readSettings } from "./read";

const service = (change: Record<string, unknown>) => ({ service: { ...goodConfig.service, ...change } });
const database = (change: Record<string, unknown>) => ({ database: { ...goodConfig.database, ...change } });
const images = (storage: unknown) => ({ images: { storage } });

/** What is broken, the sections that differ from the good config, and exactly what is said about it. */
const rules: [string, Record<string, unknown>, string][] = [
  ["nothing", {}, ""],
  [
    "an unknown section",
    { bucket: [] },
    `error: FILE: alfred-storage:bucket is not a known key; known: platform, namePrefix, database, images, service, buckets.
  Rename it to buckets.`,
  ],
  [
    "a missing platform",
    { platform: undefined },
    `error: FILE: alfred-storage:platform is missing; allowed: docker, kubernetes.
  Add it: where the stack runs.`,
  ],
  [
    "an unknown platform",
    { platform: "kubernets" },
    `error: FILE: alfred-storage:platform (kubernets) is not known; allowed: docker, kubernetes.
  Write kubernetes.`,
  ],
  [
    "a name prefix with a capital letter",
    { namePrefix: "Blue-" },
    "error: FILE: alfred-storage:namePrefix (Blue-) is not a prefix of lower-case letters, digits and dashes, at most 20, a letter first.",
  ],
  [
    "a missing database",
    { database: undefined },
    `error: FILE: alfred-storage:database is missing.
  Add it: the PostgreSQL server that holds the service's metadata.`,
  ],
  ["a database that is text", { database: "localhost" }, "error: FILE: alfred-storage:database is not a map of keys."],
  [
    "a missing host",
    database({ host: undefined }),
    `error: FILE: alfred-storage:database.host is missing.
  Add it: where PostgreSQL listens: a host name or an IP address.`,
  ],
  [
    "a host with a scheme, whose value may hold a password",
    database({ host: "postgres://db.example.com" }),
    "error: FILE: alfred-storage:database.host is not a host name or an IP address; write it without a scheme, a user and a port.",
  ],
  [
    "a port out of range",
    database({ port: 65536 }),
    "error: FILE: alfred-storage:database.port (65536) is not a port; a whole number from 1 to 65535 is allowed.",
  ],
  [
    "a port that is no whole number",
    service({ port: 5000.5 }),
    "error: FILE: alfred-storage:service.port (5000.5) is not a port; a whole number from 1 to 65535 is allowed.",
  ],
  [
    "a port that is text",
    service({ port: "5000" }),
    'error: FILE: alfred-storage:service.port ("5000") is not a port; a whole number from 1 to 65535 is allowed.',
  ],
  [
    "an unknown way of TLS",
    database({ tls: "verify" }),
    "error: FILE: alfred-storage:database.tls (verify) is not known; allowed: disable, require, verify-full.",
  ],
  [
    "a connection in plain text",
    database({ tls: "disable" }),
    `warning: FILE: alfred-storage:database.tls (disable) sends passwords and data to db.example.com in plain text.
  Set database.tls to verify-full, or to require where the server has no certificate that can be checked.`,
  ],
  [
    "a certificate without TLS",
    database({
      host: "localhost",
      tls: "disable",
      tlsCertificateAuthority: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    }),
    `error: FILE: alfred-storage:database.tlsCertificateAuthority has no effect while database.tls is disable.
  Set database.tls to verify-full, or remove it.`,
  ],
  [
    "a certificate that is none",
    database({ tlsCertificateAuthority: "ca.pem" }),
    "error: FILE: alfred-storage:database.tlsCertificateAuthority is not a certificate in PEM form, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
  ],
  [
    "an image without a tag",
    images("supabase/storage-api"),
    "error: FILE: alfred-storage:images.storage (supabase/storage-api) has no tag; write name:tag or name:tag@sha256:<64 hexadecimal digits>.",
  ],
  [
    "the image tag latest",
    images("alpine:latest"),
    "error: FILE: alfred-storage:images.storage (alpine:latest) has the tag latest, which names another image tomorrow; name a version.",
  ],
  [
    "s3 without its bucket",
    service({ s3: { region: "us-west-2" } }),
    `error: FILE: alfred-storage:service.s3.bucket is missing, and the s3 backend needs it.
  Set it, or set service.backend to file.`,
  ],
  [
    "s3 without its region",
    service({ s3: { bucket: "alfred-platform-prod" } }),
    `error: FILE: alfred-storage:service.s3.region is missing, and the s3 backend needs it.
  Set it, or set service.backend to file.`,
  ],
  [
    "an S3 bucket that cannot exist",
    service({ s3: { bucket: "Alfred", region: "us-west-2" } }),
    "error: FILE: alfred-storage:service.s3.bucket (Alfred) may hold only lower-case letters, digits, dashes and dots.",
  ],
  [
    "an S3 endpoint that is no URL",
    service({ s3: { bucket: "alfred-platform-prod", region: "us-west-2", endpoint: "minio" } }),
    "error: FILE: alfred-storage:service.s3.endpoint (minio) is not a URL such as https://minio.example.com.",
  ],
  [
    "a given S3 that would be ignored",
    service({ backend: "file" }),
    `error: FILE: alfred-storage:service.s3 ({"bucket":"alfred-platform-prod","region":"us-west-2"}) has no effect while service.backend is file: objects would silently be kept on the service's own disk (supabase-kubernetes#252).
  Set service.backend to s3, or remove service.s3.`,
  ],
  [
    "a given path that would be ignored",
    service({ path: "/data" }),
    `error: FILE: alfred-storage:service.path (/data) has no effect while service.backend is s3.
  Remove it, or set service.backend to file.`,
  ],
  [
    "a path that is not absolute",
    service({ backend: "file", s3: undefined, path: "data" }),
    "error: FILE: alfred-storage:service.path (data) is not an absolute path such as /var/lib/storage.",
  ],
  [
    "several replicas on docker",
    { platform: "docker", ...service({ replicas: 3 }) },
    `error: FILE: alfred-storage:service.replicas (3) is more than docker can run: the container's port is published once.
  Set it to 1, or run on kubernetes.`,
  ],
  [
    "several replicas with the file backend",
    service({ backend: "file", s3: undefined, replicas: 2 }),
    `error: FILE: alfred-storage:service.replicas (2) is more than the file backend allows: its volume can be mounted by one replica only.
  Set it to 1, or set service.backend to s3.`,
  ],
  [
    "no replica",
    service({ replicas: 0 }),
    "error: FILE: alfred-storage:service.replicas (0) is not a number of replicas; a whole number from 1 is allowed.",
  ],
  [
    "a size without a clear unit",
    service({ uploadLimit: "100M" }),
    "error: FILE: alfred-storage:service.uploadLimit (100M) has the ambiguous unit M; write MiB (powers of 1024) or MB (powers of 1000).",
  ],
  [
    "a size that is a truth value",
    service({ uploadLimit: true }),
    "error: FILE: alfred-storage:service.uploadLimit (true) is not a size such as 50MiB.",
  ],
  [
    "more CPU requested than allowed",
    service({ resources: { requests: { cpu: 2 } } }),
    `error: FILE: alfred-storage:service.resources.requests.cpu (2) is above the limit of 1.
  Lower it, or raise service.resources.limits.cpu.`,
  ],
  [
    "more memory requested than allowed",
    service({ resources: { requests: { memory: "4GiB" } } }),
    `error: FILE: alfred-storage:service.resources.requests.memory (4GiB) is above the limit of 2GiB.
  Lower it, or raise service.resources.limits.memory.`,
  ],
  [
    "a tenant id with a slash",
    service({ tenantId: "a/b" }),
    "error: FILE: alfred-storage:service.tenantId (a/b) is not a tenant id; 1 to 63 letters, digits, _ and - are allowed.",
  ],
  [
    "several tenants",
    service({ multiTenant: true }),
    `error: FILE: alfred-storage:service.multiTenant (true) is not possible yet: a multi-tenant service needs the URL of its multi-tenant database, admin API keys and the tenants' encryption key, and no config key takes them yet.
  Set it to false, and run one stack with its own namePrefix per tenant.`,
  ],
  ["buckets that are no list", { buckets: { a: 1 } }, `error: FILE: alfred-storage:buckets ({"a":1}) is not a list.`],
  [
    "a bucket without an id",
    goodBucket({ id: undefined }),
    `error: FILE: alfred-storage:buckets[0].id is missing.
  Add it: what URLs use, by the rules of S3 bucket names. Another id is another bucket.`,
  ],
  [
    "an unknown key of a bucket",
    goodBucket({ filesizeLimit: "1MiB" }),
    `error: FILE: alfred-storage:buckets[0].filesizeLimit is not a known key; known: id, name, public, fileSizeLimit, file_size_limit, allowedMimeTypes, allowed_mime_types, onRemoval, policies.
  Rename it to fileSizeLimit.`,
  ],
  [
    "an unknown key that resembles none",
    goodBucket({ colour: "red" }),
    `error: FILE: alfred-storage:buckets[0].colour is not a known key; known: id, name, public, fileSizeLimit, file_size_limit, allowedMimeTypes, allowed_mime_types, onRemoval, policies.
  Remove it.`,
  ],
  [
    "a bucket that is public in words",
    goodBucket({ public: "yes" }),
    "error: FILE: alfred-storage:buckets[0].public (yes) is neither true nor false.",
  ],
  [
    "a limit above the service's, in the seed's spelling",
    goodBucket({ fileSizeLimit: undefined, file_size_limit: 209715200 }),
    `error: FILE: alfred-storage:buckets[0].file_size_limit (209715200) is above the service's upload limit of 100MiB, so no upload could reach it.
  Lower it to at most 100MiB, or raise service.uploadLimit.`,
  ],
  [
    "a limit in both spellings",
    goodBucket({ file_size_limit: 1024 }),
    "error: FILE: alfred-storage:buckets[0].file_size_limit (1024) is given beside fileSizeLimit; write one of the two.",
  ],
  [
    "types in both spellings",
    goodBucket({ allowed_mime_types: ["image/png"] }),
    `error: FILE: alfred-storage:buckets[0].allowed_mime_types (["image/png"]) is given beside allowedMimeTypes; write one of the two.`,
  ],
  [
    "an unknown way of removal",
    goodBucket({ onRemoval: "delete" }),
    "error: FILE: alfred-storage:buckets[0].onRemoval (delete) is not known; allowed: refuse, retain.",
  ],
  [
    "an unknown verb",
    goodPolicy({ verbs: ["list", "uplod"] }),
    `error: FILE: alfred-storage:buckets[0].policies[0].verbs[1] (uplod) is not known; allowed: list, download, upload, overwrite, remove, select, insert, update, delete.
  Write upload.`,
  ],
  [
    "a verb among the seed's actions",
    goodPolicy({ verbs: undefined, actions: ["list"] }),
    "error: FILE: alfred-storage:buckets[0].policies[0].actions[0] (list) is not known; allowed: select, insert, update, delete.",
  ],
  [
    "actions beside verbs",
    goodPolicy({ actions: ["select"] }),
    `error: FILE: alfred-storage:buckets[0].policies[0].actions (["select"]) is given beside verbs; write all of them under one of the two.`,
  ],
  [
    "no verbs",
    goodPolicy({ verbs: undefined }),
    `error: FILE: alfred-storage:buckets[0].policies[0].verbs is missing.
  Add it: what they may do: list, download, upload, overwrite, remove.`,
  ],
  [
    "no actions in a list of them",
    goodPolicy({ verbs: undefined, actions: [] }),
    `error: FILE: alfred-storage:buckets[0].policies[0].actions ([]) is empty, so the policy permits nothing.
  Name at least one verb, such as download.`,
  ],
  [
    "a policy about buckets",
    goodPolicy({ resources: ["buckets"] }),
    "error: FILE: alfred-storage:buckets[0].policies[0].resources[0] (buckets) is not known; policies are about objects.",
  ],
  [
    "an unknown condition",
    goodPolicy({ condition: "ownr" }),
    "error: FILE: alfred-storage:buckets[0].policies[0].condition (ownr) is not a condition; write owner, userFolder, public, or a map with folder, metadata, userMetadata, sql (SQL goes into a map: { sql: … }).",
  ],
  [
    "a condition of two keys",
    goodPolicy({ condition: { folder: "a", sql: "true" } }),
    `error: FILE: alfred-storage:buckets[0].policies[0].condition ({"folder":"a","sql":"true"}) is a map with several keys; write a list of conditions, all of which must hold.`,
  ],
  [
    "a metadata condition without a value",
    goodPolicy({ condition: ["owner", { metadata: { field: "size" } }] }),
    `error: FILE: alfred-storage:buckets[0].policies[0].condition[1] ({"metadata":{"field":"size"}}) is not a condition; write { metadata: { field: <text>, equals: <text> } }.`,
  ],
  [
    "an SQL condition that breaks out of its brackets",
    goodPolicy({ condition: { sql: "true) OR (true" } }),
    `error: FILE: alfred-storage:buckets[0].policies[0].condition.sql ("true) OR (true") is not one SQL expression (PostgreSQL's parser says: syntax error at or near ")").
  Write one boolean expression over the columns of storage.objects.`,
  ],
];

describe("the rules of a stack file", () => {
  for (const [what, change, expected] of rules) {
    it(`judge ${what}`, async () => {
      const { settings, issues } = await readSettings(asPulumi({ ...goodConfig, ...change }), "FILE");
      assert.equal(formatIssues(issues), expected);
      assert.equal(settings === undefined, expected.startsWith("error"));
    });
  }
});
