/** What a preview found, whichever of the engine's two forms it was printed in. Nothing here is secret. */

export type Values = Readonly<Record<string, unknown>>;

/** A resource as it is or would be. */
export interface State {
  readonly inputs: Values;
  readonly outputs: Values;
  readonly protect: boolean;
  /** Its removal from the program leaves the thing itself alone. */
  readonly retainOnDelete: boolean;
}

/** The engine's operations, with the three steps of a replacement as one. */
export type Operation = "create" | "update" | "replace" | "delete" | "read" | "import" | "other";

/** What would be done to one resource. */
export interface Change {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly operation: Operation;
  readonly old?: State;
  readonly new?: State;
  /** The properties that differ, as the provider names them: `spec.template.spec.containers[0].image`. */
  readonly paths: readonly string[];
}

/** Something that differs from the state: somebody changed it, and not the program. */
export interface Found {
  readonly type: string;
  readonly name: string;
  readonly gone: boolean;
  readonly paths: readonly string[];
}

export interface Message {
  readonly severity: "error" | "warning" | "info";
  readonly text: string;
  readonly urn?: string;
}

/** A rule of a policy pack that does not hold. */
export interface Violation {
  readonly policy: string;
  readonly level: string;
  /** The resource's name; none for the stack as a whole. */
  readonly resource?: string;
  readonly message: string;
}

export interface Preview {
  readonly failed: boolean;
  /** Whether it looked at what is really there. */
  readonly refreshed: boolean;
  readonly changes: readonly Change[];
  readonly unchanged: number;
  readonly found: readonly Found[];
  readonly messages: readonly Message[];
  /** Undefined where nothing tells whether a policy pack ran. */
  readonly violations?: readonly Violation[];
  /** Resources whose protection would be taken away, by URN. */
  readonly unprotected: readonly string[];
  /** What is known of resources, changed or not, by URN. */
  readonly states: ReadonlyMap<string, State>;
}

/** The engine's words for what is not known before it is done. */
const unknownTexts = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  "f42a0f59-3b2d-4d3e-b0a7-7d1d5d8c4b4e",
]);

export const isUnknown = (value: unknown): boolean => typeof value === "string" && unknownTexts.has(value);

/** The last part of a URN, which may hold colons itself. */
export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** The type in a URN, without those of its parents. */
export const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

/** The stack in a URN. */
export const stackOf = (urn: string): string => urn.split("::")[0]?.split(":").at(-1) ?? "";

/** Part of a value by its path `spec.template`; undefined where there is none. Numbers are places in lists. */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, key) => {
    if (typeof inner !== "object" || inner === null) return undefined;
    return (inner as Values)[key];
  }, value);
}

export const textAt = (value: unknown, path: string): string | undefined => {
  const found = at(value, path);
  return typeof found === "string" && !isUnknown(found) ? found : undefined;
};

export const listAt = (value: unknown, path: string): readonly unknown[] => {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
};

/** The texts of a list; what is not known yet is left out. */
export const textsAt = (value: unknown, path: string): string[] =>
  listAt(value, path).filter((one): one is string => typeof one === "string" && !isUnknown(one));

/** A copy, by some text of each. */
export const inOrder = <T>(list: readonly T[], text: (one: T) => string): T[] =>
  [...list].sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
