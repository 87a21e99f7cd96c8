import type { Verb } from "../../storagedb/access/vocabulary";

/** Somebody who sends requests to the storage service: the role and the user of the token. */
export interface Caller {
  readonly name: string;
  readonly role: string;
  /** The token's `sub`; a token without a user has none. */
  readonly sub?: string;
}

export const callers: readonly Caller[] = [
  { name: "anon", role: "anon" },
  { name: "user A", role: "authenticated", sub: "0b7e6a52-6b0f-4f4e-9a53-5d1c1f0f7a01" },
  { name: "user B", role: "authenticated", sub: "5c2d9f14-3a77-4c1b-8f0e-2b6a4d9e8b02" },
  { name: "user without UUID", role: "authenticated", sub: "partner|1977" },
  { name: "service_role", role: "service_role" },
  { name: "supabase_admin", role: "supabase_admin" },
];

/** Whose object a cell is about, seen from the caller. */
export const targets = ["own", "others", "ownFolder", "described"] as const;
export type Target = (typeof targets)[number];

/** What a row of `storage.objects` says of an object, as far as access can depend on it. */
export interface StoredObject {
  readonly name: string;
  readonly ownerId: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly userMetadata: Readonly<Record<string, unknown>> | null;
}

/** A bucket's objects in the matrix: what is there, what is read, overwritten and removed, and what is uploaded. */
export interface Case {
  readonly caller: Caller;
  readonly target: Target;
  /** There before. */
  readonly stored: StoredObject;
  /** What the service writes for an upload of a new object at such a place. */
  readonly uploaded: StoredObject;
  /** What it writes over the stored one. */
  readonly overwritten: StoredObject;
}

/** The answer to one question: may this caller do that with this object? */
export interface Cell {
  readonly bucket: string;
  readonly caller: string;
  readonly target: Target;
  readonly verb: Verb;
  readonly allowed: boolean;
}

/** A cell's name for messages, such as `user A, overwrite, others, in bucket "documents"`. */
export const cellName = ({ bucket, caller, verb, target }: Omit<Cell, "allowed">): string =>
  `${caller}, ${verb}, ${targetNames[target]}, in bucket "${bucket}"`;

export const targetNames: Readonly<Record<Target, string>> = {
  own: "own object",
  others: "other's object",
  ownFolder: "in own folder",
  described: "with metadata",
};
