import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readPlan } from "../../ops/recovery/plan";
import type { BackupArgs, S3Repository } from "./args";
import { common, folder, s3Objects, s3Repository } from "./fixture";
import { planOf, type Surroundings } from "./plan";

const open = { host: "db-postgres", port: 5432, name: "postgres", username: "backup", tls: "require" } as const;

const onDisk: BackupArgs<unknown> = {
  ...common,
  database: open,
  objects: { kind: "file", place: undefined, folder },
  volumes: { redis: undefined, metrics: undefined, vector: undefined },
  methods: { redis: "files", metrics: { none: "measured again" }, vector: "files" },
};
const inS3: BackupArgs<unknown> = { ...common, objects: s3Objects, volumes: {}, methods: {} };
const local: Surroundings = {
  repository: "/var/lib/alfred-backups/repository",
  scratch: "/var/lib/alfred-backups/scratch",
  metrics: "/var/lib/alfred-backups/metrics",
  schedule: { backup: "17 2 * * *", drill: "17 4 * * 0" },
};
const remote: Surroundings = { repository: s3Repository, scratch: "/tmp" };

/** The plan as a run reads it, which refuses one that it does not understand. */
function read(args: BackupArgs<unknown>, surroundings: Surroundings) {
  const work = mkdtempSync(path.join(tmpdir(), "alfred-plan-"));
  try {
    const file = path.join(work, "plan.json");
    writeFileSync(file, JSON.stringify(planOf(args, surroundings)));
    return readPlan(file);
  } finally {
    rmSync(work, { recursive: true });
  }
}

const repository = (changed: Partial<S3Repository>) =>
  planOf(inS3, { ...remote, repository: { ...s3Repository, ...changed } }).repository;

describe("the plan of a backup", () => {
  it("is that of files and a folder", () => {
    assert.deepEqual(read(onDisk, local), {
      stack: "prod",
      repository: "/var/lib/alfred-backups/repository",
      repositoryPasswordFile: "/etc/alfred-backup/repository-password",
      database: { host: "db-postgres", port: 5432, name: "postgres", username: "backup", tls: "require" },
      objects: { kind: "file", folder: "/data/storage/alfred-platform/storage-single-tenant" },
      wholeDatabase: true,
      volumes: { redis: { folder: "/data/redis" }, vector: { folder: "/data/vector" } },
      keep: { daily: 7, weekly: 4, monthly: 12 },
      scratch: "/var/lib/alfred-backups/scratch",
      metrics: "/var/lib/alfred-backups/metrics",
      schedule: { backup: "17 2 * * *", drill: "17 4 * * 0" },
    });
  });

  it("is that of S3, with an identity that the surroundings give", () => {
    assert.deepEqual(read(inS3, remote), {
      stack: "prod",
      repository: "s3:https://s3.us-east-2.amazonaws.com/alfred-platform-prod-backups/restic",
      repositoryPasswordFile: "/etc/alfred-backup/repository-password",
      repositoryBucket: { bucket: "alfred-platform-prod-backups", region: "us-east-2" },
      database: {
        host: "db-postgres",
        port: 5432,
        name: "postgres",
        username: "backup",
        passwordFile: "/etc/alfred-backup/database-password",
        tls: "require",
      },
      objects: {
        kind: "s3",
        bucket: "alfred-platform-prod",
        region: "us-west-2",
        tenant: "storage-single-tenant",
        copies: { bucket: "alfred-platform-prod-backups", region: "us-east-2" },
      },
      wholeDatabase: true,
      volumes: {},
      keep: { daily: 7, weekly: 4, monthly: 12 },
      scratch: "/tmp",
    });
  });

  it("names the files of static credentials and of the database's authority, and holds no secret", () => {
    const s3Credentials = { accessKeyId: "hunter2-id", secretAccessKey: "hunter2-key" };
    const database = { ...common.database, tls: "verify-full", tlsCertificateAuthority: "hunter2-pem" } as const;
    const plan = read({ ...inS3, s3Credentials, database }, remote);
    const credentialsFile = "/etc/alfred-backup/s3-credentials.json";
    assert.equal(plan.repositoryBucket?.credentialsFile, credentialsFile);
    assert.ok(plan.objects.kind === "s3");
    assert.equal(plan.objects.credentialsFile, credentialsFile);
    assert.equal(plan.objects.copies.credentialsFile, credentialsFile);
    assert.equal(plan.database.tlsCertificateAuthorityFile, "/etc/alfred-backup/database-ca.pem");
    assert.doesNotMatch(JSON.stringify(plan), /hunter2/);
  });

  it("writes the repository's place as restic does", () => {
    const bucket = "alfred-platform-prod-backups";
    assert.equal(
      repository({ prefix: "alfred/prod" }),
      `s3:https://s3.us-east-2.amazonaws.com/${bucket}/alfred/prod/restic`,
    );
    assert.equal(repository({ region: "cn-north-1" }), `s3:https://s3.cn-north-1.amazonaws.com.cn/${bucket}/restic`);
    assert.equal(repository({ region: "us-gov-west-1" }), `s3:https://s3.us-gov-west-1.amazonaws.com/${bucket}/restic`);
    assert.equal(
      repository({ endpoint: "http://minio.store.svc:9000/" }),
      `s3:http://minio.store.svc:9000/${bucket}/restic`,
    );
  });

  it("names the path below which a stack keeps its copies, beside those of another one", () => {
    assert.ok(inS3.objects.kind === "s3");
    const copies = { ...inS3.objects.copies, prefix: "alfred/prod" };
    const { objects } = read({ ...inS3, objects: { ...inS3.objects, copies } }, remote);
    assert.deepEqual(objects.kind === "s3" && objects.copies, copies);
  });

  it("says how another S3 server is addressed", () => {
    const place = { endpoint: "http://minio:9000", forcePathStyle: true, checksumsWhenRequired: true };
    const plan = read(inS3, { ...remote, repository: { ...s3Repository, ...place } });
    assert.deepEqual(plan.repositoryBucket, { bucket: s3Repository.bucket, region: "us-east-2", ...place });
  });
});
