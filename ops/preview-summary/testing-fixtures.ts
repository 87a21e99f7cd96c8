import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { readPreview } from "./read";
import { commentLimit, comments } from "./render/comment";
import { summarise, type Summary } from "./summary";
import { type Preview, stackOf } from "./preview";

/** Previews that the real engine printed, each beside the comment that becomes of it. */
export const fixtures = path.join(__dirname, "../../tests/fixtures/previews");

export const fixtureNames = (): string[] =>
  readdirSync(fixtures)
    .filter((file) => file.endsWith(".md"))
    .map((file) => path.basename(file, ".md"))
    .sort();

/** The engine's digest, or its events one a line. */
export function fixtureFile(name: string): string {
  const digest = path.join(fixtures, `${name}.json`);
  return existsSync(digest) ? digest : path.join(fixtures, `${name}.jsonl`);
}

export const fixture = (name: string): Preview => readPreview(readFileSync(fixtureFile(name), "utf8"));

/** As a reviewer sees it, with every default. */
export function commentOn(preview: Preview, summary: Summary = summarise(preview)): string {
  const urn = preview.changes[0]?.urn ?? [...preview.states.keys()][0] ?? "";
  const stack = stackOf(urn);
  const options = { stack, title: `Preview of ${stack}`, label: "data-loss-approved", allowed: false };
  return `${comments(summary, { ...options, limit: commentLimit }).join("\n\n")}\n`;
}
