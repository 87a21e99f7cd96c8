import type { Issue } from "../components/issue";

type Path = Issue["path"];

/** Keys as components and rules name them, with the other keys under which they may be written. */
const otherSpellings: Readonly<Record<string, readonly string[]>> = {
  encryptAtRest: ["encrypt_at_rest"],
  encryptionType: ["encryption_type"],
  kmsKeyId: ["kms_key_id"],
  fileSizeLimit: ["file_size_limit"],
  allowedMimeTypes: ["allowed_mime_types"],
  verbs: ["actions"],
  conditions: ["condition"],
};

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

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
