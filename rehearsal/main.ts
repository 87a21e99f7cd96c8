/** `npm start`: rehearses every stack of the project and writes what came of it. */
import { fork } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { lacking, needed } from "./lacking";
import { root } from "./paths";
import { page } from "./report/page";
import { stackText } from "./report/terminal";
import { seconds } from "./report/words";
import type { Message, StackReport } from "./stack-report";

const help = `Rehearses the stacks: runs the whole program with no account, daemon or CLI. Roles, schema, buckets and access
policies take real effect on an embedded PostgreSQL, and who may do what is tried and compared with the stack file.

  npm start [-- [--stack <name>] [--out <folder>] [--project <folder>]]

--stack    only this one, such as dev; default: every Pulumi.<stack>.yaml
--out      where the results go; default: out
--project  where the stack files are; default: the project's folder
--help     prints this

Exit status: 1 where a stack file, a mandatory policy or the database part fails, with the reason last; 2 for a wrong
option; else 0.`;

/** Each takes a processor of its own, and a quarter of a gigabyte. */
const atOnce = 2;

async function main(): Promise<number> {
  let values;
  try {
    const text = { type: "string" } as const;
    values = parseArgs({ options: { stack: text, out: text, project: text, help: { type: "boolean" } } }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
  if (values.help === true) {
    console.log(help);
    return 0;
  }
  const begin = performance.now();
  const out = path.resolve(values.out ?? path.join(root, "out"));
  const folder = path.resolve(values.project ?? root);
  const files = stackFiles(folder, values.stack);
  if (files.length === 0) {
    console.error(`There is no Pulumi.${values.stack ?? "<stack>"}.yaml in ${folder}.`);
    return 1;
  }
  const reports = await allOf(files, out);
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, "index.html"), page(reports));
  console.log(`\n${reports.map(stackText).join("\n\n")}\n`);
  console.log(closing(reports, path.relative(process.cwd(), path.join(out, "index.html"))));
  console.log(`Rehearsed in ${seconds(performance.now() - begin)}.`);
  const failures = reports.flatMap(({ stack, failure }) => (failure === undefined ? [] : [`${stack}: ${failure}`]));
  if (failures.length > 0) console.error(`\nThe rehearsal failed. ${failures.join("\n")}`);
  return failures.length === 0 ? 0 : 1;
}

function stackFiles(folder: string, stack: string | undefined): string[] {
  return readdirSync(folder)
    .filter((name) => (stack === undefined ? /^Pulumi\..+\.ya?ml$/.test(name) : name === `Pulumi.${stack}.yaml`))
    .sort()
    .map((name) => path.join(folder, name));
}

async function allOf(files: readonly string[], out: string): Promise<StackReport[]> {
  const reports: StackReport[] = [];
  const waiting = [...files.entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      reports[next[0]] = await rehearse(next[1], out);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return reports;
}

/** In a process of its own, since Pulumi's runtime keeps a stack's state in globals. */
function rehearse(file: string, out: string): Promise<StackReport> {
  const stack = path.basename(file).split(".").slice(1, -1).join(".");
  return new Promise((resolve, reject) => {
    const child = fork(path.join(__dirname, "stack.ts"), [file, path.join(out, stack)], {
      execArgv: ["-r", path.join(root, "typescript.cjs")],
      silent: true, // warnings come back in the report
    });
    let [report, errors]: [StackReport | undefined, string] = [undefined, ""];
    child.stderr?.on("data", (text: Buffer) => (errors += text.toString()));
    child.on("message", (message: Message) => {
      if ("report" in message) ({ report } = message);
      else console.log(`${stack}: ${message.phase.name} (${seconds(message.phase.milliseconds)})`);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (report !== undefined) resolve(report);
      else reject(new Error(`the process that rehearsed ${stack} ended (${signal ?? code ?? "?"}): ${errors.trim()}`));
    });
  });
}

function closing(reports: readonly StackReport[], pageFile: string): string {
  const missing = lacking(reports);
  return [
    `To look at: ${pageFile}`,
    "",
    missing.length === 0
      ? "This machine lacks nothing for a real pulumi up."
      : `For a real pulumi up, this machine lacks:\n${missing.map((sentence) => `- ${sentence}`).join("\n")}`,
    ...reports.flatMap((report) => needed(report) ?? []),
  ].join("\n");
}

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    console.error(`The rehearsal failed. ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  },
);
