import type { Condition } from "../../storagedb/access/vocabulary";
import { type Caller, callers, type Case, type StoredObject, type Target, targets } from "./cells";

type Described = Pick<StoredObject, "metadata" | "userMetadata"> & { readonly folder: string };

/** What a client sends without saying more. */
const plain = { metadata: { mimetype: "application/pdf", size: 1977 }, userMetadata: null };

/**
 * The objects on which a bucket is tried. The one `described` has the first folder and all the metadata that the
 * bucket's policies speak of, and no owner; the others differ in one thing each from an object that is nobody's.
 */
export function casesOf(
  policies: readonly { readonly conditions: readonly Condition[] }[],
  among: readonly Caller[] = callers,
): Case[] {
  const described = describedBy(policies.flatMap(({ conditions }) => conditions));
  return among.flatMap((caller) => targets.map((target) => caseOf(caller, target, described)));
}

function caseOf(caller: Caller, target: Target, described: Described): Case {
  const content =
    target === "described" ? { metadata: described.metadata, userMetadata: described.userMetadata } : plain;
  const stored = {
    ...content,
    name: nameFor(caller, target, described.folder, "there"),
    ownerId: ownerFor(caller, target),
  };
  // The service writes the token's user into every row that it writes.
  const written = { ...content, ownerId: caller.sub ?? null };
  return {
    caller,
    target,
    stored,
    uploaded: { ...written, name: nameFor(caller, target, described.folder, "new") },
    overwritten: { ...written, name: stored.name },
  };
}

function ownerFor(caller: Caller, target: Target): string | null {
  if (target === "own") return caller.sub ?? null;
  return target === "others" ? (otherThan(caller).sub ?? null) : null;
}

function nameFor(caller: Caller, target: Target, folder: string, state: "there" | "new"): string {
  const file = `${state} ${target} ${caller.name}.pdf`;
  if (target === "ownFolder") return `${caller.sub ?? caller.role}/${file}`;
  if (target === "described") return `${folder}${file}`;
  // An upload in another's place is one into his folder; the stored object of another is told by its owner alone.
  return target === "others" && state === "new" ? `${otherThan(caller).sub ?? ""}/${file}` : file;
}

function otherThan(caller: Caller): Caller {
  const other = callers.find(({ sub }) => sub !== undefined && sub !== caller.sub);
  return other ?? caller;
}

function describedBy(conditions: readonly Condition[]): Described {
  const metadata: Record<string, unknown> = { ...plain.metadata };
  const userMetadata: Record<string, unknown> = {};
  let folder = "";
  for (const condition of conditions) {
    if (typeof condition === "string") continue;
    if ("folder" in condition) folder ||= `${condition.folder}/`;
    if ("metadata" in condition) metadata[condition.metadata.field] = condition.metadata.equals;
    if ("userMetadata" in condition) userMetadata[condition.userMetadata.field] = condition.userMetadata.equals;
  }
  return { folder, metadata, userMetadata };
}
