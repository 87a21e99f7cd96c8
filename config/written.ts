import type { Issue } from "../components/issue";
import { otherSpellings } from "./buckets";
import { namespace } from "./settings";

type Path = Issue["path"];

/**
 * The same place in the words of the file: a component says `fileSizeLimit` and `conditions[0]` where the person may
 * have written `file_size_limit` and `condition`.
 */
export function asWritten(config: unknown, path: Path): (string | number)[] {
  const written: (string | number)[] = [];
  let here = config;
  for (const part of path) {
    if (typeof part === "number") {
      if (!Array.isArray(here) && written.length > 0) continue; // a single condition, which components see as a list
      written.push(part);
      here = (here as unknown[] | undefined)?.[part];
      continue;
    }
    // Own keys only: a person may write a key such as valueOf.
    const spellings = [part, ...(Object.hasOwn(otherSpellings, part) ? (otherSpellings[part] ?? []) : [])];
    const present = isMap(here) ? spellings.find((key) => Object.hasOwn(here as object, key)) : undefined;
    const key = present ?? (part === "conditions" ? "condition" : part);
    written.push(key);
    here = isMap(here) ? here[key] : undefined;
  }
  return written;
}

/** What stands in the file at a place, undefined where nothing does. */
export function valueAt(config: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, part) => {
    if (Array.isArray(here)) return here[part as number] as unknown;
    return isMap(here) && Object.hasOwn(here, part) ? here[part as string] : undefined;
  }, config);
}

/** A path as a person reads it: `alfred-storage:buckets[2].fileSizeLimit`. */
export function keyText(path: Path, root = `${namespace}:`): string {
  const [first = "", ...rest] = path;
  return root + String(first) + rest.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("");
}

/**
 * Whether a value may be shown. Nothing of the database section is, beyond what cannot hold a password by accident (a
 * whole connection URL as `host`, for example); and no value that contains the password itself.
 */
export function isShowable(config: unknown, path: Path, value: unknown): boolean {
  if (value === undefined) return false;
  const shown = JSON.stringify(value);
  if (secretsOf(config).some((secret) => shown.includes(JSON.stringify(secret).slice(1, -1)))) return false;
  if (path[0] !== "database") return typeof path[0] === "string";
  const plain = ["port", "tls", "host", "name", "administrator"];
  return path.length === 2 && plain.includes(String(path[1])) && typeof value !== "object" && !/[@:/]/.test(shown);
}

/** A text without the secrets that a person may have written in the wrong place too. */
export function redacted(config: unknown, text: string): string {
  return secretsOf(config).reduce((result, secret) => result.replaceAll(secret, "[secret]"), text);
}

/** Shorter passwords occur in ordinary words, where hiding them would give them away. */
const shortestHidden = 4;

function secretsOf(config: unknown): string[] {
  const password = valueAt(config, ["database", "password"]);
  const secret = typeof password === "string" || typeof password === "number" ? String(password) : "";
  return secret.length >= shortestHidden && secret !== "[secret]" ? [secret] : [];
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
