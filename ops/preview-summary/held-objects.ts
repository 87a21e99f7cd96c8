import type { Session } from "../../storagedb/database";
import { actAsOwnerIfThere } from "../../storagedb/sql-text";
import { type Preview, textAt } from "./preview";

/** How many objects are in buckets, as far as anybody asked: by bucket. */
export type HeldObjects = ReadonlyMap<string, number>;

/** Buckets that would be removed: the engine asks nobody what they hold before it removes them. */
export const bucketsToRemove = ({ changes }: Preview): string[] =>
  changes
    .filter(
      ({ type, operation }) => type === "storagedb:index:Bucket" && (operation === "delete" || operation === "replace"),
    )
    .map(({ name, old }) => textAt(old?.inputs, "bucketId") ?? name);

export async function heldObjects(session: Session, buckets: readonly string[]): Promise<HeldObjects> {
  await session.query("SET TRANSACTION READ ONLY");
  if (!(await actAsOwnerIfThere(session, "storage", "objects"))) return new Map();
  const { rows } = await session.query<{ bucket: string; objects: number }>(
    `SELECT bucket, (SELECT count(*)::float8 FROM storage.objects WHERE bucket_id = bucket) AS objects
       FROM unnest($1::text[]) AS bucket`,
    [buckets],
  );
  return new Map(rows.map(({ bucket, objects }) => [bucket, objects]));
}
