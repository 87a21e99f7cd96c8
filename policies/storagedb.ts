/** What rules on the storage service's database have in common. */
import type { Resource } from "./rule";
import { at, knownTextAt, listAt, textsAt } from "./values";

export const accessPolicyType = "storagedb:index:AccessPolicy";
export const bucketType = "storagedb:index:Bucket";

/** Who may do what with which objects of a bucket. */
export interface Access {
  readonly policy: Resource;
  /** The bucket's id, or words for it where a first preview does not know that yet. */
  readonly bucket: string;
  /** Whether it is for requests without a user. PostgreSQL takes `public` for every role. */
  readonly anyone: boolean;
  /** The roles that stand for users: neither those without one nor those of the platform itself. */
  readonly users: readonly string[];
  readonly verbs: readonly string[];
  /** Whether it is about every object of the bucket. */
  readonly everyObject: boolean;
  /** Whether it is about a user's own objects, of which there are none without a user. */
  readonly own: boolean;
}

const anonymous = ["anon", "public"];
const platform = ["service_role", "supabase_admin"];

export function accessOf(policy: Resource): Access {
  const { props } = policy;
  const roles = textsAt(props, "roles");
  const conditions = listAt(props, "conditions").map((_, position) => at(props, `conditions.${position}`));
  return {
    policy,
    bucket: knownTextAt(props, "bucket") ?? "that it belongs to",
    anyone: roles.some((role) => anonymous.includes(role)),
    users: roles.filter((role) => !anonymous.includes(role) && !platform.includes(role)),
    verbs: textsAt(props, "verbs"),
    everyObject: conditions.every((condition) => condition === "public"),
    own: conditions.some((condition) => condition === "owner" || condition === "userFolder"),
  };
}

/**
 * The access to the objects of public buckets, or of private ones, that the stack gives: by the bucket's id, or, where a
 * first preview does not know that yet, by what a policy depends on.
 */
export function accessToBuckets(kind: "public" | "private", resources: readonly Resource[]): readonly Access[] {
  const buckets = resources
    .filter(({ type, props }) => type === bucketType && (at(props, "public") === false) === (kind === "private"))
    .map(({ urn, props }) => ({ urn, id: knownTextAt(props, "bucketId") }));
  // Looked up, since a stack may have a thousand of each.
  const ids = new Set(buckets.map(({ id }) => id));
  const urns = new Set(buckets.map(({ urn }) => urn));
  const unnamed = new Set(buckets.filter(({ id }) => id === undefined).map(({ urn }) => urn));
  return resources
    .filter(({ type, props, dependsOn }) => {
      if (type !== accessPolicyType) return false;
      const id = knownTextAt(props, "bucket");
      if (id === undefined) return dependsOn.some((urn) => urns.has(urn));
      return ids.has(id) || dependsOn.some((urn) => unnamed.has(urn));
    })
    .map(accessOf);
}

/** Those of its verbs that are among some, as words. */
export const among = ({ verbs }: Access, some: readonly string[]): string =>
  verbs.filter((verb) => some.includes(verb)).join(", ");
