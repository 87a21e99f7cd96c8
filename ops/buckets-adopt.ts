import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Document, parseDocument, stringify } from "yaml";
import { parseBytes, printBytes } from "../components/units";
import { checkStackFile, formatIssues, namespace, plural } from "../config";
import { type BucketInputs, listBuckets } from "../storagedb/resources/bucket";
import { understood } from "./arguments";
import { inDatabase, projectFolder, readStack } from "./stack";

const help = `Writes the stack-file entries of the buckets that exist in a stack's database and are not in its file yet.
The next pulumi up then adopts them as they are. Policies that somebody else made stay as they are, too.

  npm run ops -- buckets adopt --stack dev [--write]

--stack   the stack, by the name of its file Pulumi.<stack>.yaml
--write   adds the entries to the file; without it they are printed
--help    prints this

The connection is the stack file's; its password is taken from the environment variable PGPASSWORD.`;

/** `ops buckets adopt` */
export async function bucketsAdopt(args: string[]): Promise<number> {
  const options = understood(help, () => read(args));
  if (typeof options === "number") return options;
  try {
    return await adopt(options.stack, options.write);
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

/** Undefined where only help is wanted. */
function read(args: string[]): { readonly stack: string; readonly write: boolean } | undefined {
  const flag = { type: "boolean", default: false } as const;
  const known = { stack: { type: "string" }, write: flag, help: flag } as const;
  const { stack, write, help: asked } = parseArgs({ args, options: known }).values;
  if (asked) return undefined;
  if (stack === undefined) throw new Error("Which stack? Name it with --stack.");
  return { stack, write };
}

async function adopt(name: string, write: boolean): Promise<number> {
  const stack = await readStack(name);
  const { file, text, settings } = stack;
  const known = new Set(settings.buckets.map(({ id }) => id));
  const exist = await inDatabase(stack, `buckets adopt --stack ${name}`, listBuckets);
  const found = exist.filter(({ bucketId }) => !known.has(bucketId));
  if (found.length === 0) {
    console.log(`${file} names every bucket that the database has.`);
    return 0;
  }
  const entries = found.map(entryOf);
  if (!write) {
    console.log(`# For ${namespace}:buckets of ${file}:\n${stringify(entries)}`.trimEnd());
    return 0;
  }
  const document = parseDocument(text);
  for (const entry of entries) addEntry(document, entry);
  const written = document.toString();
  const after = await checkStackFile(written, file);
  // A bucket that another tool made may break a rule of ours: then a person decides, and the file stays as it is.
  if (after.settings === undefined) throw new Error(`${formatIssues(after.issues)}\nNothing was written.`);
  writeFileSync(path.join(projectFolder, file), written);
  console.log(`${plural(entries.length, "bucket")} added to ${file}: ${entries.map(({ id }) => id).join(", ")}`);
  return 0;
}

interface Entry {
  readonly id: string;
  readonly [key: string]: unknown;
}

/** A bucket as a person would write it. */
export function entryOf({ bucketId, name, public: open, fileSizeLimit, allowedMimeTypes }: BucketInputs): Entry {
  return {
    id: bucketId,
    name,
    public: open,
    ...(fileSizeLimit === undefined ? {} : { fileSizeLimit: sizeText(fileSizeLimit) }),
    ...(allowedMimeTypes === undefined ? {} : { allowedMimeTypes }),
  };
}

function sizeText(bytes: number): string {
  const parsed = parseBytes(String(bytes));
  return "value" in parsed ? printBytes(parsed.value) : String(bytes);
}

function addEntry(document: Document.Parsed, entry: Entry): void {
  const key = ["config", `${namespace}:buckets`];
  if (document.hasIn(key)) document.addIn(key, document.createNode(entry));
  else document.setIn(key, document.createNode([entry]));
}
