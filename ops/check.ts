/** `npm run check`: every problem of every stack file at once. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import {
  checkStackFile,
  countIssues,
  formatIssues,
  type LocatedIssue,
  plural,
  type ReadResult,
  issuesTogether,
} from "../config";

const help = `Checks stack files and prints every problem of every file at once.

  npm run check [-- [--json] [file …]]

Without a file: every Pulumi.<stack>.yaml of the project's folder.
--json   prints an array of { file, summary, issues } instead of text
--help   prints this

Exit status: 1 where a file has an error or cannot be read, 2 for a wrong option, else 0. Warnings and notes do not count.`;

interface Checked extends ReadResult {
  readonly file: string;
}

async function main(): Promise<number> {
  let options;
  try {
    options = parseArgs({ allowPositionals: true, options: { json: { type: "boolean" }, help: { type: "boolean" } } });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
  if (options.values.help === true) {
    console.log(help);
    return 0;
  }
  const files = options.positionals.length > 0 ? options.positionals : stackFiles();
  if (files.length === 0) {
    console.error("There is no stack file: no Pulumi.<stack>.yaml in the project's folder.");
    return 1;
  }
  const checked = together(await Promise.all(files.map(check)));
  console.log(options.values.json === true ? asJson(checked) : asText(checked));
  return checked.some(({ issues }) => issues.some(({ severity }) => severity === "error")) ? 1 : 0;
}

function stackFiles(): string[] {
  const root = path.dirname(__dirname);
  return readdirSync(root)
    .filter((name) => /^Pulumi\..+\.ya?ml$/.test(name))
    .sort()
    .map((name) => path.relative(process.cwd(), path.join(root, name)));
}

async function check(file: string): Promise<Checked> {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "does not exist" : "cannot be read";
    const issue: LocatedIssue = { severity: "error", file, key: "", path: [], message: reason };
    return { file, settings: undefined, issues: [issue] };
  }
  return { file, ...(await checkStackFile(text, file)) };
}

/** Adds what is wrong only because of another file. */
function together(checked: readonly Checked[]): Checked[] {
  const sound = checked.flatMap(({ file, settings }) => (settings === undefined ? [] : [{ file, settings }]));
  const shared = issuesTogether(sound);
  return checked.map((one) => ({ ...one, issues: [...one.issues, ...shared.filter(({ file }) => file === one.file)] }));
}

function summary({ file, settings, issues }: Checked): string {
  if (settings === undefined) return `${file}: ${countIssues(issues)}`;
  const policies = settings.buckets.flatMap((bucket) => bucket.policies).length;
  return `${file}: ${plural(settings.buckets.length, "bucket")}, ${plural(policies, "policy")}, ${countIssues(issues)}`;
}

function asText(checked: readonly Checked[]): string {
  const problems = formatIssues(checked.flatMap(({ issues }) => issues));
  const summaries = checked.map(summary).join("\n");
  return problems === "" ? summaries : `${problems}\n\n${summaries}`;
}

function asJson(checked: readonly Checked[]): string {
  return JSON.stringify(
    checked.map((one) => ({ file: one.file, summary: summary(one), issues: one.issues })),
    null,
    2,
  );
}

void main().then((status) => {
  process.exitCode = status;
});
