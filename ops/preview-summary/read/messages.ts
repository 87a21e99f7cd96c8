import { stripVTControlCharacters } from "node:util";
import type { Message } from "../preview";

/** The engine's last word on every failure, which says nothing. */
const lastWord = /^(preview|update) failed$/;

/** What somebody had to say; undefined for what helps nobody. */
export function messageOf(severity: string, text: string, urn?: string): Message | undefined {
  if (severity === "debug") return undefined; // holds secrets in clear
  const said = withoutPrefixes(stripVTControlCharacters(text).trim());
  if (said === "" || lastWord.test(said)) return undefined;
  const kind = severity === "error" || severity === "warning" ? severity : "info";
  return { severity: kind, text: said, ...(urn === undefined || urn === "" ? {} : { urn }) };
}

const prefixes = [
  /^(error|warning|info): /,
  /^Preview failed: /,
  /^before hook "[^"]*" failed: /,
  // The engine's own way to say what a provider's check refused.
  /^\S+ resource '[^']*': property \S+ value \{.*?\} has a problem: /s,
  /^\S+ resource '[^']*' has a problem: /,
];

function withoutPrefixes(text: string): string {
  for (const prefix of prefixes) {
    if (prefix.test(text)) return withoutPrefixes(text.replace(prefix, ""));
  }
  return text;
}
