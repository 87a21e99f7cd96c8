import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Document, parseDocument, stringify } from "yaml";
import { parseBytes, printBytes } from "../components/units";
import { checkStackFile, formatIssues, namespace, plural, type Settings } from "../config";
import { PooledDatabase } from "../storagedb/database";
import { explain } from "../storagedb/errors";
import { type BucketInputs, listBuckets } from "../storagedb/resources/bucket";

const help = `Writes the stack-file entries of the buckets that exist in a stack's database and are not in its file yet.
The next pulumi up then adopts them as they are. Policies that somebody else made stay as they are, too.

  npm run ops -- buckets adopt --stack dev [--write]

--stack   the stack, by the name of its file Pulumi.<stack>.yaml
--write   adds the entries to the file; without it they are printed
--help    prints this

The connection is the stack file's; its password is taken from the environment variable PGPASSWORD.`;

/** `ops buckets adopt` */
export async function bucketsAdopt(args: string[]): Promise<number> {
  let options;
  try {
    const known = { stack: { type: "string" }, write: { type: "boolean" }, help: { type: "boolean" } } as const;
    options = parseArgs({ args, options: known }).values;
    if (options.help !== true && options.stack === undefined) throw new Error("Which stack? Name it with --stack.");
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
  if (options.help === true) {
    console.log(help);
    return 0;
  }
  const file = path.join(__dirname, "..", `Pulumi.${options.stack ?? ""}.yaml`);
  try {
    return await adopt(file, options.write === true);
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

async function adopt(file: string, write: boolean): Promise<number> {
  const name = path.basename(file);
  const text = readStackFile(file);
  const { settings, issues } = await checkStackFile(text, name);
  if (settings === undefined) throw new Error(formatIssues(issues));
  const known = new Set(settings.buckets.map(({ id }) => id));
  const found = (await bucketsOf(settings)).filter(({ bucketId }) => !known.has(bucketId));
  if (found.length === 0) {
    console.log(`${name} names every bucket that the database has.`);
    return 0;
  }
  const entries = found.map(entryOf);
  if (!write) {
    console.log(`# For ${namespace}:buckets of ${name}:\n${stringify(entries)}`.trimEnd());
    return 0;
  }
  const document = parseDocument(text);
  for (const entry of entries) addEntry(document, entry);
  const written = document.toString();
  const after = await checkStackFile(written, name);
  // A bucket that another tool made may break a rule of ours: then a person decides, and the file stays as it is.
  if (after.settings === undefined) throw new Error(`${formatIssues(after.issues)}\nNothing was written.`);
  writeFileSync(file, written);
  console.log(`${plural(entries.length, "bucket")} added to ${name}: ${entries.map(({ id }) => id).join(", ")}`);
  return 0;
}

function readStackFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new Error(`There is no stack file ${path.basename(file)}.`);
  }
}

async function bucketsOf({ database }: Settings): Promise<BucketInputs[]> {
  const { host, port, tls, name, administrator, tlsCertificateAuthority } = database;
  // The password in the file is encrypted; PostgreSQL's own tools look in the same place for it.
  const password = process.env["PGPASSWORD"];
  const connection = {
    ...{ host, port, tls, database: name, username: administrator },
    ...(tlsCertificateAuthority === undefined ? {} : { tlsCertificateAuthority }),
    ...(password === undefined ? {} : { password }),
  };
  const pool = new PooledDatabase(connection);
  try {
    return await pool.transaction(listBuckets);
  } catch (error) {
    throw new Error(explain(error, connection), { cause: error });
  } finally {
    await pool.close();
  }
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
