import { stackFileSchema } from "./json-schema";
import { namespace } from "./key-text";

interface Schema {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  /** Of a map whose keys are a person's own. */
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
}

/** Between these lines of docs/stack-files.md stands the table; the first also keeps the formatter away from it. */
const begin = "<!-- prettier-ignore-start -->";
const end = "<!-- prettier-ignore-end -->";

/** The page with its table of keys as the schema has it now. */
export function withKeyTable(page: string): string {
  const [before = "", rest = ""] = page.split(begin);
  const after = rest.split(end)[1] ?? "";
  return `${before}${begin}\n${keyTable()}\n${end}${after}`;
}

/** Every key with its meaning and default, as a table in Markdown. */
function keyTable(): string {
  const config = (stackFileSchema() as Schema).properties?.["config"] ?? {};
  return ["| key | meaning | default |", "|---|---|---|", ...rows(config, "")].join("\n");
}

function rows(schema: Schema, around: string): string[] {
  const own = [schema, ...(schema.anyOf ?? [])].flatMap(({ properties, required }) =>
    Object.entries(properties ?? {}).flatMap(([key, value]) => {
      const name = around === "" ? key.slice(namespace.length + 1) : `${around}.${key}`;
      if (name.endsWith(".secure")) return [];
      const standard = required?.includes(key) === true ? "required" : defaultOf(value);
      return [
        `| \`${name}\` | ${(value.description ?? "").replaceAll("|", "\\|")} | ${standard} |`,
        ...rows(value, name),
      ];
    }),
  );
  const { items, additionalProperties: named } = schema;
  return [
    ...own,
    ...(items === undefined ? [] : rows(items, `${around}[]`)),
    ...(typeof named === "object" ? rows(named, `${around}.<name>`) : []),
  ];
}

/** Maps and lists are empty by default; their keys have the defaults that say something. */
function defaultOf({ default: value }: Schema): string {
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isPlain && value !== "" ? `\`${String(value)}\`` : "";
}
