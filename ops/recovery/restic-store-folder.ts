import { realpath } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { codeOf, Failure } from "../../cluster/failure";
import type { Restic } from "./restic-call";
import { explain } from "./restic-failure";
import { messageIn, type Status, type Summary } from "./restic-messages";
import { literal } from "./restic-patterns";
import { megabytes, storeStream, summaryIn, wholeId, type Destination } from "./restic-store";
import type { StoredFolder } from "./types";

/** restic makes no snapshot of nothing, so one of an empty folder holds this file. */
export const emptyFolder = ".alfred-storage-empty-folder";

/**
 * Stores a folder with paths below it, by being in it: 0.14 and newer versions then make a snapshot whose root is the
 * folder, and can restore that to any other.
 */
export async function storeFolder(
  restic: Restic,
  destination: Destination,
  folder: string,
  exclude: readonly string[] = [],
): Promise<StoredFolder & { readonly unread: readonly string[] }> {
  const { part, labels } = destination;
  const act = `store ${part}`;
  const root = await rootOf(folder);
  const excluded = exclude.flatMap((pattern) => [
    "--exclude",
    pattern.startsWith("/") ? literal(root) + pattern : pattern,
  ]);
  const unread = new Set<string>();
  let summary: Summary | undefined;
  const ended = await restic.stream(["backup", "--json", ...labels, ...excluded, "."], {
    act,
    cwd: root,
    statuses: "any",
    onLine: (line) => {
      const item = unreadIn(line);
      // Absolute, but for what lies at the top.
      if (item !== undefined) unread.add(path.relative(root, path.resolve(root, item)));
    },
    output: async (from) => {
      summary = await summaryIn(from, (status) => {
        restic.listener.progress(`storing ${part}, ${progressOf(status)}`);
      });
    },
  });
  if (ended.said.includes("snapshot is empty")) {
    const { snapshot } = await storeStream(restic, destination, emptyFolder, (out) => pipeline(["empty\n"], out));
    return { snapshot, files: 0, bytes: 0, unread: [...unread] };
  }
  const whole = ended.status === 0 || (ended.status === 3 && unread.size > 0);
  if (!whole || summary === undefined) throw explain(restic.asked(act), ended);
  return {
    snapshot: await wholeId(restic, summary.snapshot_id),
    files: summary.total_files_processed,
    bytes: summary.total_bytes_processed,
    unread: [...unread],
  };
}

/** What could not be read, if the line says that. The scan before, which only estimates, is no matter. */
export function unreadIn(line: string): string | undefined {
  const message = messageIn(line);
  return message?.message_type === "error" && message.during === "archival" ? message.item : undefined;
}

function progressOf({ files_done, total_files, bytes_done, total_bytes, error_count }: Status): string {
  const share = total_bytes === 0 ? 0 : Math.floor((100 * bytes_done) / total_bytes);
  const errors = error_count === 0 ? "" : `, ${error_count} errors`;
  return `${files_done} of ${total_files} files, ${megabytes(bytes_done)} of ${megabytes(total_bytes)} MB, ${share}%${errors}`;
}

/** restic names files by where the folder really is. */
async function rootOf(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    throw new Failure(`The folder ${folder} cannot be entered (${codeOf(error) ?? "unknown"}).`, { cause: error });
  }
}
