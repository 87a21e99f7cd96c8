/**
 * The words in which access to a bucket's objects is written, in a stack file, in a program and in the state alike.
 * How each becomes row-level security is in `statements.ts`.
 */

/** What a person may do with an object. */
export const verbs = ["list", "download", "upload", "overwrite", "remove"] as const;
export type Verb = (typeof verbs)[number];

/** The seed's words, each with what it means in verbs. */
export const verbsOfAction = {
  select: ["list", "download"],
  insert: ["upload"],
  update: ["overwrite"],
  delete: ["remove"],
} as const satisfies Record<string, readonly Verb[]>;
export type Action = keyof typeof verbsOfAction;

/**
 * Which objects a policy is about. A list of conditions holds where every one of them holds; an empty list always does.
 *
 * - `owner`: objects that the token's user uploaded (`owner_id` is the token's `sub`, compared as text).
 * - `userFolder`: objects in the folder named like the token's `sub`, at any depth.
 * - `public`: every object, said on purpose; a stack file may say it of a public bucket only.
 * - `{ folder }`: objects below that folder, at any depth.
 * - `{ metadata }`: objects whose field of the service's own metadata (`mimetype`, `size` …) has exactly that text.
 * - `{ userMetadata }`: the same for the metadata that the uploader gave.
 * - `{ sql }`: one boolean SQL expression over the columns of `storage.objects`.
 */
export type Condition =
  | "owner"
  | "userFolder"
  | "public"
  | { readonly folder: string }
  | { readonly metadata: FieldEquals }
  | { readonly userMetadata: FieldEquals }
  | { readonly sql: string };

export interface FieldEquals {
  readonly field: string;
  readonly equals: string;
}

/** Roles that the stack itself sees to; any other role in a policy must exist in the database. */
export const knownRoles = ["anon", "authenticated", "service_role", "supabase_admin"] as const;
