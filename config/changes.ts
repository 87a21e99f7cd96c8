import type { Issue } from "../components/issue";
import { effectOf, type Effect, reaches, type Reach } from "./effects";
import { keyText, namespace } from "./key-text";
import { keys } from "./key-table";
import { isMap } from "./written";

/** A key that stands differently in two versions of a stack file. */
export interface Change {
  /** As a person writes it; entries of lists by what they are called: `buckets[agent-documents].public`. */
  readonly key: string;
  /** In the words of docs/config.md. */
  readonly effect: Effect;
  /** Undefined where it was not written, or is not any more. */
  readonly before: unknown;
  readonly after: unknown;
}

type Path = Issue["path"];

/** What entries of a list are called by. */
const names = ["id", "name", "address"] as const;

/**
 * The keys that differ between two stack files, the far-reaching edits first. Entries of lists are compared by their
 * names, so that another order is no change.
 *
 * @param before the values below `config` of the file as it was
 * @param after those of the file as it is
 */
export function changesBetween(before: unknown, after: unknown, platform: "docker" | "kubernetes"): Change[] {
  const [old, now] = [leaves(sections(before)), leaves(sections(after))];
  const defaults = new Map(keys().map(({ name, schema }) => [name, schema.default]));
  return [...new Set([...old.keys(), ...now.keys()])]
    .flatMap((key): Change[] => {
      const pattern = patternOf((now.get(key) ?? old.get(key))?.path ?? [], defaults);
      const values = [old.get(key)?.value, now.get(key)?.value] as const;
      const [was, is] = values.map((value) => JSON.stringify(value ?? defaults.get(pattern)));
      if (was === is) return []; // a default that is now written is no change
      const effect = effectOf(pattern, platform) ?? { reach: "refused", note: "npm run check says why" };
      return [{ key, effect, before: values[0], after: values[1] }];
    })
    .sort((one, two) => rank(one.effect.reach) - rank(two.effect.reach) || (one.key < two.key ? -1 : 1));
}

/** The worst first. */
const rank = (reach: Reach): number => -Object.keys(reaches).indexOf(reach);

/** The sections of the namespace, without it. */
function sections(config: unknown): Record<string, unknown> {
  const prefix = `${namespace}:`;
  const own = Object.entries(isMap(config) ? config : {}).filter(
    ([key]) => key.startsWith(prefix) || !key.includes(":"),
  );
  return Object.fromEntries(
    own.map(([key, value]) => [key.startsWith(prefix) ? key.slice(prefix.length) : key, value]),
  );
}

interface Leaf {
  readonly path: Path;
  readonly value: unknown;
}

/** What stands at the ends of a tree, by how it is called. Lists of plain values are ends. */
function leaves(tree: unknown, path: Path = [], called = ""): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  const isSecret = isMap(tree) && Object.keys(tree).join() === "secure";
  if (Array.isArray(tree) && tree.some(isMap)) {
    for (const [position, entry] of tree.entries()) {
      const name = names
        .map((key) => (isMap(entry) ? entry[key] : undefined))
        .find((value) => typeof value === "string");
      for (const [key, leaf] of leaves(entry, [...path, position], `${called}[${String(name ?? position)}]`))
        found.set(key, leaf);
    }
  } else if (isMap(tree) && !isSecret && Object.keys(tree).length > 0) {
    for (const [key, value] of Object.entries(tree)) {
      const inner = called === "" ? keyText([key], "") : `${called}.${key}`;
      for (const [name, leaf] of leaves(value, [...path, key], inner)) found.set(name, leaf);
    }
  } else if (called !== "") {
    found.set(called, { path, value: tree });
  }
  return found;
}

/** The key as docs/config.md has it: positions as [], names of a person's own as <name>. */
function patternOf(path: Path, known: ReadonlyMap<string, unknown>): string {
  return path.reduce<string>((around, part) => {
    if (typeof part === "number") return `${around}[]`;
    const key = around === "" ? part : `${around}.${part}`;
    const named = `${around}.<name>`;
    return !known.has(key) && [...known.keys()].some((one) => one.startsWith(named)) ? named : key;
  }, "");
}
