import { z } from "zod";
import type { Session } from "../database";
import { Refusal } from "../refusal";
import type { ResourceType } from "../resource";
import { actAsOwner, actAsOwnerIfThere, takeTurns } from "../sql-text";
import { dropManagedPolicies } from "./access-policy";

const inputs = z.strictObject({
  bucketId: z.string().min(1).max(100),
  name: z.string().min(1),
  public: z.boolean(),
  fileSizeLimit: z.int().positive().optional(),
  allowedMimeTypes: z.array(z.string().min(1)).optional(),
});

/** A row of `storage.buckets`. The limit is in bytes; left out, only the service's own upload limit holds. */
export type BucketInputs = z.infer<typeof inputs>;

interface Row {
  readonly name: string;
  readonly public: boolean | null;
  readonly fileSizeLimit: string | null;
  readonly allowedMimeTypes: string[] | null;
}

export const bucket: ResourceType<BucketInputs> = {
  name: "Bucket",
  inputs,
  immutable: ["bucketId"],
  idOf: ({ bucketId }) => bucketId,
  parseId: (id) => ({ bucketId: id }),

  async read(session, { bucketId = "" }) {
    if (!(await actAsOwnerIfThere(session, "storage", "buckets"))) return undefined;
    const found = await find(session, bucketId);
    return found && asState(bucketId, found);
  },

  async create(session, wanted, tell) {
    await actAsOwner(session, "storage", "buckets");
    const found = await find(session, wanted.bucketId, "FOR UPDATE");
    if (found === undefined) {
      await requireFreeName(session, wanted);
      await session.query(
        `INSERT INTO storage.buckets (id, name, public, file_size_limit, allowed_mime_types) VALUES ($1, $2, $3, $4, $5)`,
        values(wanted),
      );
      return wanted;
    }
    const objects = await countObjects(session, wanted.bucketId);
    tell("info", `bucket "${wanted.bucketId}" exists with ${counted(objects)}: adopted as it is, not made anew`);
    await change(session, wanted);
    return wanted;
  },

  async update(session, wanted) {
    await actAsOwner(session, "storage", "buckets");
    if ((await find(session, wanted.bucketId, "FOR UPDATE")) === undefined) {
      throw new Refusal(`bucket "${wanted.bucketId}" is gone; run "pulumi up --refresh" to make it again`);
    }
    await change(session, wanted);
    return wanted;
  },

  async delete(session, { bucketId }) {
    await takeTurns(session);
    if (!(await actAsOwnerIfThere(session, "storage", "buckets"))) return;
    if ((await find(session, bucketId)) === undefined) return;
    await refuseWithObjects(session, bucketId);
    // First the policies, whose removal locks the table of the objects, then the row: an upload locks in that order.
    await dropManagedPolicies(session, bucketId);
    await find(session, bucketId, "FOR UPDATE");
    await refuseWithObjects(session, bucketId);
    // The service's own trigger refuses a DELETE that is not announced (migration "prevent-direct-deletes").
    await session.query(`SELECT set_config('storage.allow_delete_query', 'true', true)`);
    await session.query(`DELETE FROM storage.buckets WHERE id = $1`, [bucketId]);
  },
};

/** Every bucket that is there, whoever made it. */
export async function listBuckets(session: Session): Promise<BucketInputs[]> {
  await actAsOwner(session, "storage", "buckets");
  const { rows } = await session.query<Row & { id: string }>(`SELECT id, ${columns} FROM storage.buckets ORDER BY id`);
  return rows.map(({ id, ...row }) => asState(id, row));
}

const columns = `name, public, file_size_limit::text AS "fileSizeLimit", allowed_mime_types AS "allowedMimeTypes"`;

async function find(session: Session, id: string, lock: "" | "FOR UPDATE" = ""): Promise<Row | undefined> {
  const { rows } = await session.query<Row>(`SELECT ${columns} FROM storage.buckets WHERE id = $1 ${lock}`, [id]);
  return rows[0];
}

function asState(bucketId: string, row: Row): BucketInputs {
  return {
    bucketId,
    name: row.name,
    public: row.public ?? false,
    ...(row.fileSizeLimit === null ? {} : { fileSizeLimit: Number(row.fileSizeLimit) }),
    ...(row.allowedMimeTypes === null ? {} : { allowedMimeTypes: row.allowedMimeTypes }),
  };
}

const values = (wanted: BucketInputs): unknown[] => [
  wanted.bucketId,
  wanted.name,
  wanted.public,
  wanted.fileSizeLimit ?? null,
  wanted.allowedMimeTypes ?? null,
];

async function change(session: Session, wanted: BucketInputs): Promise<void> {
  await requireFreeName(session, wanted);
  await session.query(
    `UPDATE storage.buckets SET name = $2, public = $3, file_size_limit = $4, allowed_mime_types = $5, updated_at = now()
      WHERE id = $1`,
    values(wanted),
  );
}

async function requireFreeName(session: Session, wanted: BucketInputs): Promise<void> {
  const { rows } = await session.query<{ id: string }>(`SELECT id FROM storage.buckets WHERE name = $1 AND id <> $2`, [
    wanted.name,
    wanted.bucketId,
  ]);
  const [other] = rows;
  if (other) {
    throw new Refusal(
      `the name "${wanted.name}" belongs to bucket "${other.id}" already. Give bucket "${wanted.bucketId}" another name.`,
    );
  }
}

async function countObjects(session: Session, id: string): Promise<number> {
  const { rows } = await session.query<{ objects: number }>(
    `SELECT count(*)::float8 AS objects FROM storage.objects WHERE bucket_id = $1`,
    [id],
  );
  return rows[0]?.objects ?? 0;
}

const counted = (objects: number): string => (objects === 1 ? "1 object" : `${objects} objects`);

async function refuseWithObjects(session: Session, id: string): Promise<void> {
  const objects = await countObjects(session, id);
  if (objects === 0) return;
  throw new Refusal(
    `bucket "${id}" holds ${counted(objects)} and is not deleted; nothing was changed. Put it back into the stack ` +
      `file; or empty it through the storage service first; or, to have it forgotten here and kept in the database, ` +
      `put it back with "onRemoval: retain", run "pulumi up", and then remove it.`,
  );
}
