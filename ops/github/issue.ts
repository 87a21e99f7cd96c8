import { parseArgs } from "node:util";
import { Failure, messageOf } from "../../cluster/failure";
import { understood } from "../arguments";
import { GitHub, surroundingsIn } from "./api";
import { markerOf, partsOf } from "./files";

export const help = `Keeps one issue about drift: opens it, writes it anew, and closes it when the drift is gone. It is found by its label and
its first line.

  npm run ops -- github issue --title "Drift in prod" --status 5 comment.md

FILE       what preview-summary --output wrote
--status   with what preview-summary --expect-no-changes ended: 0 closes the issue, all else opens it
--title    the issue's title
--label    its label (default: drift)
--help     prints this

From the environment: GITHUB_TOKEN, which may write issues, GITHUB_REPOSITORY and GITHUB_API_URL.

Exit status: 0; 1 where GitHub refused; 2 for a wrong option.`;

interface Options {
  readonly file: string;
  readonly title: string;
  readonly label: string;
  readonly status: number;
}

/** `ops github issue` */
export async function githubIssue(args: readonly string[], environment = process.env): Promise<number> {
  const options = understood(help, () => readOptions(args));
  if (typeof options === "number") return options;
  try {
    console.log(await keep(new GitHub(surroundingsIn(environment)), options));
    return 0;
  } catch (error) {
    console.error(error instanceof Failure ? error.message : `The issue was not written: ${messageOf(error)}.`);
    return 1;
  }
}

async function keep(github: GitHub, { file, title, label, status }: Options): Promise<string> {
  const [body = "", ...more] = partsOf(file);
  const marker = markerOf(body, file);
  const known = (await github.openIssues(label)).find((issue) => issue.body?.split(/\r?\n/)[0] === marker);
  if (status === 0) {
    if (known === undefined) return "Nothing differs, and no issue says otherwise.";
    await github.addComment(known.number, "Nothing differs any more.");
    await github.changeIssue(known.number, { state: "closed" });
    return `Nothing differs any more: closed #${known.number}.`;
  }
  // An issue is read, and not gone through: what does not fit into one is in the workflow's log.
  const whole = more.length === 0 ? body : `${body}\n\nThere is more than fits here: see the log of the workflow.`;
  if (known !== undefined) {
    await github.changeIssue(known.number, { title, body: whole });
    return `Written anew: #${known.number}.`;
  }
  return `Opened: #${await github.addIssue(title, whole, label)}.`;
}

function readOptions(args: readonly string[]): Options | undefined {
  const known = {
    status: { type: "string" },
    title: { type: "string" },
    label: { type: "string", default: "drift" },
    help: { type: "boolean", default: false },
  } as const;
  const { values, positionals } = parseArgs({ args: [...args], options: known, allowPositionals: true });
  if (values.help) return undefined;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error("Which text? Name one file.");
  if (values.title === undefined) throw new Error("Which title? Give it with --title.");
  if (values.status === undefined || !/^\d+$/.test(values.status))
    throw new Error("--status is an exit status, such as 5.");
  return { file, title: values.title, label: values.label, status: Number(values.status) };
}
