import { writeFileSync } from "node:fs";
import { Failure, messageOf } from "../../cluster/failure";
import { understood } from "../arguments";
import { inDatabase, readStack } from "../stack";
import { approvalOf } from "./approval";
import { bucketsToRemove, type HeldObjects, heldObjects } from "./held-objects";
import { help, type Options, readOptions } from "./options";
import { type Message, type Preview, stackOf } from "./preview";
import { readPreview } from "./read";
import { readPolicies } from "./read/policies";
import { textOf } from "./read/text";
import { commentLimit, comments } from "./render/comment";
import { summarise, type Summary, verdictOf } from "./summary";

interface Surroundings {
  readonly root?: string;
}

/** `ops preview-summary` */
export async function previewSummary(args: readonly string[], { root }: Surroundings = {}): Promise<number> {
  const options = understood(help, () => readOptions(args));
  if (typeof options === "number") return options;
  const preview = await readFor(options);
  const { held, problem } = options.countObjects ? await asked(preview, options, root) : { held: new Map() };
  const stack = options.stack ?? stackIn(preview);
  const summary = summarise(problem === undefined ? preview : withMessage(preview, problem), held);
  write(summary, stack, options);
  if (options.approval !== undefined) {
    writeFileSync(options.approval, `${JSON.stringify(approvalOf(preview, stack), null, 2)}\n`);
  }
  const { failed, dataLoss } = verdictOf(summary);
  if (failed) return 1;
  if (options.expectNoChanges) return changesAnything(preview) ? 5 : 0;
  return dataLoss && !options.allowDataLoss ? 3 : 0;
}

/** What cannot be read is told in the comment, too: an old one would say that all is well. */
async function readFor({ file, policies }: Options): Promise<Preview> {
  try {
    const preview = readPreview(await textOf(file));
    if (policies === undefined || preview.violations !== undefined) return preview;
    return { ...preview, violations: readPolicies(await textOf(policies), policies) };
  } catch (error) {
    const text = error instanceof Failure ? error.message : `The preview cannot be read: ${messageOf(error)}.`;
    console.error(text);
    return { ...nothing, messages: [{ severity: "error", text }] };
  }
}

/** Parts of the program that only group others, and what is read, change nothing. */
const changesAnything = ({ changes, found }: Preview): boolean =>
  found.length > 0 ||
  changes.some(({ type, operation }) => operation !== "read" && !/^(pulumi:pulumi|alfred):/.test(type));

const nothing: Preview = {
  failed: true,
  refreshed: false,
  changes: [],
  unchanged: 0,
  found: [],
  messages: [],
  unprotected: [],
  states: new Map(),
};

const withMessage = (preview: Preview, message: Message): Preview => ({
  ...preview,
  messages: [...preview.messages, message],
});

/** Without an answer the comment says that nobody counted, and why. */
async function asked(
  preview: Preview,
  { stack = "" }: Options,
  root?: string,
): Promise<{ held: HeldObjects; problem?: Message }> {
  const buckets = bucketsToRemove(preview);
  if (buckets.length === 0) return { held: new Map() };
  try {
    const work = (session: Parameters<typeof heldObjects>[0]) => heldObjects(session, buckets);
    return { held: await inDatabase(await readStack(stack, root), `preview-summary --stack ${stack}`, work) };
  } catch (error) {
    const text = `The objects of buckets that would be removed were not counted: ${messageOf(error)}`;
    return { held: new Map(), problem: { severity: "warning", text } };
  }
}

const stackIn = ({ changes, states }: Preview): string => {
  const urn = changes[0]?.urn ?? [...states.keys()][0];
  return urn === undefined ? "unknown" : stackOf(urn);
};

function write(summary: Summary, stack: string, { title, label, allowDataLoss, output }: Options): void {
  const parts = comments(summary, {
    stack,
    title: title ?? `Preview of ${stack}`,
    label,
    allowed: allowDataLoss,
    limit: commentLimit,
  });
  if (output === undefined) console.log(parts.join("\n\n"));
  else for (const [index, part] of parts.entries()) writeFileSync(partFile(output, index + 1), `${part}\n`);
}

/** Where a comment's part goes. */
export const partFile = (output: string, part: number): string => (part === 1 ? output : `${output}.${part}`);
