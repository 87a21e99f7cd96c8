import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { text as textOf } from "node:stream/consumers";
import { Failure } from "../../cluster/failure";
import { inText } from "./database/counts";
import { restoreMetadata } from "./database/restore";
import { applySql, compareCounts, inspectTarget } from "./database/target";
import { type Part, partFiles, readPart } from "./parts";
import { hasBlobs, restoreBlobs } from "./restore-blobs";
import type { FinishedSet } from "./sets";
import type { Surroundings } from "./surroundings";
import { takeSet, text } from "./take";
import type { StoredPart } from "./types";
import { verifySet } from "./verify";

export interface RestoreOptions {
  /** Whether what is there goes; a set of it is taken before. */
  readonly replace: boolean;
  /** Whether a set is restored that is known not to be whole. */
  readonly acceptIncomplete: boolean;
}

export interface Restored {
  /** The set that was taken of what was there before. */
  readonly before?: string;
  /** What went another way than in the original, such as a right that could not be given. */
  readonly warnings: readonly string[];
}

/**
 * Puts rows and blobs back as they were: roles, blobs, then the rows in one transaction, so that no row comes without its
 * blob. A run that broke off is gone on with by the next one of the same set.
 *
 * @throws Failure where the set is not whole, where the service is running, and where something is there already
 */
export async function restoreStorage(
  around: Surroundings,
  set: FinishedSet,
  { replace, acceptIncomplete }: RestoreOptions,
): Promise<Restored> {
  const { repository } = around;
  refuseIncomplete(set, acceptIncomplete);
  await refuseAltered(around, set);
  const before = await requireReady(around, set, replace);
  const mark = { scope: set.scope, set: set.name, part: "restoring" };
  await repository.storeStream(mark, "restoring.json", text("{}"));

  const warnings = await restoreSurroundings(around, set);
  await restoreBlobs(around, set);
  await restoreRows(around, set);

  const marks = await repository.snapshots({ scope: set.scope, part: "restoring" });
  await repository.forget(marks.map(({ id }) => id));
  return { warnings, ...(before === undefined ? {} : { before }) };
}

/** What the rows need to be there: roles, and what they depend on elsewhere. @returns what the server warned of */
export async function restoreSurroundings(
  { repository, connection, listener }: Surroundings,
  set: FinishedSet,
): Promise<string[]> {
  const warnings: string[] = [];
  for (const part of ["roles", "prerequisites"] as const) {
    listener.progress(`making what the rows need: ${part}`);
    const sql = await textOf(readPart(repository, part, partOf(set, part)));
    warnings.push(...(await applySql(connection, sql, listener)));
  }
  return warnings;
}

/** The rows, from a file, since what is not whole must not reach the database; and compares them with the manifest. */
export async function restoreRows(
  { repository, connection, listener, plan }: Surroundings,
  set: FinishedSet,
): Promise<void> {
  const folder = await mkdtemp(path.join(plan.scratch, "restore-"));
  try {
    const file = path.join(folder, partFiles.metadata);
    listener.progress("reading the rows");
    const from = readPart(repository, "metadata", partOf(set, "metadata"));
    await pipeline(from, createWriteStream(file, { mode: 0o600 }), { signal: listener.signal });
    listener.progress("restoring the rows");
    await restoreMetadata(connection, file, listener);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const { buckets = [], tables = {}, objects = 0, bytes = 0 } = set.contents.storage ?? {};
  const counts = { objects, bytes, tables, buckets: buckets.map(({ id, ...counts }) => ({ bucket: id, ...counts })) };
  const differences = await compareCounts(connection, counts, listener);
  if (differences.length === 0) return;
  throw new Failure(
    `The restored rows are not those of the set: ${differences.map(inText).join("; ")}. Restore it again.`,
  );
}

function refuseIncomplete({ name, contents }: FinishedSet, accept: boolean): void {
  if (contents.state === "complete" || accept) return;
  const { missing, altered } = contents.storage ?? {
    missing: { count: 0, first: [] },
    altered: { count: 0, first: [] },
  };
  const [first] = [...missing.first, ...altered.first];
  throw new Failure(
    `Set ${name} is incomplete: of ${missing.count + altered.count} objects it has no blob or another one, ` +
      `${first ?? ""} among them. Restore an older one, or this one all the same with --accept-incomplete.`,
  );
}

async function refuseAltered(around: Surroundings, set: FinishedSet): Promise<void> {
  const problems = await verifySet(around, set, { readData: false });
  if (problems.length === 0) return;
  throw new Failure(`Set ${set.name} is not what was stored:\n${problems.join("\n")}\nRestore another one.`);
}

/** @returns the set that was taken of what is there */
async function requireReady(around: Surroundings, set: FinishedSet, replace: boolean): Promise<string | undefined> {
  const { repository, connection, listener } = around;
  const target = await inspectTarget(connection, listener);
  const [session] = target.serviceSessions;
  if (session !== undefined) {
    throw new Failure(
      `The storage service has ${target.serviceSessions.length} connections to the database, one from ` +
        `${session.address || "the server's own machine"}. Stop it first, so that nobody writes meanwhile.`,
    );
  }
  const brokenOff = await repository.snapshots({ scope: set.scope, part: "restoring" });
  if (brokenOff.some(({ tags }) => tags["set"] === set.name)) return undefined;
  if (target.counts.objects === 0 && !(await hasBlobs(around))) return undefined;
  if (replace) return (await takeSet(around, set.scope)).set;
  throw new Failure(
    `There are objects already: ${target.counts.objects} rows in the database, and blobs. With --replace they go, after a ` +
      `recovery point was made of them.`,
  );
}

function partOf({ name, contents }: FinishedSet, part: Part): StoredPart {
  const stored = contents.parts[part];
  if (stored === undefined) throw new Failure(`Set ${name} has no part ${part}. Restore another one.`);
  return stored;
}
