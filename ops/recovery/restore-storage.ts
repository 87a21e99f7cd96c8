import { Failure } from "../../cluster/failure";
import { inText } from "./database/counts";
import { restoreMetadata } from "./database/restore";
import { compareCounts, inspectTarget } from "./database/target";
import type { Found, Restoration } from "./restore";
import { hasBlobs, restoreBlobs } from "./restore-blobs";
import { applyParts, withPart } from "./restore-part";
import type { FinishedSet } from "./sets";
import type { Surroundings } from "./surroundings";

/** Rows and blobs: roles, blobs, then the rows in one transaction, so that no row comes without its blob. */
export const storageRestoration = (around: Surroundings, set: FinishedSet): Restoration => ({
  resumes: true,
  there: () => objectsThere(around),
  put: async () => {
    const warnings = await restoreSurroundings(around, set);
    await restoreBlobs(around, set);
    await restoreRows(around, set);
    return warnings;
  },
});

/** What the rows need to be there: roles, and what they depend on elsewhere. @returns what the server warned of */
export const restoreSurroundings = (around: Surroundings, set: FinishedSet): Promise<string[]> =>
  applyParts(around, set, ["roles", "prerequisites"]);

/** The rows; and compares them with the manifest. */
export async function restoreRows(around: Surroundings, set: FinishedSet): Promise<void> {
  const { connection, listener } = around;
  await withPart(around, set, "metadata", (file) => restoreMetadata(connection, file, listener));
  const { buckets = [], tables = {}, objects = 0, bytes = 0 } = set.contents.storage ?? {};
  const counts = { objects, bytes, tables, buckets: buckets.map(({ id, ...counts }) => ({ bucket: id, ...counts })) };
  const differences = await compareCounts(connection, counts, listener);
  if (differences.length === 0) return;
  throw new Failure(
    `The restored rows are not those of the set: ${differences.map(inText).join("; ")}. Restore it again.`,
  );
}

async function objectsThere(around: Surroundings): Promise<Found> {
  const { counts, serviceSessions } = await inspectTarget(around.connection, around.listener);
  const [session] = serviceSessions;
  const isThere = counts.objects > 0 || (await hasBlobs(around));
  return {
    ...(session === undefined
      ? {}
      : {
          writes:
            `The storage service has ${serviceSessions.length} connections to the database, one from ` +
            `${session.address || "the server's own machine"}. Stop it first, so that nobody writes meanwhile.`,
        }),
    ...(isThere ? { goes: `There are objects already: ${counts.objects} rows in the database, and blobs` } : {}),
  };
}
