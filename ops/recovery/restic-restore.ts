import type { Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { Failure } from "../../cluster/failure";
import { linesOf } from "./program";
import type { Entry } from "./restic";
import type { Restic } from "./restic-call";
import { messageIn, readListing } from "./restic-messages";
import { Meter } from "./restic-meter";
import { literal } from "./restic-patterns";
import { megabytes } from "./restic-store";
import { emptyFolder } from "./restic-store-folder";
import { withTicks } from "./restic-ticks";

/** Writes a file of a snapshot. Its reader sees the end only where restic ended well. */
export async function read(restic: Restic, snapshot: string, name: string, to: Writable) {
  const meter = new Meter();
  const act = `read ${name} of snapshot ${short(snapshot)}`;
  try {
    await restic.stream(["dump", snapshot, `/${name}`], {
      act,
      output: (from) => pipeline(from, meter, to, { end: false }),
    });
    await finished(to.end());
  } catch (error) {
    to.destroy();
    throw error;
  }
  return { bytes: meter.bytes, sha256: meter.sha256() };
}

export async function readText(restic: Restic, snapshot: string, name: string): Promise<string> {
  const { stdout } = await restic.run(["dump", snapshot, `/${name}`], {
    act: `read ${name} of snapshot ${short(snapshot)}`,
  });
  return stdout;
}

/** What a snapshot holds, in restic's order. */
export async function* entries(restic: Restic, snapshot: string): AsyncGenerator<Entry, void, undefined> {
  const act = `list snapshot ${short(snapshot)}`;
  let there = false;
  for await (const line of restic.lines(["ls", "--json", snapshot], { act })) {
    const listed = readListing(line);
    if (listed.struct_type === "snapshot") there = true;
    else if (listed.path !== `/${emptyFolder}`) {
      const { path, type, size, mtime } = listed;
      yield { path: path.slice(1), type, size, mtime };
    }
  }
  // restic ends with 0 all the same.
  if (!there) throw new Failure(`There is no snapshot ${short(snapshot)} that can be read.`, { missing: true });
}

/** Puts back what a snapshot holds, and reads it again. */
export async function restoreFolder(
  restic: Restic,
  snapshot: string,
  target: string,
  include?: readonly string[],
): Promise<void> {
  const selected = include?.flatMap((path) => ["--include", `/${literal(path)}`]) ?? ["--exclude", `/${emptyFolder}`];
  // Without any pattern restic would restore all.
  if (selected.length === 0) return;
  const { progress } = restic.listener;
  await withTicks(progress, `restoring to ${target}`, () =>
    restic.stream(["restore", "--json", "--verify", "--target", target, ...selected, snapshot], {
      act: `restore snapshot ${short(snapshot)} to ${target}`,
      output: async (from) => {
        for await (const line of linesOf(from)) {
          const message = messageIn(line);
          if (message?.message_type !== "status") continue;
          const { files_restored, total_files, bytes_restored, total_bytes } = message;
          progress(
            `restoring to ${target}, ${files_restored} of ${total_files} files, ` +
              `${megabytes(bytes_restored)} of ${megabytes(total_bytes)} MB`,
          );
        }
      },
    }),
  );
}

const short = (snapshot: string) => snapshot.slice(0, 8);
