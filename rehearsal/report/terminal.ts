import Table from "cli-table3";
import { formatIssues } from "../../config";
import { verbs } from "../../storagedb/access/vocabulary";
import type { DatabaseReport } from "../database-report";
import { type Target, targets } from "../matrix/cells";
import type { Judgement } from "../policies";
import type { StackReport } from "../stack-report";
import { type Node, treeOf, typeName } from "./tree";
import { allowedTargets, judgementWords, limitOf } from "./words";

/** What a person sees of one stack in the terminal. */
export function stackText(report: StackReport): string {
  const parts = [
    `── ${report.stack} ${"─".repeat(Math.max(0, 96 - report.stack.length))}`,
    ...(report.issues.length === 0 ? [] : [formatIssues(report.issues)]),
    ...report.said.map(({ severity, message }) => `${severity}: ${message}`),
    ...(report.resources.length === 0 ? [] : [resourcesText(report)]),
    ...(report.database === undefined ? [] : [bucketsText(report.database), matrixText(report.database)]),
    ...(report.judgement === undefined ? [] : [judgementText(report.judgement)]),
  ];
  return parts.join("\n\n");
}

function judgementText(judgement: Judgement): string {
  const lines = judgement.verdicts.map(({ policy, level, message }) => `${level}: ${message} (${policy})`);
  return [judgementWords(judgement), ...lines].join("\n");
}

function resourcesText({ resources }: StackReport): string {
  const lines = treeOf(resources).flatMap((node) => [
    `${resources.length} resources: ${node.resource.name}`,
    ...branch(node.children),
  ]);
  return lines.join("\n");
}

/** Components one by one, what is in them by number. */
function branch(nodes: readonly Node[]): string[] {
  return nodes.flatMap(({ resource, children }, index) => {
    const corner = index === nodes.length - 1 ? "└─" : "├─";
    const counts = new Map<string, number>();
    for (const child of children) {
      const type = typeName(child.resource.type);
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    const inside = [...counts].map(([type, count]) => (count === 1 ? type : `${count} × ${type}`)).join(", ");
    return [`${corner} ${resource.name} (${typeName(resource.type)})${inside === "" ? "" : `: ${inside}`}`];
  });
}

function table(head: readonly string[]): Table.Table {
  return new Table({ head: [...head], style: { head: [], border: [], compact: true } });
}

function bucketsText({ buckets, policies }: DatabaseReport): string {
  const rows = table(["bucket", "name", "public", "limit", "types"]);
  for (const bucket of buckets) {
    const types = bucket.allowedMimeTypes?.join(", ") ?? "every type";
    rows.push([bucket.id, bucket.name, bucket.public ? "yes" : "no", limitOf(bucket), types]);
  }
  return `Buckets, as read back from the database, with ${policies.length} policies of PostgreSQL:\n${rows.toString()}`;
}

const short: Readonly<Record<Target, string>> = {
  own: "own",
  others: "others",
  ownFolder: "folder",
  described: "meta",
};

function matrixText(database: DatabaseReport): string {
  const { judged, unjudged, mismatches } = database.oracle;
  const rows = table(["bucket", "who", ...verbs]);
  const ids = [...database.buckets, ...database.addedBuckets].map(({ id }) => id);
  for (const id of ids) {
    database.callers.forEach(({ name }, index) => {
      const allowed = allowedTargets(database.matrix, id, name);
      const cells = verbs.map((verb) => shown(allowed[verb]));
      const own = database.buckets.find((bucket) => bucket.id === id);
      const label = own === undefined ? `${id}\n(no policy; not in the stack)` : id;
      const first = { content: label, rowSpan: database.callers.length };
      rows.push(index === 0 ? [first, name, ...cells] : [name, ...cells]);
    });
  }
  return [
    "Who may do what through the storage service, tried on the database: their own objects, others', those in the folder",
    "named like their user, and one with the metadata and folder that the bucket's policies speak of. An upload is a new",
    "object of the caller's own: at the top, in another's folder, in the own folder, with metadata.",
    rows.toString(),
    `${judged} answers compared with what the stack file says: ${mismatches.length === 0 ? "all alike" : `${mismatches.length} differ`}.` +
      (unjudged === 0 ? "" : ` ${unjudged} more hang on raw SQL and were not judged.`),
  ].join("\n");
}

function shown(allowed: readonly Target[]): string {
  if (allowed.length === targets.length) return "all";
  return allowed.length === 0 ? "-" : allowed.map((target) => short[target]).join(", ");
}
