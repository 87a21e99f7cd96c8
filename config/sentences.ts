import { distance } from "fastest-levenshtein";
import type { z } from "zod";
import type { Issue } from "../components/issue";

type RawIssue = z.core.$ZodRawIssue;

const wrongType: Readonly<Record<string, string>> = {
  string: "is not text",
  number: "is not a number",
  int: "is not a whole number",
  boolean: "is neither true nor false",
  object: "is not a map of keys",
  record: "is not a map of keys",
  array: "is not a list",
};

/** What a mistake is called, where the schema does not say it itself; continues a sentence that begins with the path. */
export function sentence(issue: RawIssue): string | undefined {
  if (issue.input === undefined && issue.code === "invalid_value")
    return `is missing; allowed: ${issue.values.join(", ")}`;
  if (issue.input === undefined && issue.code !== "unrecognized_keys") return "is missing";
  if (issue.code === "invalid_key") return issue.issues[0]?.message;
  if (issue.code === "invalid_type") return wrongType[issue.expected];
  if (issue.code === "invalid_value") return `is not known; allowed: ${issue.values.join(", ")}`;
  return undefined;
}

/** A mistake of the schema as issues: one for each unknown key. Values are added later, from the file. */
export function schemaIssues(
  issue: z.core.$ZodIssue,
  about: {
    readonly knownKeys: (path: Issue["path"]) => readonly string[];
    readonly describedAs: (path: Issue["path"]) => string | undefined;
    readonly valueAt: (path: Issue["path"]) => unknown;
  },
): Issue[] {
  const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  const [form, ...others] = issue.code === "invalid_union" ? issue.errors.filter(isWithin) : [];
  if (form !== undefined && others.length === 0) {
    return form.flatMap((inner) => schemaIssues({ ...inner, path: [...path, ...inner.path] }, about));
  }
  if (issue.code === "unrecognized_keys") {
    const known = about.knownKeys(path);
    return issue.keys.map((key) => ({
      severity: "error",
      path: [...path, key],
      message: `is not a known key; known: ${known.join(", ")}`,
      ...suggestion(key, known, "rename it to", "remove it"),
    }));
  }
  if (issue.message.startsWith("is missing")) {
    const meaning = about.describedAs(path)?.replace(/\.$/, "");
    return [
      {
        severity: "error",
        path,
        message: issue.message,
        remedy: meaning === undefined ? "add it" : `add it: ${lower(meaning)}`,
      },
    ];
  }
  const values = issue.code === "invalid_value" ? issue.values.map(String) : [];
  const written = about.valueAt(path);
  return [
    {
      severity: "error",
      path,
      message: issue.message,
      ...(typeof written !== "string" || values.length === 0 ? {} : suggestion(written, values, "write")),
    },
  ];
}

/** Whether what is written has one of several forms, with mistakes within it. */
function isWithin(mistakes: readonly z.core.$ZodIssue[]): boolean {
  return !mistakes.some(({ code, path }) => code === "invalid_type" && path.length === 0);
}

function lower(sentence: string): string {
  return sentence.slice(0, 1).toLowerCase() + sentence.slice(1);
}

/** Names the nearest known word where it is near enough to be meant. */
function suggestion(
  written: string,
  known: readonly string[],
  advice: string,
  otherwise?: string,
): { remedy?: string } {
  const plain = (word: string) => word.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const nearest = known
    .map((word) => ({ word, apart: distance(plain(word), plain(written)) }))
    .filter(({ word, apart }) => apart <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.apart - b.apart)[0];
  if (nearest !== undefined) return { remedy: `${advice} ${nearest.word}` };
  return otherwise === undefined ? {} : { remedy: otherwise };
}
