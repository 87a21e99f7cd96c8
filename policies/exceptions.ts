import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import type { Resource } from "./rule";

/** Says that a rule does not hold for a resource, why, and until when. */
export interface Exception {
  readonly rule: string;
  /** The resource's name, or its whole URN. */
  readonly resource: string;
  readonly reason: string;
  /** The last day, as 2027-03-31. */
  readonly until: string;
  /** Where it is written, for messages. */
  readonly where: string;
}

const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

const file = z
  .array(
    z.strictObject({
      rule: z.string(),
      resource: z.string(),
      reason: z.string().trim().min(10, "is too short to be a reason"),
      until: z.string().regex(day, "is not a day such as 2027-03-31; put it in quotes"),
    }),
  )
  .nullable();

/** Begins the key of an annotation, a label or a tag that declares an exception; the rule's name follows. */
export const declares = "policy.alfred-storage/";

/** The exceptions of a file. Throws one line for each mistake. */
export function exceptionsIn(path: string): Exception[] {
  const read = file.safeParse(parse(readFileSync(path, "utf8")));
  if (!read.success) throw new Error(`${path} cannot be used:\n${z.prettifyError(read.error)}`);
  return (read.data ?? []).map((one) => ({ ...one, where: path }));
}

/** The exceptions that a resource declares itself: `policy.alfred-storage/RULE: 2027-03-31 the reason`. */
export function exceptionsOn({ urn, props }: Resource): Exception[] {
  return Object.entries(marks(props)).flatMap(([key, value]) => {
    if (!key.startsWith(declares)) return [];
    const [until = "", ...words] = value.split(" ");
    return [{ rule: key.slice(declares.length), resource: urn, until, reason: words.join(" "), where: urn }];
  });
}

/** Annotations of Kubernetes, tags of AWS, labels of Docker. */
function marks(props: Resource["props"]): Record<string, string> {
  const metadata = (props["metadata"] ?? {}) as { annotations?: Record<string, unknown> };
  const labels = Array.isArray(props["labels"]) ? (props["labels"] as { label: string; value: unknown }[]) : [];
  const all = {
    ...metadata.annotations,
    ...((props["tags"] ?? {}) as Record<string, unknown>),
    ...Object.fromEntries(labels.map(({ label, value }) => [label, value])),
  };
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, String(value)]));
}

/** What is wrong with an exception on a day; undefined where it holds. */
export function problemOf(
  { rule, reason, until }: Exception,
  known: readonly string[],
  today: string,
): string | undefined {
  if (!known.includes(rule)) return `there is no rule ${rule}`;
  if (!day.test(until)) return `"${until}" is not a day such as 2027-03-31, which comes first`;
  if (reason.trim().length < 10) return "it gives no reason";
  return until < today ? `it ended on ${until}` : undefined;
}

/** Whether an exception is for a resource. */
export const isFor = ({ resource }: Exception, { urn, name }: Resource): boolean =>
  resource === urn || resource === name;
