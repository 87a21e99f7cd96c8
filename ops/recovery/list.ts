import { z } from "zod";
import { partFiles } from "./parts";
import { kept, type Reason } from "./retention";
import { byScope, finishedSets, type FinishedSet } from "./sets";
import type { Surroundings } from "./surroundings";

export interface Listed {
  readonly set: FinishedSet;
  /** Why the retention keeps it; empty where the next clean-up removes it. */
  readonly because: readonly Reason[];
  /** How it went when it was last restored on trial. */
  readonly drill?: DrillResult;
}

const drillResult = z.strictObject({
  set: z.string(),
  ended: z.iso.datetime(),
  /** What was wrong, in sentences; none where it went well. */
  problems: z.array(z.string()),
});

/** What a restore on trial came to. */
export type DrillResult = Readonly<z.infer<typeof drillResult>>;

/**
 * The sets of a stack, the newest first.
 *
 * @param options.onUnreadable gets the id of each snapshot that cannot be read, and might belong to a set
 */
export async function listSets(
  around: Surroundings,
  scope?: string,
  { now = new Date(), onUnreadable }: { readonly now?: Date; readonly onUnreadable?: (id: string) => void } = {},
): Promise<Listed[]> {
  const { repository, plan } = around;
  const sets = await finishedSets(repository, scope, onUnreadable);
  const drills = await drillResults(around);
  return byScope(sets)
    .flatMap((ofScope) => {
      const listed = ofScope.map(({ name, contents }) => ({ name, complete: contents.state === "complete" }));
      const reasons = kept(listed, plan.keep, now);
      return ofScope.map((set): Listed => {
        const drill = drills.get(`${set.scope}/${set.name}`);
        return { set, because: reasons.get(set.name) ?? [], ...(drill === undefined ? {} : { drill }) };
      });
    })
    .sort((one, other) => (one.set.name < other.set.name ? 1 : -1));
}

/** The last result of each set, by scope and name. */
async function drillResults({ repository }: Surroundings): Promise<Map<string, DrillResult>> {
  const results = new Map<string, DrillResult>();
  for (const { id, tags } of await repository.snapshots({ part: "drill" })) {
    const result = drillResult.parse(JSON.parse(await repository.readText(id, partFiles.drill)));
    results.set(`${tags["scope"] ?? ""}/${result.set}`, result);
  }
  return results;
}
