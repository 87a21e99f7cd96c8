import type { Issue } from "../components/issue";

/** An issue with its place in a stack file. */
export interface LocatedIssue extends Issue {
  readonly file: string;
  /** Counted from 1; known where the file's text was read. */
  readonly line?: number;
  /** The path as it is written in the file, such as `alfred-storage:buckets[2].fileSizeLimit`; empty for the file. */
  readonly key: string;
}

const order = ["error", "warning", "note"] as const;

/** Every issue as text, errors first: place, key, value, what is wrong, what to do. */
export function formatIssues(issues: readonly LocatedIssue[]): string {
  return order
    .flatMap((severity) => issues.filter((issue) => issue.severity === severity))
    .map(formatIssue)
    .join("\n");
}

function formatIssue(issue: LocatedIssue): string {
  const place = issue.line === undefined ? issue.file : `${issue.file}:${issue.line}`;
  const value = issue.value === undefined ? "" : ` (${shown(issue.value)})`;
  const subject = issue.key === "" ? "the file" : issue.key;
  const remedy = issue.remedy === undefined ? "" : `\n  ${capital(issue.remedy)}.`;
  return `${issue.severity}: ${place}: ${subject}${value} ${issue.message}.${remedy}`;
}

const longest = 60;

/** A value on one line, quoted where it is more than a word, shortened where it is long. */
function shown(value: unknown): string {
  const word = typeof value === "string" && /^[\w.:/*@+-]+$/.test(value) && !/^([\d.]+|true|false|null)$/.test(value);
  const text = word ? value : JSON.stringify(value);
  const line = text.replaceAll(
    /\p{Cc}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}

function capital(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}

/** `no problems`, or `2 errors, 1 warning`. */
export function countIssues(issues: readonly Issue[]): string {
  const counts = order
    .map((severity) => ({ severity, count: issues.filter((issue) => issue.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => plural(count, severity));
  return counts.length === 0 ? "no problems" : counts.join(", ");
}

export function plural(count: number, noun: string): string {
  const many = noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${count} ${count === 1 ? noun : many}`;
}
