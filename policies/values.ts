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

/** The texts of a list; what is anything else is left out. */
export const textsAt = (value: unknown, path: string): readonly string[] =>
  listAt(value, path).flatMap((_, position) => textAt(value, `${path}.${position}`) ?? []);

/** A statement of IAM's policy language, each field as a list. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Who, such as `*`, `AWS:arn:…`, `Service:…`. Empty where the document belongs to somebody. */
  readonly principals: readonly string[];
  /** Operators to keys to values. */
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const listed = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String));

/** The statements of a policy document, which is JSON text or an object; undefined where it is neither. */
export function statementsAt(value: unknown, path: string): readonly Statement[] | undefined {
  const found = at(value, path);
  const document = typeof found === "string" ? parsed(found) : found;
  if (typeof document !== "object" || document === null) return undefined;
  return [(document as Fields)["Statement"]].flat().map((statement) => {
    const fields = (statement ?? {}) as Fields;
    const principal = fields["Principal"];
    return {
      effect: String(fields["Effect"]),
      actions: listed(fields["Action"]),
      resources: listed(fields["Resource"]),
      principals:
        typeof principal === "object" && principal !== null
          ? Object.entries(principal).flatMap(([kind, who]) => listed(who).map((one) => `${kind}:${one}`))
          : listed(principal),
      conditions: Object.fromEntries(
        Object.entries((fields["Condition"] ?? {}) as Fields).map(([operator, keys]) => [
          operator,
          Object.fromEntries(Object.entries(keys as Fields).map(([key, values]) => [key, listed(values)])),
        ]),
      ),
    };
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
