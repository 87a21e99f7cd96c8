import { z } from "zod";
import { image } from "./fields";

/** `alfred-storage:images`. The defaults are the tags that Supabase's own compose file shipped together (2026-09). */
export const images = z.strictObject({
  storage: image("supabase/storage-api:v1.74.0").describe("The storage service."),
  api: image("postgrest/postgrest:v14.17").describe("PostgREST, the API on the database."),
  database: image("supabase/postgres:17.6.1.136").describe("PostgreSQL, where the stack runs it itself."),
  imageProxy: image("darthsim/imgproxy:v3.31.4").describe("imgproxy, which transforms images."),
});
