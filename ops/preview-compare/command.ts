import { parseArgs } from "node:util";
import { Failure, messageOf } from "../../cluster/failure";
import { understood } from "../arguments";
import { type Approval, approvalOf, readApproval } from "../preview-summary/approval";
import { differences } from "../preview-summary/compare";
import { oneFile } from "../preview-summary/options";
import { readPreview } from "../preview-summary/read";
import { textOf } from "../preview-summary/read/text";
import { refusalsOf } from "../preview-summary/refusals";
import { count } from "../preview-summary/words";

export const help = `Compares a preview with one that was approved: operations, resources, properties that differ, and their values. What is done
has to be what somebody agreed to, since the world may have changed in between. Changes nothing.

  pulumi preview --stack prod --refresh --json | npm run ops -- preview-compare --stack prod --approved approval.json -

FILE or -    what pulumi preview --json printed
--approved   the file that preview-summary --approval wrote
--stack      the stack
--help       prints this

Exit status: 0 where both are the same; 1 where the preview failed, or a file cannot be read; 2 for a wrong option; 4 where
they differ, with the differences.`;

interface Options {
  readonly file: string | undefined;
  readonly approved: string;
  readonly stack: string;
}

/** `ops preview-compare` */
export async function previewCompare(args: readonly string[]): Promise<number> {
  const options = understood(help, () => readOptions(args));
  if (typeof options === "number") return options;
  let approved: Approval;
  let now: Approval;
  try {
    const preview = readPreview(await textOf(options.file));
    if (preview.failed) throw new Failure(["The preview failed:", ...refusalsOf(preview)].join("\n"));
    approved = readApproval(await textOf(options.approved), options.approved);
    now = approvalOf(preview, options.stack);
  } catch (error) {
    console.error(error instanceof Failure ? error.message : `The comparison failed: ${messageOf(error)}.`);
    return 1;
  }
  const found = differences(approved, now);
  if (found.length === 0) {
    console.log(`The preview is the one that was approved: ${count(now.operations.length, "operation")}.`);
    return 0;
  }
  console.error(["The preview is not the one that was approved. Approve the new one.", ...found].join("\n- "));
  return 4;
}

function readOptions(args: readonly string[]): Options | undefined {
  const known = {
    approved: { type: "string" },
    stack: { type: "string" },
    help: { type: "boolean", default: false },
  } as const;
  const { values, positionals } = parseArgs({ args: [...args], options: known, allowPositionals: true });
  if (values.help) return undefined;
  if (values.approved === undefined) throw new Error("Which approval? Name its file with --approved.");
  if (values.stack === undefined) throw new Error("Which stack? Name it with --stack.");
  return { file: oneFile(positionals), approved: values.approved, stack: values.stack };
}
