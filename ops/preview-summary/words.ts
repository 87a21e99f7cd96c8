/** Small parts of sentences. */

/** As long as what a person reads of one value. */
const longest = 200;

export const shortened = (text: string, length = longest): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/**
 * A value as code in Markdown: in one line, and with nothing that ends it early or, in a table, the cell. Text that comes
 * from a stack file or a database must not become Markdown.
 */
export function code(value: string): string {
  const line = shortened(value.replace(/\s+/g, " ").trim());
  const fence = "`".repeat(longestRun(line) + 1);
  const padded = line === "" || line.startsWith("`") || line.endsWith("`") ? ` ${line} ` : line;
  return `${fence}${padded}${fence}`;
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));

/** Text of somebody else within a sentence of ours: shown as it stands, and mentioning nobody. */
export const plain = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>|#~]/g, (sign) => `\\${sign}`)
    .replace(/@(?=\w)/g, "@\u200b")
    .replace(/\s+/g, " ")
    .trim();

/** `a`, `b` and `c`. */
export function all(values: readonly string[], print: (value: string) => string = code): string {
  const printed = values.map(print);
  if (printed.length < 2) return printed.join("");
  return `${printed.slice(0, -1).join(", ")} and ${String(printed.at(-1))}`;
}

/** A few of them, and how many more there are. */
export function some(values: readonly string[], print: (value: string) => string = code, most = 8): string {
  if (values.length <= most) return all(values, print);
  return `${values.slice(0, most).map(print).join(", ")} and ${values.length - most} more`;
}

/** A value of unknown kind. */
export const shown = (value: unknown, instead: string): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : instead;

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** The same of what is Markdown already. */
export const phrases = (values: readonly string[]): string => all(values, String);
