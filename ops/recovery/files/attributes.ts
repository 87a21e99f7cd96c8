import { mkdir, mkdtemp, rmdir } from "node:fs/promises";
import path from "node:path";
import { Failure, messageOf } from "../../../cluster/failure";
import { ProgramFailure, run } from "../program";
import { type AttributeDump, type Complaint, formatDump, parseComplaint, parseDump } from "./attribute-dump";
import { attributeProgram } from "./attribute-program";

/** What the service keeps in a file's extended attributes; null where the file has none of that name. */
export interface Attributes {
  readonly contentType: string | null;
  readonly cacheControl: string | null;
}

const attributeNames = {
  contentType: "user.supabase.content-type",
  cacheControl: "user.supabase.cache-control",
} as const;

/** How many paths a process gets as arguments, in number and in bytes; Linux takes 2 MiB with the environment. */
const portion = { paths: 1000, bytes: 512 * 1024 };

/**
 * Reads attributes of many files, with a process for each thousand.
 *
 * @param paths below the folder
 * @returns those of the files that are there
 * @throws Failure where they cannot be read
 */
export async function readAttributes(
  folder: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Attributes>> {
  const found = new Map<string, Attributes>();
  for (const some of portions(paths)) {
    const { stdout, gone } = await speak(["get", ...some], folder, signal);
    const dump = parseDump(stdout);
    for (const file of some) if (!gone.has(file)) found.set(file, attributesOf(dump.get(file)));
  }
  return found;
}

/**
 * Writes attributes of many files with one process. Their content and times stay.
 *
 * @param changes by paths below the folder; what is null or left out stays
 * @returns the paths at which there is no file
 * @throws Failure where one cannot be written
 */
export async function writeAttributes(
  folder: string,
  changes: ReadonlyMap<string, Partial<Attributes>>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const dump: AttributeDump = new Map([...changes].map(([file, change]) => [file, byName(change)]));
  return (await speak(["set"], folder, signal, formatDump(dump))).gone;
}

/**
 * Makes a folder where it is missing, and looks whether its files can have attributes.
 *
 * @throws Failure where they cannot, or nothing can be written there
 */
export async function prepareFolder(folder: string, signal: AbortSignal): Promise<void> {
  const probe = await makeProbe(folder);
  try {
    await writeAttributes(folder, new Map([[path.basename(probe), { contentType: "text/plain" }]]), signal);
  } finally {
    await rmdir(probe);
  }
}

async function makeProbe(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    return await mkdtemp(path.join(folder, ".attributes-"));
  } catch (error) {
    throw new Failure(`Nothing can be written to ${folder}: ${messageOf(error)}.`, { cause: error });
  }
}

function attributesOf(values: ReadonlyMap<string, string> | undefined): Attributes {
  return {
    contentType: values?.get(attributeNames.contentType) ?? null,
    cacheControl: values?.get(attributeNames.cacheControl) ?? null,
  };
}

function byName(change: Partial<Attributes>): ReadonlyMap<string, string> {
  const values = (["contentType", "cacheControl"] as const).map((key) => [attributeNames[key], change[key]] as const);
  return new Map(values.filter((value): value is [(typeof value)[0], string] => typeof value[1] === "string"));
}

function* portions(paths: readonly string[]): Generator<string[]> {
  let [some, bytes]: [string[], number] = [[], 0];
  for (const file of paths) {
    const size = Buffer.byteLength(file);
    if (some.length === portion.paths || (some.length > 0 && bytes + size > portion.bytes)) {
      yield some;
      [some, bytes] = [[], 0];
    }
    some.push(file);
    bytes += size;
  }
  if (some.length > 0) yield some;
}

const goneReasons = ["No such file or directory", "Not a directory", "File name too long"];

/** Runs the program, which goes on after a file with which it fails. */
async function speak(args: readonly string[], folder: string, signal: AbortSignal, input = "") {
  const complaints: Complaint[] = [];
  const onLine = (line: string) => {
    const complaint = parseComplaint(line);
    if (complaint !== undefined) complaints.push(complaint);
  };
  const env = { LC_ALL: "C", PERL_UNICODE: undefined, PERL5OPT: undefined };
  const options = { signal, cwd: folder, env, input, onLine };
  const { stdout, ...ended } = await run("perl", ["-e", attributeProgram, ...args], { ...options, statuses: [0, 1] });
  if (ended.status !== 0 && complaints.length === 0) throw new ProgramFailure("perl", ended);
  const failed = complaints.find(({ reason }) => !goneReasons.includes(reason));
  if (failed !== undefined) throw failureOf(folder, failed);
  return { stdout, gone: new Set(complaints.map((complaint) => complaint.path)) };
}

function failureOf(folder: string, { path: file, reason }: Complaint): Failure {
  if (reason === "Operation not supported") {
    return new Failure(
      `The file system of ${folder} keeps no user attributes, and the service keeps the type of each object in them. ` +
        `Use one that does, such as ext4 or XFS.`,
    );
  }
  return new Failure(`The attributes of ${JSON.stringify(file)} in ${folder} are out of reach: ${reason}.`);
}
