import { hostname } from "node:os";
import path from "node:path";

/**
 * A recorded preview without what is of one run or one machine: times, places in the source, ids, ports, paths, and the
 * stack file, of which the engine gives a copy. What is left is as the engine printed it.
 */
export function impersonal(printed: string, replaced: Readonly<Record<string, string>>): string {
  const texts = { ...replaced, [path.resolve(__dirname, "../..")]: "/project", [hostname()]: "host" };
  const hidden = withoutIds(Object.entries(texts).reduce((text, [from, to]) => text.replaceAll(from, to), printed));
  const whole = parsed(hidden);
  if (whole !== undefined) return `${JSON.stringify(without(whole), null, 2)}\n`;
  const events = hidden
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Event)
    .filter(isTelling);
  return `${events.map((event, sequence) => JSON.stringify(without({ ...event, sequence }))).join("\n")}\n`;
}

interface Event {
  readonly resourcePreEvent?: { readonly metadata: { readonly op: string } };
  readonly resOutputsEvent?: { readonly metadata: { readonly op: string } };
  readonly diagnosticEvent?: { readonly severity: string };
}

/** Of the engine's events those that tell of something; those of severity debug hold secrets in clear. */
function isTelling(event: Event): boolean {
  if (event.resourcePreEvent) return event.resourcePreEvent.metadata.op !== "same";
  if (event.resOutputsEvent) return event.resOutputsEvent.metadata.op === "refresh";
  if (event.diagnosticEvent) return event.diagnosticEvent.severity !== "debug";
  return ["policyEvent", "policyLoadEvent", "summaryEvent"].some((kind) => kind in event);
}

/** Outputs, and the program of the jobs, are the bulk of it, and the summary reads none of them but outputs of AWS. */
const dropped = new Set([
  ...[
    "binaryData",
    "config",
    "created",
    "dependencies",
    "duration",
    "durationSeconds",
    "modified",
    "outputs",
    "PolicyPacks",
  ],
  ...["propertyDependencies", "sourcePosition", "stackTrace", "timestamp", "__defaults"],
]);

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !dropped.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, without(inner)]));
}

/** The engine's stand-ins for what is not known yet stay: a summary knows them. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Ids by their order, so that equal ones stay equal. */
function withoutIds(text: string): string {
  const known = new Map<string, number>([[unknown, 0]]);
  const number = (id: string) => {
    if (!known.has(id)) known.set(id, known.size);
    return known.get(id) ?? 0;
  };
  return text
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, (id) =>
      id === unknown ? id : `00000000-0000-0000-0000-${String(number(id)).padStart(12, "0")}`,
    )
    .replace(/\b[0-9a-f]{64}\b/g, (id) => String(number(id)).padStart(64, "0"));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
