/** What the specs of both platforms back up. */
import type { Bundle } from "../../ops/backup/bundle";
import type { ImageReference } from "../image-reference";
import type { BackupArgs, S3Objects, S3Repository } from "./args";

export const program: Bundle = { code: "console.log(1)", sha256: "ab".repeat(32), gzip: "H4sIAAAAAAAAAw==" };

export const images = {
  restic: "restic/restic:0.18.0" as ImageReference,
  node: "node:24.21.0-bookworm-slim" as ImageReference,
  postgresqlTools: "postgres:17.6-bookworm" as ImageReference,
};

/** All but where the data is. */
export const common = {
  stack: "prod",
  repositoryPassword: "hunter2-repository",
  database: {
    host: "db-postgres",
    port: 5432,
    name: "postgres",
    username: "backup",
    password: "hunter2-database",
    tls: "require",
  },
  wholeDatabase: true,
  keep: { daily: 7, weekly: 4, monthly: 12 },
  schedule: { backup: "17 2 * * *", drill: "17 4 * * 0" },
} as const satisfies Partial<BackupArgs<never>>;

export const s3Objects: S3Objects = {
  kind: "s3",
  bucket: "alfred-platform-prod",
  region: "us-west-2",
  tenant: "storage-single-tenant",
  copies: { bucket: "alfred-platform-prod-backups", region: "us-east-2" },
};

export const s3Repository: S3Repository = {
  kind: "s3",
  bucket: "alfred-platform-prod-backups",
  region: "us-east-2",
  prefix: "",
};

export const folder = "alfred-platform/storage-single-tenant";
