import { canonical, changedInputs, type ResourceType, type Values } from "./resource";

/** One property in which a state differs from what is wanted. */
export interface Difference {
  /** A property path as Pulumi writes it: `roles.anon`, `policies["user-uploads/own/select"]`. */
  readonly path: string;
  readonly kind: "add" | "update" | "delete";
  readonly replaces: boolean;
  /** Whether the program's inputs differ, or only what was found in the database. */
  readonly input: boolean;
  readonly old?: unknown;
  readonly wanted?: unknown;
}

/** All that an update of the resource would change, whoever caused it. */
export function differences(type: ResourceType, wanted: Values, state: Values): Difference[] {
  const inputs = changedInputs(type, wanted, state).flatMap((key) =>
    nested(key, state[key], wanted[key]).map((part) => ({
      ...part,
      replaces: type.immutable.includes(key),
      input: true,
    })),
  );
  const drifted = (type.drift?.(state) ?? []).map((path): Difference => ({
    path,
    kind: "update",
    replaces: false,
    input: false,
  }));
  return [...inputs, ...drifted];
}

/** The parts of a changed property: by key where both sides are plain objects, else the whole. */
function nested(path: string, old: unknown, wanted: unknown): Pick<Difference, "path" | "kind" | "old" | "wanted">[] {
  if (!isRecord(old) || !isRecord(wanted)) return [{ path, kind: kindOf(old, wanted), old, wanted }];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(wanted)])];
  return keys
    .filter((key) => canonical(old[key]) !== canonical(wanted[key]))
    .map((key) => ({
      path: /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}["${key}"]`,
      kind: kindOf(old[key], wanted[key]),
      old: old[key],
      wanted: wanted[key],
    }));
}

const kindOf = (old: unknown, wanted: unknown): Difference["kind"] =>
  old === undefined ? "add" : wanted === undefined ? "delete" : "update";

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** The same in a sentence, for people: what adopting an existing thing would change. */
export function inWords(changes: readonly Difference[], secrets: readonly string[]): string {
  const text = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));
  return changes
    .map(({ path, input, old, wanted }) => {
      if (!input) return `${path} put in place`;
      if (secrets.includes(path)) return `${path}: [secret]`;
      return `${path}: ${text(old)} becomes ${text(wanted)}`;
    })
    .join("; ");
}
