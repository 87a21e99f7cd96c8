/** `npm run ops -- <command>`: operations that a person runs, each in a file of its own. */
import { bucketsAdopt } from "./buckets-adopt";

interface Command {
  readonly summary: string;
  /** Runs with the arguments after the command's name. Gives the exit status. */
  readonly run: (args: string[]) => Promise<number>;
}

const commands: Readonly<Record<string, Command>> = {
  "buckets adopt": {
    summary: "writes the stack-file entries of buckets that exist in the database",
    run: bucketsAdopt,
  },
  "objects upload": {
    summary: "uploads the first objects of buckets from their folders",
    run: async (args) => (await import("./objects-upload")).objectsUpload(args),
  },
  backup: {
    summary: "makes, lists, verifies, restores and retires recovery points",
    run: async (args) => (await import("./backup/command")).backup(args),
  },
  orphans: {
    summary: "reports blobs without rows and rows without blobs",
    run: async (args) => (await import("./backup/orphans")).orphans(args),
  },
  "repair-attributes": {
    summary: "gives the files of objects the types that their rows say",
    run: async (args) => (await import("./backup/repair-attributes")).repairAttributes(args),
  },
  tunnel: {
    summary: "runs a command with a way to a database that only the cluster reaches",
    run: async (args) => (await import("./tunnel/command")).tunnel(args),
  },
  "volumes copy": {
    summary: "copies a data volume of a Docker stack to a new one, compared before the switch",
    run: async (args) => (await import("./volumes-copy/command")).volumesCopy(args),
  },
  "explain-change": {
    summary: "says what the edit of a stack file will do to the environment that runs",
    run: async (args) => (await import("./explain-change")).explainChange(args),
  },
  "upgrade-check": {
    summary: "says what another image of the storage service would change in the database",
    run: async (args) => (await import("./upgrade-check/command")).upgradeCheck(args),
  },
  "preview-summary": {
    summary: "says in Markdown, for a pull request, what a preview would do, the dangerous first",
    run: async (args) => (await import("./preview-summary/command")).previewSummary(args),
  },
  "preview-compare": {
    summary: "compares a preview with one that was approved",
    run: async (args) => (await import("./preview-compare/command")).previewCompare(args),
  },
  "github comment": {
    summary: "writes such a summary on a pull request, or anew",
    run: async (args) => (await import("./github/comment")).githubComment(args),
  },
  "github issue": {
    summary: "keeps one issue about drift",
    run: async (args) => (await import("./github/issue")).githubIssue(args),
  },
};

async function main(words: string[]): Promise<number> {
  const [name, command] = Object.entries(commands).find(([name]) => `${words.join(" ")} `.startsWith(`${name} `)) ?? [];
  if (name !== undefined && command !== undefined) return command.run(words.slice(name.split(" ").length));
  const width = Math.max(...Object.keys(commands).map(({ length }) => length));
  const list = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}   ${summary}`);
  const help = `npm run ops -- <command> [--help]\n\n${list.join("\n")}`;
  if (words.length === 0 || words.includes("--help")) {
    console.log(help);
    return 0;
  }
  console.error(`There is no command "${words.join(" ")}".\n\n${help}`);
  return 2;
}

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
  // A server that asks for a password that there is none of keeps its connection, and with it this process, for a minute.
  setTimeout(() => process.exit(), 1000).unref();
});
