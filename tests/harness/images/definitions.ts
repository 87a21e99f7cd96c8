import type { ImageConfig } from "./archive";
import { postgres, supabasePostgres } from "./postgres";
import type { RootFolder } from "./root-folder";
import { postgrest, storage } from "./services";

/** An image: its layers, the lowest first, and how its containers run. */
export interface ImageDefinition {
  readonly layers: readonly ((root: RootFolder) => Promise<void>)[];
  readonly config: ImageConfig;
  /** Programs of this machine that it holds: where one is replaced by another, the image is made anew. */
  readonly programs: readonly string[];
  /** Code that is put together when the image is made, and counts as part of its definition. */
  readonly code?: () => string;
}

export const definitions = {
  postgres,
  "supabase-postgres": supabasePostgres,
  postgrest,
  storage,
} as const satisfies Readonly<Record<string, ImageDefinition>>;
