import { canonical } from "../../../storagedb/resource";
import { type Change, inOrder, nameOf, type Operation, type State, typeOf, type Values } from "../preview";

/** One step, as both of the engine's forms have it. */
export interface RawStep {
  readonly op: string;
  readonly urn: string;
  readonly old: State | undefined;
  readonly new: State | undefined;
  readonly paths: readonly string[];
}

const operations: Readonly<Record<string, Operation>> = {
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "import-replacement": "replace",
  "read-replacement": "replace",
  "remove-pending-replace": "replace",
  read: "read",
  "read-discard": "read",
  import: "import",
};

/** Steps of which nothing comes. */
export const idle = new Set(["same", "refresh"]);

/**
 * What would be done to each resource: a replacement may be several steps, and is one change. In an order of its own, since
 * the engine's is chance where resources do not depend on each other, and a comment that is written anew should stay.
 */
export function changesOf(steps: readonly RawStep[]): Change[] {
  const changes = new Map<string, Change>();
  for (const { op, urn, old, new: wanted, paths } of steps) {
    if (idle.has(op)) continue;
    const known = changes.get(urn);
    const operation = operations[op] ?? "other";
    changes.set(urn, {
      ...{ urn, type: typeOf(urn), name: nameOf(urn) },
      operation: known?.operation === "replace" ? "replace" : operation,
      ...defined("old", known?.old ?? old),
      ...defined("new", wanted ?? known?.new),
      paths: [...new Set([...(known?.paths ?? []), ...paths])].sort(),
    });
  }
  const completed = [...changes.values()].map((change) => ({
    ...change,
    paths: change.paths.length > 0 ? change.paths : differing(change),
  }));
  return inOrder(completed, ({ urn }) => urn);
}

/** What differs, where nobody says why something is replaced: the engine does not where its network is replaced, too. */
function differing({ old, new: wanted }: Change): readonly string[] {
  if (old === undefined || wanted === undefined) return [];
  return changedKeys(old.inputs, wanted.inputs);
}

/** The properties that two states do not have alike. */
export function changedKeys(before: Values, after: Values): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  keys.delete("__defaults"); // the bridge's own notes
  return [...keys].filter((key) => canonical(before[key]) !== canonical(after[key])).sort();
}

const defined = <K extends string>(key: K, state: State | undefined): Partial<Record<K, State>> =>
  state === undefined ? {} : ({ [key]: state } as Record<K, State>);

/** What differs: in detail where the provider answered with it, else by property, else why the engine replaces. */
export function pathsOf(
  detailed: Values | null | undefined,
  ...others: readonly (readonly string[] | null | undefined)[]
): readonly string[] {
  const lists = [Object.keys(detailed ?? {}), ...others];
  return lists.find((list) => list !== null && list !== undefined && list.length > 0) ?? [];
}

/** By this key an object says what it is; with this value it is a secret (the SDK's `specialSigKey`). */
const signature = "4dabf18193072939515e22adb298388d";

/** The stand-in for a secret, in whatever form one comes. */
export const secret = "[secret]";

/** A copy in which every secret is its stand-in. The engine hides the values itself, but not always in the same form. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (signature in value) return secret;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}

export function stateOf(raw: {
  inputs?: Values | null | undefined;
  outputs?: Values | null | undefined;
  protect?: boolean | undefined;
  retainOnDelete?: boolean | undefined;
}): State {
  return {
    inputs: withoutSecrets(raw.inputs ?? {}) as Values,
    outputs: withoutSecrets(raw.outputs ?? {}) as Values,
    protect: raw.protect ?? false,
    retainOnDelete: raw.retainOnDelete ?? false,
  };
}
