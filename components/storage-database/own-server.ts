import type { ImageReference } from "../image-reference";

/**
 * The superuser that an image makes in an empty volume. Supabase's has to be `supabase_admin`: its first-start scripts
 * work as that role only. The official image, and what is built on it, makes `postgres`.
 *
 * @example
 * ```ts
 * superuserOf("supabase/postgres:17.6.1.136" as ImageReference); // supabase_admin
 * ```
 */
export function superuserOf(image: ImageReference): string {
  return /(^|\/)supabase\/postgres:/.test(image) ? "supabase_admin" : "postgres";
}
