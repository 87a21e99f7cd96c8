import { canonical, changedInputs, type ResourceType, type Values } from "./resource";

/** One property in which a state differs from what is wanted. */
export interface Difference {
  /** A property path as Pulumi writes it: `roles.anon`, `policies["user-uploads/own/select"]`. */
  readonly path: string;
  readonly kind: "add" | "update" | "delete";
  readonly replaces: boolean;
  /** Whether the program's inputs differ, or only what was found in the database. */
  readonly input: boolean;
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
function nested(path: string, old: unknown, wanted: unknown): Pick<Difference, "path" | "kind">[] {
  if (isRecord(old) && isRecord(wanted)) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(wanted)])];
    return keys
      .filter((key) => canonical(old[key]) !== canonical(wanted[key]))
      .map((key) => ({
        path: /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}["${key}"]`,
        kind: kindOf(old[key], wanted[key]),
      }));
  }
  return [{ path, kind: kindOf(old, wanted) }];
}

const kindOf = (old: unknown, wanted: unknown): Difference["kind"] =>
  old === undefined ? "add" : wanted === undefined ? "delete" : "update";

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** The same in a sentence, for people: what adopting an existing thing would change. */
export function inWords(
  found: Values,
  wanted: Values,
  changes: readonly Difference[],
  secrets: Iterable<string>,
): string {
  const hidden = new Set(secrets);
  return changes
    .map(({ path }) => {
      const key = path.split(/[.[]/, 1)[0] ?? path;
      if (hidden.has(key)) return `${path}: [secret]`;
      const text = (side: Values) => (side[key] === undefined ? "nothing" : JSON.stringify(side[key]));
      return `${key}: ${text(found)} becomes ${text(wanted)}`;
    })
    .join("; ");
}
