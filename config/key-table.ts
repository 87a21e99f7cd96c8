import { effectOf, keysWithEffects, reaches } from "./effects";
import { stackFileSchema } from "./json-schema";
import { namespace } from "./key-text";

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly maximum?: number;
  readonly examples?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  /** Of a map whose keys are a person's own. */
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
}

/** A key of stack files. */
interface Key {
  /** `[]` stands for each entry of a list, `<name>` for a name of a person's own. */
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** Every key, in the schema's order, sections before what is in them. */
export function keys(): Key[] {
  return keysIn((stackFileSchema() as Schema).properties?.["config"] ?? {}, "");
}

function keysIn(schema: Schema, around: string): Key[] {
  const own = [schema, ...(schema.anyOf ?? [])].flatMap(({ properties, required }) =>
    Object.entries(properties ?? {}).flatMap(([key, value]) => {
      const name = around === "" ? key.slice(namespace.length + 1) : `${around}.${key}`;
      if (name.endsWith(".secure")) return [];
      return [{ name, schema: value, required: required?.includes(key) === true }, ...keysIn(value, name)];
    }),
  );
  const { items, additionalProperties: named } = schema;
  return [
    ...own,
    ...(items === undefined ? [] : keysIn(items, `${around}[]`)),
    ...(typeof named === "object" ? keysIn(named, `${around}.<name>`) : []),
  ];
}

/** docs/config.md: every key with what it means, its unit and default, and what an edit of it does. */
export function configPage(): string {
  const words = Object.entries(reaches).map(([reach, meaning]) => `| **${reach}** | ${meaning} |`);
  return `# Every key of a stack file

Written by \`npm run schema\` from the schema that checks stack files. How to write one: [stack files](stack-files.md).

Below \`alfred-storage:\`; \`[]\` stands for each entry of a list, \`<name>\` for a name of your own. The last two columns say
what an edit does to an environment that runs, before you make it:

<!-- prettier-ignore-start -->
| an edit | does |
|---|---|
${words.join("\n")}
| – | it has no effect there, and \`npm run check\` refuses it, or it stands for the keys below it |
<!-- prettier-ignore-end -->

\`npm run ops -- explain-change --stack prod\` says the same of what you have just edited.

<!-- prettier-ignore-start -->
| key | meaning | unit | default | on docker | on kubernetes |
|---|---|---|---|---|---|
${keys().map(row).join("\n")}
<!-- prettier-ignore-end -->
`;
}

function row({ name, schema, required }: Key): string {
  const cells = [
    `\`${name}\``,
    schema.description ?? "",
    unitOf(schema),
    required ? "required" : defaultOf(schema),
    effectText(name, "docker"),
    effectText(name, "kubernetes"),
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function effectText(key: string, platform: "docker" | "kubernetes"): string {
  const effect = effectOf(key, platform);
  if (effect === undefined) return "–";
  return `**${effect.reach}**${effect.note === undefined ? "" : `: ${effect.note}`}`;
}

/** In what a value is counted, or what it is one of. */
function unitOf({ type, enum: values, maximum, examples, description = "", anyOf = [] }: Schema): string {
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(", ");
  if (examples?.includes("50MiB") === true) return "bytes: KiB, MiB, GiB, or KB, MB, GB";
  if (examples?.includes("500m") === true) return "cores, or m";
  if (type === "boolean") return "`true`, `false`";
  if (type === "integer") {
    if (maximum === 65535) return "port";
    return (
      /\b(days|weeks|months|minutes|percent|connections|replicas|copies)\b/i.exec(description)?.[1]?.toLowerCase() ??
      "number"
    );
  }
  if (type === "array") return "list";
  if (type === "object") return "map";
  return anyOf.length > 0 && type === undefined ? [...new Set(anyOf.map(unitOf))].join(", or ") : "text";
}

/** Maps and lists are empty by default; their keys have the defaults that say something. */
function defaultOf({ default: value }: Schema): string {
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return isPlain && value !== "" ? `\`${String(value)}\`` : "";
}

/** Effects that are written down for keys that there are not, and keys of which nothing is said, nor of those in them. */
export function effectsAstray(): string[] {
  const all = keys().map(({ name }) => name);
  const said = (key: string) => effectOf(key, "docker") !== undefined || effectOf(key, "kubernetes") !== undefined;
  const silent = all.filter((key) => !said(key) && !all.some((other) => other.startsWith(`${key}.`) && said(other)));
  return [...keysWithEffects.filter((key) => !all.includes(key)), ...silent];
}
