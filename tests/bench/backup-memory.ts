/**
 * Stores the rows of a database as a recovery point does, and prints this process's peak of memory in bytes. In place of
 * restic's listing of a folder comes one that is made of the rows, so that no files are needed.
 */
import { dumpMetadata } from "../../ops/recovery/database/dump";
import { checkDump } from "../../ops/recovery/database/dump-check";
import { openSource, type Source } from "../../ops/recovery/database/source";
import { captureFolder } from "../../ops/recovery/files/capture";
import { folderPath } from "../../ops/recovery/files/path";
import { writeRows } from "../../ops/recovery/ndjson";
import { partFiles, readPart } from "../../ops/recovery/parts";
import { readPlan } from "../../ops/recovery/plan";
import type { Entry } from "../../ops/recovery/restic";
import { surroundings } from "../../ops/recovery/surroundings";

async function main(file: string): Promise<void> {
  const plan = readPlan(file);
  if (plan.objects.kind !== "file") throw new Error("the plan has no folder");
  const listener = { progress: () => undefined, signal: new AbortController().signal };
  const { connection, repository, order } = surroundings(plan, listener);
  const source = await openSource(connection, listener);
  try {
    const name = (part: string) => ({ scope: "storage", set: "20261101T000000Z", part });
    await repository.storeStream(name("objects"), partFiles.objects, (out) => writeRows(source.rows(order), out));
    const metadata = await repository.storeStream(name("metadata"), partFiles.metadata, (out) =>
      dumpMetadata(source.connection, source.snapshotId, out, listener),
    );
    await checkDump(readPart(repository, "metadata", metadata), source.counts.tables, listener);
    const stored = { snapshot: "", files: source.counts.objects, bytes: source.counts.bytes, unread: [] };
    const { missing } = await captureFolder(
      {
        repository: { storeFolder: () => Promise.resolve(stored), entries: () => entriesOf(source) },
        ...{ part: name("blobs"), folder: plan.objects.folder },
      },
      { rows: () => source.rows(order), stillThere: (rows) => source.stillThere(rows) },
      listener,
    );
    if (missing.length > 0) throw new Error(`${missing.length} rows have no entry`);
  } finally {
    await source.close();
  }
  console.log(process.resourceUsage().maxRSS * 1024);
}

async function* entriesOf(source: Source): AsyncGenerator<Entry, void, undefined> {
  for await (const row of source.rows("folders")) {
    yield { path: folderPath(row), type: "file", size: row.size ?? 0, mtime: new Date(0) };
  }
}

void main(process.argv[2] ?? "");
