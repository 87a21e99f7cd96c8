import { findingsOf } from "./risks";
import { type Change, nameOf, type Operation, type State, typeOf, type Values } from "./preview";

export const state = (inputs: Values, rest: Partial<State> = {}): State => ({
  inputs,
  outputs: {},
  protect: false,
  retainOnDelete: false,
  ...rest,
});

interface Given {
  readonly old?: State;
  readonly new?: State;
  readonly paths?: readonly string[];
}

export function change(operation: Operation, type: string, name: string, given: Given): Change {
  const urn = `urn:pulumi:prod::alfred-storage::${type}::${name}`;
  return { urn, type: typeOf(urn), name: nameOf(urn), operation, paths: [], ...given };
}

/** What is said of changes, as `risk: text`. */
export function said(...changes: readonly Change[]): string[] {
  const preview = {
    ...{ failed: false, refreshed: false, unchanged: 0, found: [], messages: [], unprotected: [], states: new Map() },
    changes,
  };
  return findingsOf({ preview, held: new Map() }).map(({ risk, text }) => `${risk}: ${text}`);
}
