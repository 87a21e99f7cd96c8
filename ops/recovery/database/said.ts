import { shortLine } from "../../../cluster/short-line";

/** The first error among the lines that a program of PostgreSQL wrote, without the program's name; else its last line. */
export function saidFirst(said: string): string {
  const lines = said.split("\n");
  const first = lines.find((line) => /\b(error|ERROR|FATAL):/.test(line)) ?? lines.at(-1) ?? "";
  return shortLine(first.replace(/^.*\b(error: query failed: ERROR|error|ERROR|FATAL): +/, "")).replace(/[.:]$/, "");
}
