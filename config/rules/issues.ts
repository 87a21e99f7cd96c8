import type { Issue } from "../../components/issue";

export function error(path: Issue["path"], message: string, remedy: string): Issue {
  return { severity: "error", path, message, remedy };
}

export function warning(path: Issue["path"], message: string, remedy: string): Issue {
  return { severity: "warning", path, message, remedy };
}

export function note(path: Issue["path"], message: string, remedy: string): Issue {
  return { severity: "note", path, message, remedy };
}

/** The keys of a map that are written. */
export function written<K extends string>(map: Readonly<Partial<Record<K, unknown>>>, ...keys: readonly K[]): K[] {
  return keys.filter((key) => map[key] !== undefined);
}

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string => names.join(", ").replace(/, ([^,]*)$/, " and $1");

/** A value that has to differ from others, and what it is where nothing is written. */
export interface Distinct {
  readonly path: Issue["path"];
  readonly value: string | number;
  readonly standard: string | number;
}

/**
 * The values that are given twice, each with another that has it. Standards differ from one another, so one of two
 * equal values was written by somebody: that one is named.
 */
export function clashes<T extends Distinct>(all: readonly T[]): { readonly one: T; readonly other: T }[] {
  return all.flatMap((one, position) => {
    if (one.value === one.standard) return [];
    const other = all.find(
      (candidate, index) =>
        candidate.value === one.value && (index < position || candidate.value === candidate.standard),
    );
    return other === undefined ? [] : [{ one, other }];
  });
}
