import type { PartName, Snapshot } from "./restic";
import type { Restic } from "./restic-call";
import { explain } from "./restic-failure";
import { inText, readSnapshots } from "./restic-messages";
import { withTicks } from "./restic-ticks";

/** Snapshots of a stack, the oldest first. */
export async function snapshots(
  restic: Restic,
  stack: string,
  filter: Partial<PartName>,
  onUnreadable?: (id: string) => void,
): Promise<Snapshot[]> {
  const tags = Object.entries(filter).map(([key, value]) => `${key}=${value}`);
  const wanted = tags.length === 0 ? [] : ["--tag", tags.join(",")];
  const act = "list the snapshots";
  const { stdout, ...ended } = await restic.run(["snapshots", "--json", "--no-lock", "--host", stack, ...wanted], {
    act,
    onLine: (line) => {
      const id = unreadableIn(line);
      if (id !== undefined) onUnreadable?.(id);
    },
  });
  // restic ends with 0 all the same, and lists none.
  if (ended.said.includes("could not load snapshots")) throw explain(restic.asked(act), ended);
  return readSnapshots(stdout)
    .map(({ id, time, tags }) => ({ id, time, tags: record(tags ?? []) }))
    .sort((a, b) => a.time.getTime() - b.time.getTime());
}

/** Which snapshot restic could not load, if the line says that; it ends with 0 all the same. */
export const unreadableIn = (line: string): string | undefined =>
  /^(?:could not load snapshot|Ignoring) "?([0-9a-f]{8,64})"?[:,]/.exec(inText(line))?.[1];

function record(tags: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    tags.map((tag) => {
      const [key = "", ...value] = tag.split("=");
      return [key, value.join("=")];
    }),
  );
}

/** How many ids fit well into one command. */
const atOnce = 500;

export async function forget(restic: Restic, ids: readonly string[]): Promise<void> {
  for (let at = 0; at < ids.length; at += atOnce) {
    await restic.run(["forget", ...ids.slice(at, at + atOnce)], { act: "remove snapshots" });
  }
}

export async function prune(restic: Restic): Promise<void> {
  await withTicks(restic.listener.progress, "removing what no snapshot holds", () =>
    restic.run(["prune"], { act: "remove what no snapshot holds" }),
  );
}
