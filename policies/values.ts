/** Reading of inputs that may be missing, of another type than expected, or not known yet. */
import { NotKnownYet, unknown } from "./rule";

type Fields = Readonly<Record<string, unknown>>;

/** The value at a path such as `spec.template.spec`; undefined where anything on the way is missing. */
export function at(value: unknown, path: string): unknown {
  let here = value;
  for (const key of path.split(".")) {
    if (here === unknown) throw new NotKnownYet(path);
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Fields)[key];
  }
  if (here === unknown) throw new NotKnownYet(path);
  return here;
}

/** The same as a list; empty where it is missing. */
export function listAt(value: unknown, path: string): readonly unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

/** The same as text; undefined where it is anything else. */
export function textAt(value: unknown, path: string): string | undefined {
  const found = at(value, path);
  return typeof found === "string" ? found : undefined;
}

/** The same where it is known; for what a rule only says, or can also tell another way. */
export function knownTextAt(value: unknown, path: string): string | undefined {
  try {
    return textAt(value, path);
  } catch (error) {
    if (error instanceof NotKnownYet) return undefined;
    throw error;
  }
}

/** The texts of a list; what is anything else is left out. */
export const textsAt = (value: unknown, path: string): readonly string[] =>
  listAt(value, path).flatMap((_, position) => textAt(value, `${path}.${position}`) ?? []);
