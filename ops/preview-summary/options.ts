import { parseArgs } from "node:util";

export const help = `Says in Markdown, for a comment on a pull request, what a preview would do: the dangerous first, in plain words. Changes
nothing.

  pulumi preview --stack prod --refresh --json | npm run ops -- preview-summary --stack prod -

FILE or -               what pulumi preview --json printed. With PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true in its
                        environment it prints the engine's events, which tell of policies and of what a refresh found;
                        among them are secrets in clear, so pipe them and do not keep them
--stack                 the stack, by the name of its file Pulumi.<stack>.yaml (default: the preview's)
--title                 the comment's heading (default: Preview of <stack>)
--label                 the label by which people agree to data being lost (default: data-loss-approved)
--allow-data-loss       the pull request has that label
--policies FILE         verdicts of the policy pack as the rehearsal writes them (out/<stack>/policies.json), where the
                        preview has none
--count-objects         asks the stack's database how many objects are in buckets that would be removed; its password is
                        taken from the environment variable PGPASSWORD
--expect-no-changes     ends with 5 where something would change, or somebody changed something
--output FILE           writes the comment there and not to standard output; further parts of one that is too long go to
                        FILE.2, FILE.3 …
--approval FILE         writes the operations there, for preview-compare
--help                  prints this

Exit status: 0 where no data may be lost; 1 where the preview or a mandatory policy failed, or is no preview; 2 for a wrong
option; 3 where data may be lost and --allow-data-loss is not given; 5 as above. The comment is written in each case but 2.`;

export interface Options {
  /** Undefined for standard input. */
  readonly file: string | undefined;
  readonly stack: string | undefined;
  readonly title: string | undefined;
  readonly label: string;
  readonly allowDataLoss: boolean;
  readonly policies: string | undefined;
  readonly countObjects: boolean;
  readonly expectNoChanges: boolean;
  readonly output: string | undefined;
  readonly approval: string | undefined;
}

/** Undefined where only help is wanted. */
export function readOptions(args: readonly string[]): Options | undefined {
  const known = {
    stack: { type: "string" },
    title: { type: "string" },
    label: { type: "string", default: "data-loss-approved" },
    "allow-data-loss": { type: "boolean", default: false },
    policies: { type: "string" },
    "count-objects": { type: "boolean", default: false },
    "expect-no-changes": { type: "boolean", default: false },
    output: { type: "string" },
    approval: { type: "string" },
    help: { type: "boolean", default: false },
  } as const;
  const { values, positionals } = parseArgs({ args: [...args], options: known, allowPositionals: true });
  if (values.help) return undefined;
  const file = oneFile(positionals);
  const { stack, title, label, policies, output, approval } = values;
  const flags = {
    allowDataLoss: values["allow-data-loss"],
    countObjects: values["count-objects"],
    expectNoChanges: values["expect-no-changes"],
  };
  if (flags.countObjects && stack === undefined) throw new Error("--count-objects needs --stack.");
  return { file, stack, title, label, policies, output, approval, ...flags };
}

/** The one preview to read; undefined for standard input. */
export function oneFile(positionals: readonly string[]): string | undefined {
  const [file, ...more] = positionals;
  if (file === undefined) throw new Error("Which preview? Name its file, or - for standard input.");
  if (more.length > 0) throw new Error(`One preview at a time, not ${positionals.join(" ")}.`);
  return file === "-" ? undefined : file;
}
