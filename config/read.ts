import type { Issue } from "../components/issue";
import type { LocatedIssue } from "./issues";
import { keyText, namespace } from "./key-text";
import { parse } from "./parse";
import { ruleIssues } from "./rules";
import { isShowable, redacted } from "./secrets";
import type { Settings } from "./settings";
import { toSettings } from "./to-settings";
import { asWritten, valueAt } from "./written";

export interface ReadResult {
  /** Undefined where an issue is an error. */
  readonly settings: Settings | undefined;
  readonly issues: readonly LocatedIssue[];
}

/**
 * Reads the config as Pulumi hands it to a program (`pulumi.runtime.allConfig()`): full keys, structured values as JSON
 * text. `file` is named in the issues.
 */
export async function readSettings(config: Readonly<Record<string, string>>, file: string): Promise<ReadResult> {
  const own = Object.entries(config)
    .filter(([key]) => key.startsWith(`${namespace}:`))
    .map(([key, value]): [string, unknown] => [key.slice(namespace.length + 1), decode(key, value)]);
  const { settings, issues } = await readConfig(Object.fromEntries(own));
  return { settings, issues: issues.map((issue) => ({ ...issue, file, key: keyText(issue.path) })) };
}

/** Sections that are one text; all others are maps or lists. */
export const textSections = ["platform", "namePrefix"];

function decode(key: string, value: string): unknown {
  if (textSections.includes(key.slice(namespace.length + 1))) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value; // the schema says what it should have been
  }
}

/** Checks the namespace's keys. The issues have the paths and values of what is written. */
export async function readConfig(
  config: Readonly<Record<string, unknown>>,
): Promise<{ settings: Settings | undefined; issues: Issue[] }> {
  const reading = parse(config);
  const rules = (await ruleIssues(reading.usable)).map((issue) => ({ ...issue, path: reading.original(issue.path) }));
  const issues = [...reading.issues, ...rules].map((issue) => written(config, issue));
  const sound = !issues.some(({ severity }) => severity === "error");
  return { settings: sound && reading.complete !== undefined ? toSettings(reading.complete) : undefined, issues };
}

function written(config: Readonly<Record<string, unknown>>, issue: Issue): Issue {
  const path = asWritten(config, issue.path);
  const value = valueAt(config, path);
  const { severity, message, remedy } = issue;
  const unknownKey = message.startsWith("is not a known key"); // its value may be a secret
  return {
    severity,
    path: path.map((part) => (typeof part === "string" ? redacted(config, part) : part)),
    message: redacted(config, message),
    ...(unknownKey || !isShowable(config, path, value) ? {} : { value }),
    ...(remedy === undefined ? {} : { remedy: redacted(config, remedy) }),
  };
}
