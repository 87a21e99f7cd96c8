import { z } from "zod";
import type { Session } from "../database";
import type { Ask, ResourceType } from "../resource";
import { actAsOwnerIfThere } from "../sql-text";

const places = z.record(z.string(), z.string());

const inputs = z.strictObject({
  volumes: places,
  objects: places,
  moved: z.array(z.string()),
});

/**
 * Where an environment's data is: its volumes by what they hold, and what decides where an object is found (the
 * backend, its folder or bucket, the tenant). A changed place is refused, because changing it moves no data: the
 * services would find an empty volume, or no object any more. `moved` names what a person has moved.
 */
export type DataLocationInputs = z.infer<typeof inputs>;

/** Nothing but a memory in the state: the database need not be there, and is only asked whether it holds objects. */
export const dataLocation: ResourceType<DataLocationInputs> = {
  name: "DataLocation",
  inputs,
  immutable: [],
  remembered: true,
  idOf: () => "data-location",
  parseId: () => ({}),
  read: (_session, _identity, known) => Promise.resolve(known),
  create: (_session, wanted) => Promise.resolve(wanted),
  update: (_session, wanted) => Promise.resolve(wanted),
  delete: () => Promise.resolve(),

  async guard(old, wanted, ask) {
    const volumes = changes(old.volumes, wanted.volumes).filter(({ name }) => !wanted.moved.includes(name));
    const objects = wanted.moved.includes("objects") ? [] : changes(old.objects, wanted.objects);
    return [
      ...volumes.map(({ name, before, after }) => ({
        property: `volumes.${name}`,
        reason:
          `the data is in ${before}, and ${after} would be another, empty place. Put it back; or move the data there ` +
          `(docs/dev.md, "Move a volume") and add ${name} to alfred-storage:moved for the next "pulumi up".`,
      })),
      ...(objects.length === 0 ? [] : await refuseObjects(objects, ask)),
    ];
  },
};

interface Change {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** Places that are there before and after, but not the same. */
function changes(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): Change[] {
  const all = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return all
    .map((name) => ({ name, before: before[name] ?? "none", after: after[name] ?? "none" }))
    .filter((change) => change.before !== change.after);
}

async function refuseObjects(found: readonly Change[], ask: Ask) {
  const [{ property, reason }, count] = [describe(found), await ask(countObjects).catch((error: unknown) => error)];
  if (count === 0) return [];
  const holds =
    typeof count === "number"
      ? `the database knows ${count === 1 ? "1 object" : `${count} objects`}, stored where it was`
      : `whether there are objects could not be asked (${count instanceof Error ? count.message : String(count)})`;
  return [
    {
      property,
      reason:
        `${reason}, but ${holds}: the service would find none of them. Put it back; or move the objects and add ` +
        `objects to alfred-storage:moved for the next "pulumi up".`,
    },
  ];
}

function describe(found: readonly Change[]): { property: string; reason: string } {
  const parts = found.map(({ name, before, after }) => `${name} from ${before} to ${after}`);
  return { property: "objects", reason: `would change ${parts.join(", ")}` };
}

async function countObjects(session: Session): Promise<number> {
  if (!(await actAsOwnerIfThere(session, "storage", "objects"))) return 0;
  const { rows } = await session.query<{ objects: number }>(`SELECT count(*)::float8 AS objects FROM storage.objects`);
  return rows[0]?.objects ?? 0;
}
