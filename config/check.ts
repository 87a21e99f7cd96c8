import type * as Yaml from "yaml";
import type { Document, Node } from "yaml";
import type { Issue } from "../components/issue";
import type { LocatedIssue } from "./issues";
import { keyText, namespace, setSecret } from "./key-text";
import { knownKeys } from "./look-up";
import { readConfig, type ReadResult, textSections } from "./read";
import { decrypted, isEncrypted, isSecret, secretsBelow } from "./secrets";
import { isMap } from "./written";

/**
 * Checks the text of a stack file (`Pulumi.<stack>.yaml`). Issues have line numbers. A secret is taken as it is: its
 * plain text is checked when Pulumi runs the program.
 */
export async function checkStackFile(text: string, file: string): Promise<ReadResult> {
  const yaml = await import("yaml");
  const lines = new yaml.LineCounter();
  // Pulumi's parser merges maps with <<, so this one does.
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const locate = (issue: Issue, path: Issue["path"], position = positionOf(yaml, document, path)): LocatedIssue => {
    const line = position === undefined ? {} : { line: lines.linePos(position).line };
    const [first, ...rest] = path;
    return { ...issue, file, key: keyText(first === "config" && rest.length > 0 ? rest : path, ""), ...line };
  };
  if (document.errors.length > 0) {
    // What follows the first mistake in the syntax is mostly its echo; keys given twice are mistakes of their own.
    const first = document.errors.find(({ code }) => code !== "DUPLICATE_KEY");
    const errors = document.errors.filter((error) => error === first || error.code === "DUPLICATE_KEY");
    return {
      settings: undefined,
      issues: errors.map((error) => locate(syntaxIssue(error, text.slice(error.pos[0])), [], error.pos[0])),
    };
  }
  let root: unknown;
  try {
    root = document.toJS();
  } catch (error) {
    return { settings: undefined, issues: [locate(syntaxIssue(error as Error), [])] };
  }

  const { sections, issues } = ownSections(root);
  const around = issues.map((issue) => locate(issue, issue.path));
  if (sections === undefined) return { settings: undefined, issues: around };
  const encrypted = [...sections]
    .filter(([section, { value }]) => isEncrypted(value) && knownKeys([]).includes(section))
    .map(([section]) => section);
  const open = [...sections].filter(([section]) => !encrypted.includes(section));
  const secrets = open.flatMap(([section, { value }]) => secretIssues(value, [section]));
  const config = Object.fromEntries(open.map(([section, { value }]) => [section, asProgramSees(section, value)]));
  const { settings, issues: mistakes } = await readConfig(config);
  // The reader misses what is encrypted, and does not know it for what it is.
  const own = mistakes.filter(
    ({ path }) =>
      !encrypted.includes(String(path[0])) &&
      !secrets.some((secret) => secret.path.every((part, position) => part === path[position])),
  );
  const inFile = (issue: Issue): LocatedIssue => {
    const [section = "", ...rest] = issue.path;
    return locate(issue, ["config", sections.get(String(section))?.key ?? `${namespace}:${section}`, ...rest]);
  };
  const all = [...around, ...[...encrypted.map(encryptedSection), ...secrets, ...own].map(inFile)];
  all.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
  const sound = encrypted.length === 0 && !all.some(({ severity }) => severity === "error");
  return { settings: sound ? settings : undefined, issues: all };
}

interface Section {
  /** The key as it stands in the file. */
  readonly key: string;
  readonly value: unknown;
}

/**
 * The sections of the namespace, each with the key that stands in the file: with the namespace, or without, which Pulumi
 * takes as the project's. Keys of other namespaces are left alone.
 */
function ownSections(root: unknown): { sections?: Map<string, Section>; issues: Issue[] } {
  const error = (path: Issue["path"], message: string, remedy: string): Issue => ({
    severity: "error",
    path,
    message,
    remedy,
  });
  if (root !== null && !isMap(root)) return { issues: [error([], "is not a map of keys", "begin it with config:")] };
  const issues = Object.keys(root ?? {})
    .filter((key) => key.includes(":"))
    .map((key) => error([key], "stands outside of config, where Pulumi does not read it", "move it below config:"));
  const config = root?.["config"] ?? {};
  if (!isMap(config)) {
    const remedy = `write keys such as ${namespace}:platform below it`;
    return { issues: [...issues, error(["config"], "is not a map of keys", remedy)] };
  }
  const sections = new Map<string, Section>();
  for (const [key, value] of Object.entries(config)) {
    const section = key.startsWith(`${namespace}:`) ? key.slice(namespace.length + 1) : key;
    if (section.includes(":")) continue;
    const other = sections.get(section)?.key;
    if (other !== undefined) issues.push(error(["config", key], `is the same key as ${other}`, "remove one of them"));
    sections.set(section, { key, value });
  }
  return { sections, issues };
}

/** The value as the program will see it. */
function asProgramSees(section: string, value: unknown): unknown {
  // Pulumi hands single values to the program as text, also where YAML has a number or a truth value.
  if (textSections.includes(section))
    return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  return decrypted(value, [section]);
}

/** Secrets in plain text, and encrypted values where no secret belongs. */
function secretIssues(value: unknown, path: Issue["path"]): Issue[] {
  if (isSecret(path)) return isEncrypted(value) || value === null ? [] : [plainSecret(path)];
  if (isEncrypted(value)) return isKnown(path) ? [needlesslyEncrypted(path)] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    secretIssues(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Whether the key may stand in its map; where it may not, the schema says so. */
function isKnown(path: Issue["path"]): boolean {
  const known = knownKeys(path.slice(0, -1));
  return known.length === 0 || known.includes(String(path.at(-1)));
}

function plainSecret(path: Issue["path"]): Issue {
  const thing = path.at(-1) === "password" ? "password" : "secret";
  return {
    severity: "error",
    path,
    message: "is in plain text, for everyone who can read the file",
    remedy: `change the ${thing}, then run: ${setSecret(...path)}`,
  };
}

function needlesslyEncrypted(path: Issue["path"]): Issue {
  const secrets = secretsBelow(path);
  return secrets.length === 0
    ? {
        severity: "error",
        path,
        message: "is encrypted, but it is no secret",
        remedy: "write it in plain text, so that it can be checked",
      }
    : {
        severity: "error",
        path,
        message: "is encrypted as a whole, so it cannot be checked",
        remedy: `encrypt only what is secret in it: ${secrets.join(", ")}`,
      };
}

function encryptedSection(section: string): Issue {
  const message = "is encrypted as a whole, so it is checked only when Pulumi runs the program";
  return { severity: "note", path: [section], message };
}

/** `rest` is the text from the mistake on. */
function syntaxIssue({ message, ...error }: Error & { readonly code?: string }, rest = ""): Issue {
  if (error.code === "DUPLICATE_KEY") {
    const key = /^.*?(?=:(\s|$))/.exec(rest)?.[0] ?? "a key";
    const twice = `has ${key} twice in the same map, and only one of them would count`;
    return { severity: "error", path: [], message: twice, remedy: "remove or rename one of them" };
  }
  const reason = `${message.slice(0, 1).toLowerCase()}${message.slice(1)}`;
  return { severity: "error", path: [], message: `is not valid YAML: ${reason}` };
}

/** Where the key or entry at `path` begins; where there is none, the nearest one around it. */
function positionOf(yaml: typeof Yaml, document: Document, path: Issue["path"]): number | undefined {
  let here: unknown = document.contents;
  let position: number | undefined;
  for (const part of path) {
    const node = yaml.isAlias(here) ? here.resolve(document) : here;
    if (yaml.isMap(node)) {
      const pair = node.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) break;
      position = (pair.key as Node).range?.[0] ?? position;
      here = pair.value;
    } else if (yaml.isSeq(node)) {
      here = node.items[Number(part)];
      position = (here as Node | undefined)?.range?.[0] ?? position;
    } else break;
  }
  return position;
}
