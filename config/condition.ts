import { z } from "zod";
import type { Parsed } from "../components/units";
import type { Condition } from "../storagedb/access/vocabulary";
import { forEditors } from "./fields";

const words = ["owner", "userFolder", "public"] as const;
const fieldEquals = z.strictObject({ field: z.string(), equals: z.string() });

/** The conditions that are written as a map of one key. */
const maps = {
  folder: z.strictObject({ folder: z.string() }).describe("Objects below this folder, at any depth."),
  metadata: z.strictObject({ metadata: fieldEquals }).describe("Objects whose metadata field has exactly this text."),
  userMetadata: z
    .strictObject({ userMetadata: fieldEquals })
    .describe("Objects to which the uploader gave this metadata."),
  sql: z.strictObject({ sql: z.string() }).describe("One boolean SQL expression over the columns of storage.objects."),
};

/** The seed's way to say "their own objects". It means `owner`, which also serves users whose id is no UUID. */
const seedOwner = /^\s*(auth\s*\.\s*uid\s*\(\s*\)\s*=\s*owner|owner\s*=\s*auth\s*\.\s*uid\s*\(\s*\))\s*$/;

const allowed = `write ${words.join(", ")}, or a map with ${Object.keys(maps).join(", ")}`;

function readCondition(written: unknown): Parsed<Condition> {
  if (typeof written === "string") {
    const word = words.find((known) => known === written);
    if (word !== undefined) return { value: word };
    if (seedOwner.test(written)) return { value: "owner" };
    return { problem: `is not a condition; ${allowed} (SQL goes into a map: { sql: … })` };
  }
  const keys = typeof written === "object" && written !== null ? Object.keys(written) : [];
  const key = (Object.keys(maps) as (keyof typeof maps)[]).find((known) => keys.includes(known));
  if (key === undefined) return { problem: `is not a condition; ${allowed}` };
  if (keys.length > 1)
    return { problem: "is a map with several keys; write a list of conditions, all of which must hold" };
  const result = maps[key].safeParse(written);
  if (result.success) return { value: result.data };
  const content = key === "folder" || key === "sql" ? "<text>" : "{ field: <text>, equals: <text> }";
  return { problem: `is not a condition; write { ${key}: ${content} }` };
}

/** One condition, or a list of conditions that all must hold. */
export const conditions = z
  .unknown()
  .transform((written, context): Condition[] => {
    const list: readonly unknown[] = Array.isArray(written) ? written : [written];
    return list.flatMap((item, position) => {
      const result = readCondition(item);
      if ("value" in result) return [result.value];
      const path = Array.isArray(written) ? [position] : [];
      context.issues.push({ code: "custom", message: result.problem, input: item, path });
      return [];
    });
  })
  .register(forEditors, { keywords: forms });

function forms() {
  const one = z.union([
    z
      .enum(words)
      .describe("owner: their own uploads; userFolder: the folder named like the user's id; public: every object."),
    ...Object.values(maps),
    z.string().regex(seedOwner).describe("The same as owner."),
  ]);
  const schema = z.toJSONSchema(one, { io: "input" });
  delete schema.$schema;
  return { anyOf: [schema, { type: "array", items: schema }] };
}
