import { setMaxListeners } from "node:events";
import pLimit from "p-limit";
import pRetry from "p-retry";
import { Refusal } from "../refusal";
import { refusedBy } from "./bucket-limits";
import type { Entry } from "./folder";
import { nameProblem, type Problem, sentenceOf, shown } from "./names";
import { type Found, ObjectService } from "./service";
import { ServiceError } from "./service-error";

export interface UploadArgs {
  /** Of the service, such as `http://127.0.0.1:5000`. */
  readonly url: string;
  /** Of the service role. Secret: it is in no message. */
  readonly token: string;
  /** The bucket's id. */
  readonly bucket: string;
  readonly entries: readonly Entry[];
  /**
   * How many files are uploaded at a time.
   * @default 4
   */
  readonly concurrency?: number | undefined;
  /** Only asks what there is, and says what would be uploaded. */
  readonly dryRun?: boolean | undefined;
  /** Called after each file. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Ends the upload early. What is not finished then is in {@link UploadResult.notTried}. */
  readonly signal?: AbortSignal | undefined;
  readonly patience?: Patience | undefined;
}

/** How long to hope. All in milliseconds. */
export interface Patience {
  /** How often a file is tried again. */
  readonly retries: number;
  /** The wait before the first of them; each further one is twice as long, up to 20 times the first. */
  readonly firstWait: number;
  /** How long a request may take that sends no file. */
  readonly request: number;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly uploaded: number;
}

/** What became of the files, by the names of their objects. */
export interface UploadResult {
  /** At a dry run: what would be. */
  readonly uploaded: readonly string[];
  /** Were there with the same content. */
  readonly unchanged: readonly string[];
  /** Are there and were not put there by this program, so they were left as they are. */
  readonly kept: readonly string[];
  readonly failed: readonly Failure[];
  /** After the end of the service or of our patience. */
  readonly notTried: readonly string[];
}

export interface Failure {
  readonly name: string;
  readonly reason: string;
}

type Outcome = "uploaded" | "unchanged" | "kept";

/** Covers a service that has just been started: half a minute in all. */
const usual: Patience = { retries: 6, firstWait: 500, request: 15_000 };

/** Files for which all waiting was in vain: from then on it is the service that is at fault, for the others as well. */
const enough = 3;

/**
 * Makes files objects of a bucket, through the storage service. An object that is there with the same content is left
 * alone, so that a broken-off upload goes on where it was; one that somebody else put there is never overwritten; and
 * none is ever deleted, also where its file is gone.
 *
 * Throws a {@link Refusal}, before anything is uploaded, where the bucket is not there or would not take all files.
 */
export async function uploadObjects(args: UploadArgs): Promise<UploadResult> {
  const { bucket, entries, signal: outer, patience = usual } = args;
  const ended = new AbortController();
  const signal = outer === undefined ? ended.signal : AbortSignal.any([outer, ended.signal]);
  setMaxListeners(0, signal); // each file that waits is one, and Node warns of more than ten
  const retried: Retried = (work) =>
    pRetry(work, {
      retries: patience.retries,
      minTimeout: patience.firstWait,
      maxTimeout: 20 * patience.firstWait,
      randomize: true,
      signal,
      shouldRetry: ({ error }) => error instanceof ServiceError && error.mayPass,
    });
  const names: Record<Outcome | "notTried", string[]> = { uploaded: [], unchanged: [], kept: [], notTried: [] };
  const failed: Failure[] = [];
  let service: ObjectService;
  try {
    service = await prepared(args, signal, retried);
  } catch (error) {
    if (outer?.aborted === true) return { ...names, failed, notTried: entries.map(({ name }) => name) };
    if (error instanceof Refusal) throw error;
    throw new Refusal(`bucket "${bucket}": ${reasonOf(error)}`);
  }

  let done = 0;
  let hopeless = 0;
  const one = async (entry: Entry): Promise<void> => {
    try {
      signal.throwIfAborted();
      names[await retried(attempt(service, entry, args.dryRun === true))].push(entry.name);
    } catch (error) {
      if (signal.aborted) {
        names.notTried.push(entry.name);
        return;
      }
      failed.push({ name: entry.name, reason: reasonOf(error) });
      if (error instanceof ServiceError && error.mayPass) hopeless += error.status === undefined ? enough : 1;
      if (hopeless >= enough) ended.abort();
    }
    done += 1;
    args.onProgress?.({ done, total: entries.length, uploaded: names.uploaded.length });
  };
  const limit = pLimit(args.concurrency ?? 4);
  await Promise.all(entries.map((entry) => limit(one, entry)));
  for (const list of Object.values(names)) list.sort();
  return { ...names, failed: failed.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

type Retried = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** The service, once it is known that nothing of what can be foreseen goes wrong with any file. */
async function prepared(args: UploadArgs, signal: AbortSignal, retried: Retried): Promise<ObjectService> {
  const { url, token, bucket, entries, patience = usual } = args;
  const service = new ObjectService({ url, token, bucket, signal, patience: patience.request });
  const limits = await retried(() => service.limits());
  if (limits === undefined) throw new Refusal(`there is no bucket "${bucket}" at ${url}; "pulumi up" makes it`);
  const badNames = entries.flatMap(({ name }): Problem[] => {
    const problem = nameProblem(name);
    return problem === undefined ? [] : [{ file: name, ...problem }];
  });
  const problems = [...badNames, ...refusedBy(limits, entries)];
  if (problems.length === 0) return service;
  throw new Refusal(`bucket "${bucket}" at ${url} would not take\n${problems.map(sentenceOf).join("\n")}`);
}

/** One try after another at one file. */
function attempt(service: ObjectService, entry: Entry, dryRun: boolean): () => Promise<Outcome> {
  let sent = false;
  return async () => {
    const found = await service.look(entry.name);
    // An upload whose answer got lost on the way was one all the same.
    if (found !== undefined && isSame(found, entry)) return sent ? "uploaded" : "unchanged";
    if (found !== undefined && found.sha256 === undefined) return "kept";
    if (dryRun) return "uploaded";
    sent = true;
    try {
      await service.put(entry, found !== undefined);
    } catch (error) {
      // Somebody was quicker, so look again at what is there now.
      if (error instanceof ServiceError && error.status === 409) {
        throw new ServiceError(error.message, { status: 409, mayPass: true });
      }
      throw error;
    }
    return "uploaded";
  };
}

function isSame(found: Found, entry: Entry): boolean {
  const type = found.contentType?.split(";", 1)[0]?.trim().toLowerCase();
  return found.sha256 === entry.sha256 && (type === undefined || type === entry.contentType);
}

const reasonOf = (error: unknown): string => shown(error instanceof Error ? error.message : String(error));
