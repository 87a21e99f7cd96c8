import assert from "node:assert/strict";
import type { ImageReference } from "../image-reference";
import { superuserOf } from "./own-server";

describe("superuserOf", () => {
  const images: [string, string][] = [
    ["supabase/postgres:17.6.1.136", "supabase_admin"],
    [`supabase/postgres:17.6.1.136@sha256:${"0".repeat(64)}`, "supabase_admin"],
    ["docker.io/supabase/postgres:17.6.1.136", "supabase_admin"],
    ["public.ecr.aws/supabase/postgres:17.6.1.136", "supabase_admin"],
    ["registry.example.com:5000/mirror/supabase/postgres:17", "supabase_admin"],
    ["postgres:17", "postgres"],
    ["registry.example.com:5000/postgres:17", "postgres"],
    ["supabase/postgres-meta:v0.91.0", "postgres"],
    ["notsupabase/postgres:17", "postgres"],
    ["supabase/postgres/fork:17", "postgres"],
  ];
  for (const [image, superuser] of images) {
    it(`is ${superuser} for ${image}`, () => {
      assert.equal(superuserOf(image as ImageReference), superuser);
    });
  }
});
