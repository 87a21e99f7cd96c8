import { z } from "zod";
import { image } from "./fields";

/**
 * `alfred-storage:images`. The defaults are the tags that Supabase's own compose file shipped together (2026-09); those of
 * recovery points are the official images.
 */
export const images = z.strictObject({
  storage: image("supabase/storage-api:v1.74.0").describe("The storage service."),
  api: image("postgrest/postgrest:v14.17").describe("PostgREST, the API on the database."),
  database: image("supabase/postgres:17.6.1.136").describe("PostgreSQL, where the stack runs it itself."),
  imageProxy: image("darthsim/imgproxy:v3.31.4").describe("imgproxy, which transforms images."),
  restic: image("restic/restic:0.18.0").describe("restic, which keeps recovery points. Only with backup."),
  node: image("node:24.21.0-bookworm-slim").describe(
    "Node.js, which the program of recovery points runs on. Only with backup.",
  ),
  postgresqlTools: image("postgres:17.6-bookworm").describe(
    "pg_dump, pg_restore and the server of a drill. Its major version has to be the database server's, or a newer one. Only with backup.",
  ),
});
