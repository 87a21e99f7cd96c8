import { execFile } from "node:child_process";
import { parseArgs, promisify } from "node:util";
import type { Settings } from "../config";
import { readFirstObjects, type Source } from "../stacks/first-objects-folders";
import { shown } from "../storagedb/objects/names";
import { type Progress, uploadObjects, type UploadResult } from "../storagedb/objects/upload";
import { progressOf, sumOf } from "../storagedb/objects/words";
import { understood } from "./arguments";
import { projectFolder, readStack } from "./stack";
import { StatusLine } from "./status-line";

const help = `Uploads the first objects of buckets from their folders (firstObjects in the stack file), through the storage
service. Unchanged files are skipped, what somebody else put there is left as it is, and nothing is deleted.

  npm run ops -- objects upload --stack dev [--bucket ID …] [--dry-run] [--concurrency N] [--json]

--stack        the stack, by the name of its file Pulumi.<stack>.yaml
--bucket       only this bucket; may be repeated
--dry-run      only says what would be uploaded
--concurrency  how many files are uploaded at a time, 1 to 64 (default: 4)
--json         prints one JSON object at the end instead of text
--help         prints this

The token of the service role is taken from the environment variable SERVICE_ROLE_KEY, else from the stack's output
serviceRoleKey, for which pulumi is asked.

Exit status: 0; 1 where something failed or was refused, with the reason last; 2 for a wrong option; 130 when interrupted.
Run again, it goes on where it was.`;

interface Options {
  readonly stack: string;
  /** None means all. */
  readonly buckets: readonly string[];
  readonly dryRun: boolean;
  readonly concurrency: number;
  readonly json: boolean;
}

/** What is printed with --json. */
interface Report {
  readonly stack: string;
  url?: string;
  readonly dryRun: boolean;
  readonly buckets: ({ readonly bucket: string; readonly folder: string } & UploadResult)[];
  error?: string;
}

/** `ops objects upload` */
export async function objectsUpload(args: string[], root = projectFolder): Promise<number> {
  const options = understood(help, () => read(args));
  if (typeof options === "number") return options;
  const report: Report = { stack: options.stack, dryRun: options.dryRun, buckets: [] };
  const stop = new AbortController();
  // A second one ends the process at once.
  process.once("SIGINT", () => {
    stop.abort();
  });
  try {
    await uploadAll(options, root, report, stop.signal);
  } catch (error) {
    report.error = (error as Error).message;
  }
  if (stop.signal.aborted) report.error = "Interrupted. Run it again to go on.";
  if (options.json) console.log(JSON.stringify(report, null, 2));
  if (report.error !== undefined) console.error(report.error);
  return stop.signal.aborted ? 130 : report.error === undefined ? 0 : 1;
}

/** Undefined where only help is wanted. */
function read(args: string[]): Options | undefined {
  const known = {
    stack: { type: "string" },
    bucket: { type: "string", multiple: true, default: [] as string[] },
    "dry-run": { type: "boolean", default: false },
    concurrency: { type: "string", default: "4" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  const { stack, bucket, concurrency, json, help, "dry-run": dryRun } = parseArgs({ args, options: known }).values;
  if (help) return undefined;
  if (stack === undefined) throw new Error("Which stack? Name it with --stack.");
  if (!/^([1-9]|[1-5]\d|6[0-4])$/.test(concurrency)) {
    throw new Error(`--concurrency is a number from 1 to 64, not ${concurrency}.`);
  }
  return { stack, buckets: bucket, dryRun, concurrency: Number(concurrency), json };
}

async function uploadAll(options: Options, root: string, report: Report, signal: AbortSignal): Promise<void> {
  const { stack, dryRun, concurrency, json } = options;
  const { settings } = await readStack(stack, root);
  const sources = await sourcesOf(settings, options.buckets, root);
  const url = settings.service.publicUrl ?? `http://127.0.0.1:${settings.service.port}`;
  report.url = url;
  if (sources.length === 0) {
    if (!json) console.log(`No bucket of Pulumi.${stack}.yaml has firstObjects.`);
    return;
  }
  const token = await serviceRoleKey(stack, root);
  const reasons: string[] = [];
  for (const { bucket, folder, entries } of sources) {
    const line = new StatusLine(process.stderr);
    const onProgress = (progress: Progress) => {
      line.show(progressOf(bucket, progress));
    };
    try {
      const result = await uploadObjects({
        url,
        token,
        bucket,
        entries,
        dryRun,
        concurrency,
        signal,
        onProgress,
      }).finally(() => {
        line.end();
      });
      report.buckets.push({ bucket, folder, ...result });
      if (!json) console.log(asText(bucket, result, dryRun));
      reasons.push(...reasonsOf(bucket, result));
      // Then the person wants no more, or the service is away and would be for the next bucket, too.
      if (result.notTried.length > 0) break;
    } catch (error) {
      reasons.push((error as Error).message);
      break;
    }
  }
  if (reasons.length > 0) throw new Error(`Not every file became an object:\n${reasons.join("\n")}`);
}

/** The folders of the wanted buckets, with all that is wrong with any of them at once. */
async function sourcesOf(settings: Settings, ids: readonly string[], root: string): Promise<Source[]> {
  const all = settings.firstObjects;
  const without = ids.filter((id) => !all.some(({ bucket }) => bucket === id));
  if (without.length > 0) {
    const others =
      all.length === 0 ? "no bucket has any" : `those that have are ${all.map(({ bucket }) => bucket).join(", ")}`;
    throw new Error(`The stack file has no firstObjects for ${without.join(", ")}; ${others}.`);
  }
  const wanted = all.filter(({ bucket }) => ids.length === 0 || ids.includes(bucket));
  const { sources, problems } = await readFirstObjects(wanted, settings, root);
  if (problems.length > 0) throw new Error(`${problems.join("\n")}\nNothing was uploaded.`);
  return sources;
}

/** The token is secret: it is on no command line and in no message. */
async function serviceRoleKey(stack: string, root: string): Promise<string> {
  const given = process.env["SERVICE_ROLE_KEY"]?.trim();
  if (given !== undefined && given !== "") return given;
  const asked = ["stack", "output", "serviceRoleKey", "--show-secrets", "--stack", stack, "--non-interactive"];
  try {
    const { stdout } = await promisify(execFile)("pulumi", asked, { cwd: root });
    return stdout.trim();
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    const last = stderr?.trim().split("\n").pop() ?? "";
    const reason = code === "ENOENT" ? "it is not installed" : `it said: ${shown(last)}`;
    throw new Error(
      `The token of the service role is needed. It is not in the environment variable SERVICE_ROLE_KEY, and pulumi ` +
        `did not give the output serviceRoleKey of stack ${stack} (${reason}).`,
      { cause: error },
    );
  }
}

function asText(bucket: string, result: UploadResult, dryRun: boolean): string {
  const names = dryRun ? result.uploaded.map((name) => `  would be uploaded: ${name}`) : [];
  return [sumOf(bucket, result, dryRun), ...names].join("\n");
}

/** Why files did not become objects, a line for each. */
function reasonsOf(bucket: string, { kept, failed }: UploadResult): string[] {
  return [
    ...kept.map((name) => `${bucket}/${name}: exists, and was not put there by this program`),
    ...failed.map(({ name, reason }) => `${bucket}/${name}: ${reason}`),
  ];
}
