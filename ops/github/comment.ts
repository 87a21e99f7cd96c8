import { parseArgs } from "node:util";
import { Failure, messageOf } from "../../cluster/failure";
import { understood } from "../arguments";
import { type Comment, GitHub, surroundingsIn } from "./api";
import { markerOf, partsOf } from "./files";

export const help = `Writes a comment on a pull request, or writes it anew where it is there: it is found by its first line.

  npm run ops -- github comment --pull-request 12 comment.md

FILE             what preview-summary --output wrote; its further parts FILE.2, FILE.3 … become comments of their own
--pull-request   its number
--help           prints this

From the environment: GITHUB_TOKEN, which may write to pull requests, GITHUB_REPOSITORY and GITHUB_API_URL.

Exit status: 0; 1 where GitHub refused; 2 for a wrong option.`;

/** `ops github comment` */
export async function githubComment(args: readonly string[], environment = process.env): Promise<number> {
  const options = understood(help, () => readOptions(args));
  if (typeof options === "number") return options;
  try {
    const github = new GitHub(surroundingsIn(environment));
    await write(github, options.pullRequest, partsOf(options.file), options.file);
    return 0;
  } catch (error) {
    console.error(error instanceof Failure ? error.message : `The comment was not written: ${messageOf(error)}.`);
    return 1;
  }
}

async function write(github: GitHub, number: number, parts: readonly string[], file: string): Promise<void> {
  // Somebody may quote the marker; only a bot's comment is ours.
  const ours = (await github.comments(number)).filter(({ user }) => user?.type === "Bot");
  const kept = new Set<number>();
  for (const part of parts) {
    const known = ours.find(({ body }) => body?.split(/\r?\n/)[0] === markerOf(part, file));
    if (known === undefined) await github.addComment(number, part);
    else {
      kept.add(known.id);
      await github.changeComment(known.id, part);
    }
  }
  const whole = markerOf(parts[0] ?? "", file).replace(/ -->$/, "");
  for (const { id } of ours.filter(isPartOf(whole))) if (!kept.has(id)) await github.removeComment(id);
}

/** Of a comment that had more parts before. */
const isPartOf =
  (whole: string) =>
  ({ body }: Comment): boolean =>
    body?.startsWith(`${whole}, part `) === true;

function readOptions(args: readonly string[]): { file: string; pullRequest: number } | undefined {
  const known = { "pull-request": { type: "string" }, help: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options: known, allowPositionals: true });
  if (values.help) return undefined;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error("Which comment? Name one file.");
  const pullRequest = Number(values["pull-request"]);
  if (!Number.isInteger(pullRequest) || pullRequest < 1)
    throw new Error("Which pull request? --pull-request is its number.");
  return { file, pullRequest };
}
