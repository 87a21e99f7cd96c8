import { execFile } from "node:child_process";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import { parse } from "yaml";
import { Failure } from "../cluster/failure";
import { checkStackFile, formatIssues } from "../config";
import { type Change, changesBetween } from "../config/changes";
import { reaches, type Reach } from "../config/effects";
import { understood } from "./arguments";
import { projectFolder, readStackText } from "./stack";

const help = `Says what the edit of a stack file will do to the environment that runs: what is refused, replaced, started
anew, changed in place. It compares the file with the one in git, and asks no account, cluster or database.

  npm run ops -- explain-change --stack prod [--against HEAD] [--json]

--stack    the stack, by the name of its file Pulumi.<stack>.yaml
--against  the version in git to compare with (default: HEAD)
--json     prints one JSON object instead of text
--help     prints this

It knows keys, not the environment: pulumi preview knows both. Each key: docs/config.md.

Exit status: 0; 1 where the file cannot be used, or something in it would be refused; 2 for a wrong option.`;

/** `ops explain-change` */
export async function explainChange(args: string[], root = projectFolder): Promise<number> {
  const options = understood(help, () => read(args));
  if (typeof options === "number") return options;
  try {
    return await explain(options, root);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    return 1;
  }
}

interface Options {
  readonly stack: string;
  readonly against: string;
  readonly json: boolean;
}

function read(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      stack: { type: "string" },
      against: { type: "string", default: "HEAD" },
      json: { type: "boolean", default: false },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) return undefined;
  const { stack, against, json } = values;
  if (stack === undefined) throw new Error("Which stack? Give --stack.");
  if (against.startsWith("-")) throw new Error(`--against ${against} is not a version.`);
  return { stack, against, json };
}

async function explain({ stack, against, json }: Options, root: string): Promise<number> {
  const { file, text } = readStackText(stack, root);
  const { settings, issues } = await checkStackFile(text, file);
  if (settings === undefined) throw new Failure(formatIssues(issues.filter(({ severity }) => severity === "error")));
  const before = await inGit(file, against, root);
  const changes = changesBetween(configOf(before, `${file} in ${against}`), configOf(text, file), settings.platform);
  const refused = changes.some(({ effect }) => effect.reach === "refused");
  if (json) console.log(JSON.stringify({ stack, against, changes: changes.map(shown) }, null, 2));
  else console.log(printed(file, against, changes));
  return refused ? 1 : 0;
}

/** The file as it was. */
async function inGit(file: string, against: string, root: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("git", ["show", `${against}:./${file}`], { cwd: path.resolve(root) });
    return stdout;
  } catch (error) {
    const reason = (error as { stderr?: string }).stderr?.trim().split("\n", 1)[0] ?? (error as Error).message;
    throw new Failure(`git has no ${file} in ${against}, so there is nothing to compare with: ${reason}`);
  }
}

function configOf(text: string, what: string): unknown {
  try {
    return (parse(text, { merge: true }) as { config?: unknown } | null)?.config;
  } catch (error) {
    throw new Failure(`${what} is no YAML: ${(error as Error).message.split("\n", 1)[0] ?? ""}`);
  }
}

const isSecret = (value: unknown): boolean => typeof value === "object" && value !== null && "secure" in value;

/** A change without any secret in it, not even an encrypted one. */
const shown = ({ key, effect, before, after }: Change) => ({
  key,
  ...effect,
  ...(before === undefined ? {} : { before: isSecret(before) ? "[secret]" : before }),
  ...(after === undefined ? {} : { after: isSecret(after) ? "[secret]" : after }),
});

function printed(file: string, against: string, changes: readonly Change[]): string {
  if (changes.length === 0) return `${file} says the same as in ${against}.`;
  const groups = (Object.keys(reaches) as Reach[]).reverse().flatMap((reach) => {
    const lines = changes.filter(({ effect }) => effect.reach === reach).map(line);
    return lines.length === 0 ? [] : [`${reach}: ${reaches[reach]}\n${lines.join("\n")}`];
  });
  return groups.join("\n\n");
}

function line(change: Change): string {
  const { key, note, before, after } = shown(change);
  const value = (one: unknown) => (typeof one === "string" ? one : JSON.stringify(one));
  const edit =
    before === undefined
      ? `${value(after)}, new`
      : after === undefined
        ? `${value(before)}, not written any more`
        : `${value(before)} → ${value(after)}`;
  return `  ${key}: ${edit}${note === undefined ? "" : `\n    ${note}`}`;
}
