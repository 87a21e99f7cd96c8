import { z } from "zod";
import { Failure } from "../../cluster/failure";
import { setNamePattern } from "./set-name";
import type { StoredPart } from "./types";

const count = z.int().nonnegative();
const time = z.iso.datetime();
const hash = z.string().regex(/^[0-9a-f]{64}$/, "is no hash of 64 hexadecimal digits");
const part: z.ZodType<StoredPart> = z.strictObject({ snapshot: hash, bytes: count, sha256: hash });
const folder = z.strictObject({ snapshot: hash, files: count, bytes: count });
/** How many objects, and the paths of the first of them. */
const told = z.strictObject({ count, first: z.array(z.string()).max(20) });

const manifest = z.strictObject({
  format: z.literal(1),
  stack: z.string(),
  scope: z.string(),
  set: z.string().regex(setNamePattern),
  /** Incomplete where an object has no blob, or another one than its row says. */
  state: z.enum(["complete", "incomplete"]),
  began: time,
  ended: time,
  /** The versions of what made it, since those read it best. */
  programs: z.strictObject({
    /** This project. */
    alfredStorage: z.string(),
    restic: z.string(),
    /** Where the set has a dump. */
    pgDump: z.string().optional(),
  }),
  parts: z.record(z.string(), part),
  /** What the rows say, at their moment. */
  storage: z
    .strictObject({
      objects: count,
      /** In bytes, of those whose size is known. */
      bytes: z.number().nonnegative(),
      buckets: z.array(z.strictObject({ id: z.string(), objects: count, bytes: z.number().nonnegative() })),
      /** Rows of each table, by its name as SQL. */
      tables: z.record(z.string(), count),
      /** The last migration of the service; null where it has not run yet. */
      migration: z.string().nullable(),
      /** Objects that were removed while their blobs were captured. */
      deleted: count,
      missing: told,
      altered: told,
      /** Objects whose blob is another object's, too; a folder has one file for `a//b` and `a/b`. */
      shared: told,
    })
    .optional(),
  blobs: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("file"), ...folder.shape }),
      z.strictObject({ kind: z.literal("s3"), bucket: z.string(), objects: count, bytes: count, copied: count }),
    ])
    .optional(),
  /** A data volume; files that went while it was read are counted. */
  folder: z.strictObject({ ...folder.shape, gone: count }).optional(),
  database: z.strictObject({ name: z.string(), serverVersion: z.string().optional() }).optional(),
});

/** What a set holds. It is written last, so it is also the word that the set is there. */
export type Manifest = Readonly<z.infer<typeof manifest>>;

export const encodeManifest = (content: Manifest): string => `${JSON.stringify(content, undefined, 2)}\n`;

/** A manifest of which only the beginning was written: its process was killed by force meanwhile. */
export class CutManifest extends Failure {
  constructor(cause: unknown) {
    super(`The manifest was cut, and is no JSON. ${another}`, { cause });
  }
}

/** @throws Failure where it was cut or altered, and where a newer program wrote it */
export function readManifest(text: string): Manifest {
  const content = parsed(text);
  const newer = z.looseObject({ format: z.int().min(2) }).safeParse(content);
  if (newer.success) {
    const { format } = newer.data;
    throw new Failure(
      `The manifest has format ${format}, of a newer program; this one reads 1. Update it, then try again.`,
    );
  }
  const { data, error } = manifest.safeParse(content);
  if (data !== undefined) return data;
  const problems = error.issues.map(({ path, message }) => [...path.map(String), message].join(": "));
  throw new Failure(`The manifest was altered. ${another}\n${problems.join("\n")}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // Only the last brace stands at the beginning of a line.
    if (!text.trimEnd().endsWith("\n}")) throw new CutManifest(cause);
    throw new Failure(`The manifest was altered, and is no JSON. ${another}`, { cause });
  }
}

const another = "Use another recovery point.";
