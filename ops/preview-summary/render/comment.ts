import { type Risk, risks } from "../finding";
import { typeOf } from "../preview";
import { cluster, database, type Reach, usesCluster, usesDatabase } from "../reached";
import { refusalsOf, warningsOf } from "../refusals";
import { type Summary, verdictOf } from "../summary";
import { code, count, phrases, plain, shortened, some } from "../words";
import { type Block, pages } from "./pages";

export interface CommentOptions {
  readonly stack: string;
  readonly title: string;
  /** The label by which people agree to data being lost. */
  readonly label: string;
  /** Whether they do. */
  readonly allowed: boolean;
  /** Bytes of one comment. */
  readonly limit: number;
}

/** What GitHub takes: 65,536 characters, and so many bytes are never more. */
export const commentLimit = 65_536;

const headings: Readonly<Record<Exclude<Risk, "harmless">, string>> = {
  "data loss": "Data loss",
  "access widened": "Access widened",
  security: "Security",
  downtime: "Downtime and restarts",
};

/** What the comment is found by, to be written anew. */
export const marker = (stack: string, part = 1): string =>
  `<!-- alfred-storage preview: ${stack}${part === 1 ? "" : `, part ${part}`} -->`;

/** The comments: one, or more where the dangers alone are too long for one. */
export function comments(summary: Summary, options: CommentOptions): string[] {
  const { preview, findings } = summary;
  const dangers = risks.filter((risk): risk is keyof typeof headings => risk !== "harmless");
  const must: Block[] = [
    { heading: "Failed", lines: bullets(refusalsOf(preview)) },
    ...dangers.map((risk) => ({ heading: headings[risk], lines: bullets(findings[risk].map(({ text }) => text)) })),
    { heading: "Policies violated", lines: bullets(violations(summary, true).sort()) },
    { heading: "Changed by somebody else", lines: drift(summary).sort() },
  ];
  const may: Block[] = [
    { heading: "Advice of policies", lines: bullets(violations(summary, false).sort()) },
    { heading: "Warnings", lines: bullets(warningsOf(preview)) },
    { heading: "Harmless", lines: bullets(findings.harmless.map(({ text }) => text)) },
    {
      heading: "Steps",
      lines: steps(summary),
      before: ["| step | type | name | properties |", "| --- | --- | --- | --- |"],
    },
  ];
  return pages({
    head: (part, parts) => [
      marker(options.stack, part),
      `## ${plain(options.title)}${parts === 1 ? "" : ` (${part} of ${parts})`}`,
      ...(part === 1 ? ["", verdict(summary, options), "", looked(summary)] : []),
    ],
    must: must.filter(({ lines }) => lines.length > 0),
    may: may.filter(({ lines }) => lines.length > 0),
    limit: options.limit,
  });
}

/** Longer than anything that the rules here say of one change. */
const longestItem = 4000;

const bullets = (texts: readonly string[]): string[] =>
  [...new Set(texts)].map((text) => `- ${shortened(text, longestItem)}`);

function verdict(summary: Summary, options: CommentOptions): string {
  const others = summary.preview.found.length;
  const drifted =
    others === 0 ? "" : ` ${count(others, "resource")} ${others === 1 ? "was" : "were"} changed by somebody else.`;
  return `${ofProgram(summary, options)}${drifted}`;
}

function ofProgram(summary: Summary, { label, allowed }: CommentOptions): string {
  const { preview, findings } = summary;
  const operations = ["create", "update", "replace", "delete"] as const;
  const words = { create: "created", update: "updated", replace: "replaced", delete: "deleted" };
  // Parts of the program that only group others are no resources to a person.
  const counted = preview.changes.filter(({ type }) => !/^(pulumi|alfred):/.test(type));
  const numbers = operations.flatMap((operation) => {
    const number = counted.filter((change) => change.operation === operation).length;
    return number === 0 ? [] : [`${number} ${words[operation]}`];
  });
  const tally = numbers.length === 0 ? "" : ` ${phrases(numbers)}.`;
  const { failed, dataLoss } = verdictOf(summary);
  const loss = `Data may be lost: ${count(findings["data loss"].length, "change")}.`;
  const byPolicy = preview.violations?.some(({ level }) => level === "mandatory") === true;
  const why = byPolicy && refusalsOf(preview).length === 0 ? "A mandatory policy is violated" : "The preview failed";
  if (failed) return `**${why}.**${dataLoss ? ` ${loss}` : ""}${tally}`;
  if (dataLoss) {
    const agreed = allowed
      ? `The label ${code(label)} agrees to it.`
      : `Whoever agrees to it sets the label ${code(label)}.`;
    return `**${loss}** ${agreed}${tally}`;
  }
  const worst = risks.find((risk) => findings[risk].length > 0);
  if (worst !== undefined && worst !== "harmless") return `**${headings[worst]}.** No data is lost.${tally}`;
  if (tally !== "") return `**Harmless.**${tally}`;
  return "**Nothing changes.**";
}

/** Whether what is really there was looked at. */
function looked(summary: Summary): string {
  const { preview } = summary;
  const told = [
    ...(usesDatabase(preview) ? [["Database", database(preview)] as const] : []),
    ...(usesCluster(preview) ? [["Cluster", cluster(preview)] as const] : []),
  ].map(([what, reach]) => `${what}: ${inWords(reach)}.`);
  const refreshed = preview.refreshed
    ? ""
    : " Compared with the state, not with what is really there (no `--refresh`).";
  return `${told.join(" ")}${refreshed}`.trim();
}

const inWords = (reach: Reach): string =>
  reach.answer === "not reached" ? `**not reached** (${plain(shortened(reach.why))})` : reach.answer;

function violations({ preview }: Summary, mandatory: boolean): string[] {
  return (preview.violations ?? [])
    .filter(({ level }) => (level === "mandatory") === mandatory)
    .map(
      ({ policy, resource, message }) =>
        `${code(policy)}${resource === undefined ? "" : ` on ${code(resource)}`}: ${plain(message)}`,
    );
}

function drift({ preview }: Summary): string[] {
  return preview.found.map(({ type, name, gone, paths }) => {
    const called = `${code(type.split(":").at(-1) ?? type)} ${code(name)}`;
    return `- ${called} ${gone ? "is **gone**" : `differs: ${some(paths)}`}.`;
  });
}

function steps({ preview }: Summary): string[] {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  return preview.changes
    .filter(({ type }) => !/^(pulumi:pulumi|alfred):/.test(type))
    .map(({ operation, urn, name, paths }) => {
      const cells = [operation, cell(code(typeOf(urn))), cell(code(name)), cell(some(paths, code, 5))];
      return `| ${cells.join(" | ")} |`;
    });
}
