import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Failure } from "../../cluster/failure";
import { linesOf } from "./program";
import type { PartName } from "./restic";
import type { Restic } from "./restic-call";
import { filesOf } from "./restic-files";
import { messageIn, type Status, type Summary } from "./restic-messages";
import { Meter } from "./restic-meter";
import type { StoredPart } from "./types";

/**
 * Stores what `write` writes. Where that fails, restic is ended before it sees the end of its input: it would take what
 * it got until then for the whole.
 */
export async function storeStream(
  restic: Restic,
  { part, labels }: Destination,
  name: string,
  write: (out: Writable) => Promise<unknown>,
): Promise<StoredPart> {
  const meter = new Meter();
  let summary: Summary | undefined;
  await restic.stream(["backup", "--json", ...labels, "--stdin", "--stdin-filename", name], {
    act: `store ${part}`,
    input: async (to) => {
      const works = await Promise.allSettled([pipeline(meter, to), written(meter, write)]);
      for (const work of works) if (work.status === "rejected") throw work.reason;
      // restic itself would only say that the snapshot is empty.
      if (meter.bytes === 0) throw new Failure(`Nothing was written to ${part}, so it was not stored.`);
    },
    output: async (from) => {
      summary = await summaryIn(from, () => {
        restic.listener.progress(`storing ${part}, ${megabytes(meter.bytes)} MB`);
      });
    },
  });
  if (summary?.total_bytes_processed !== meter.bytes) {
    throw new Failure(`restic stored ${summary?.total_bytes_processed ?? 0} of ${meter.bytes} bytes of ${part}.`);
  }
  return {
    snapshot: await wholeId(restic, summary.snapshot_id),
    bytes: meter.bytes,
    sha256: meter.sha256(),
  };
}

async function written(meter: Meter, write: (out: Writable) => Promise<unknown>): Promise<void> {
  try {
    await write(meter);
    meter.end();
  } catch (error) {
    meter.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** Where a part goes. */
export interface Destination {
  /** Its name, for a person. */
  readonly part: string;
  /** restic's arguments that name the stack and the part. */
  readonly labels: readonly string[];
}

export const destination = (stack: string, { scope, set, part }: PartName): Destination => ({
  part: `${part} of ${scope}`,
  labels: [
    "--host",
    stack,
    ...Object.entries({ scope, set, part }).flatMap(([key, value]) => ["--tag", `${key}=${value}`]),
  ],
});

/**
 * How long restic may go on without storing anything, in milliseconds. It gives up a repository that does not answer after
 * fifteen minutes; 0.14 may wait for ever once it could not write.
 */
const patience = 3600_000;

/**
 * What a backup says in the end; undefined where it does not come to that.
 *
 * @throws Failure where it says for an hour that nothing more was stored
 */
export async function summaryIn(
  from: Readable,
  onStatus: (status: Status) => void,
  now: () => number = Date.now,
): Promise<Summary | undefined> {
  let summary: Summary | undefined;
  let last = { stored: "", since: now() };
  for await (const line of linesOf(from)) {
    const message = messageIn(line);
    if (message?.message_type === "summary") summary = message;
    if (message?.message_type !== "status") continue;
    onStatus(message);
    const stored = `${message.files_done} ${message.bytes_done}`;
    if (stored !== last.stored) last = { stored, since: now() };
    if (now() - last.since > patience) throw stalled();
  }
  return summary;
}

const stalled = () =>
  new Failure(
    "restic stored nothing for an hour, and was ended. Look whether there is room for the repository and whether it answers, " +
      "then run it again.",
  );

/** Before 0.17 restic says only the beginning of a new snapshot's id. */
export async function wholeId(restic: Restic, beginning: string): Promise<string> {
  if (beginning.length === 64) return beginning;
  const [id, another] = await (await filesOf(restic.place)).ids("snapshots", beginning);
  if (id === undefined || another !== undefined) {
    throw new Failure(`The new snapshot ${beginning} is ${id === undefined ? "not there" : "not the only one"}.`);
  }
  return id;
}

export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
