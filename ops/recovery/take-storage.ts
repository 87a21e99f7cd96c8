import { checkDump } from "./database/dump-check";
import { dumpMetadata } from "./database/dump";
import { prerequisitesSql } from "./database/prerequisites";
import { rolesSql } from "./database/roles";
import { openSource, type Source } from "./database/source";
import { captureFolder } from "./files/capture";
import { writeRows } from "./ndjson";
import { readPart } from "./parts";
import { tenantFolders } from "./s3-folders";
import { captureCopies } from "./s3/copies";
import type { Surroundings } from "./surroundings";
import { type Contents, type SetUnderWay, text } from "./take";
import { blobPath, type ObjectRow, type StoredPart } from "./types";

/**
 * Takes rows and blobs. First the rows, all at one moment; then the blobs, so that every row has its blob unless that was
 * removed in between.
 */
export async function takeStorage(around: Surroundings, under: SetUnderWay): Promise<Contents> {
  const { connection, listener, order, repository } = around;
  const source = await openSource(connection, listener);
  try {
    const objects = await under.store("objects", (out) => writeRows(source.rows(order), out));
    const roles = await under.store("roles", text(await rolesSql(source.session)));
    const prerequisites = await under.store("prerequisites", text(await prerequisitesSql(source.session)));
    const metadata = await under.store("metadata", (out) =>
      dumpMetadata(source.connection, source.snapshotId, out, listener),
    );
    listener.progress("comparing the dump with the rows");
    await checkDump(readPart(repository, "metadata", metadata), source.counts.tables, listener);
    const { blobs, parts, missing, deleted, altered, shared } = await capture(around, under, source);
    const { buckets, objects: count, bytes } = source.counts;
    return {
      state: missing.length === 0 && altered.length === 0 ? "complete" : "incomplete",
      parts: { objects, roles, prerequisites, metadata, ...parts },
      storage: {
        objects: count,
        bytes,
        tables: source.counts.tables,
        buckets: buckets.map(({ bucket, ...counts }) => ({ id: bucket, ...counts })),
        migration: source.lastMigration?.name ?? null,
        deleted,
        missing: told(missing),
        altered: told(altered),
        shared: told(shared),
      },
      blobs,
      database: { name: connection.database, serverVersion: source.serverVersion },
    };
  } finally {
    await source.close();
  }
}

interface CapturedBlobs {
  readonly blobs: NonNullable<Contents["blobs"]>;
  readonly parts: Readonly<Record<string, StoredPart>>;
  /** Rows that are still there, and have no blob. */
  readonly missing: readonly ObjectRow[];
  readonly altered: readonly ObjectRow[];
  readonly shared: readonly ObjectRow[];
  /** How many objects were removed meanwhile. */
  readonly deleted: number;
}

async function capture(around: Surroundings, under: SetUnderWay, source: Source): Promise<CapturedBlobs> {
  const { plan, repository, listener, order } = around;
  if (plan.objects.kind === "file") {
    const { snapshot, files, bytes, ...found } = await captureFolder(
      { repository, part: under.name("blobs"), folder: plan.objects.folder },
      { rows: () => source.rows(order), stillThere: (rows) => source.stillThere(rows) },
      listener,
    );
    return { blobs: { kind: "file", snapshot, files, bytes }, parts: {}, ...found };
  }
  const folders = await tenantFolders(plan.objects);
  let captured: Awaited<ReturnType<typeof captureCopies>> | undefined;
  const copies = await under.store("copies", async (out) => {
    captured = await captureCopies({ ...folders, rows: source.rows(order) }, out, listener);
  });
  if (captured === undefined) throw new Error("copies were stored without being captured");
  const { missing, shared, objects, bytes, copied } = captured;
  const left = await source.stillThere(missing);
  return {
    blobs: { kind: "s3", bucket: plan.objects.copies.bucket, objects, bytes, copied },
    parts: { copies },
    missing: left,
    altered: [],
    shared,
    deleted: missing.length - left.length,
  };
}

/** How many a manifest names; the rest is counted. */
const mostTold = 20;

const told = (rows: readonly ObjectRow[]) => ({
  count: rows.length,
  first: rows.slice(0, mostTold).map((row) => blobPath(row)),
});
