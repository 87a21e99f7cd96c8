import { createHash, randomUUID } from "node:crypto";

import type { PoolClient } from "pg";

import type { Claims, Database } from "./database";
import type { Files } from "./files";
import { noBucket, notFound, Refusal, tooLarge } from "./refusal";
import type { Upload } from "./upload";

/** An object by its bucket and its name, which may hold slashes. */
export interface ObjectName {
  readonly bucket: string;
  readonly name: string;
}

export interface ObjectRow {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly bucket_id: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly last_accessed_at: Date;
  readonly metadata: {
    readonly size: number;
    readonly mimetype: string;
    readonly cacheControl: string;
    readonly eTag: string;
    readonly lastModified: string;
  } | null;
  readonly user_metadata: Record<string, unknown> | null;
}

interface BucketRow {
  readonly public: boolean;
  readonly file_size_limit: string | null; // node-postgres gives bigint as text
  readonly allowed_mime_types: readonly string[] | null;
}

const columns = "id, name, version, bucket_id, created_at, updated_at, last_accessed_at, metadata, user_metadata";

/** Rows of `storage.objects` and the files that belong to them. */
export class Objects {
  readonly #database: Database;
  readonly #files: Files;

  constructor(database: Database, files: Files) {
    this.#database = database;
    this.#files = files;
  }

  /** Stores an object as the caller; where it is there already, only with `overwrite`. */
  async put(object: ObjectName, claims: Claims, upload: Upload, overwrite: boolean): Promise<ObjectRow> {
    check(await this.bucket(object.bucket), upload);
    const version = randomUUID();
    const place = { ...object, version };
    const before = await this.#find(object, (work) => this.#database.asService(work));
    try {
      const row = await this.#database.asCaller(claims, async (client) => {
        const stored = await insert(client, object, version, claims, upload, overwrite);
        await this.#files.write(place, upload.content, upload.contentType, upload.cacheControl);
        return stored;
      });
      if (before !== undefined) await this.#files.remove({ ...object, version: before.version });
      return row;
    } catch (error) {
      await this.#files.remove(place);
      throw error;
    }
  }

  /** What the caller may see of an object; without claims, what everybody may see of a public bucket. */
  async find(object: ObjectName, claims: Claims | undefined): Promise<ObjectRow> {
    if (claims === undefined && !(await this.bucket(object.bucket)).public) throw noBucket();
    const row = await this.#find(object, (work) =>
      claims === undefined ? this.#database.asService(work) : this.#database.asCaller(claims, work),
    );
    if (row === undefined) throw notFound();
    return row;
  }

  /** An object that a signed URL names. Its signature is all that counts. */
  async findSigned(object: ObjectName): Promise<ObjectRow> {
    const row = await this.#find(object, (work) => this.#database.asService(work));
    if (row === undefined) throw notFound();
    return row;
  }

  async read(row: ObjectRow): Promise<{ content: Buffer; contentType: string; cacheControl: string }> {
    const file = await this.#files.read({ bucket: row.bucket_id, name: row.name, version: row.version });
    if (file === undefined) throw notFound();
    return file;
  }

  /** Removes what the caller may remove of the given objects, and gives it. */
  async remove(bucket: string, names: readonly string[], claims: Claims): Promise<readonly ObjectRow[]> {
    const removed = await this.#database.asCaller(claims, async (client) => {
      await client.query("SELECT set_config('storage.allow_delete_query', 'true', true)");
      const statement = `DELETE FROM storage.objects WHERE bucket_id = $1 AND name = ANY ($2) RETURNING ${columns}`;
      return (await client.query<ObjectRow>(statement, [bucket, names])).rows;
    });
    for (const { name, version } of removed) await this.#files.remove({ bucket, name, version });
    return removed;
  }

  /** The caller's objects whose names begin so, by name. */
  async under(bucket: string, prefix: string, claims: Claims): Promise<readonly ObjectRow[]> {
    return this.#database.asCaller(claims, async (client) => {
      const statement = `SELECT ${columns} FROM storage.objects WHERE bucket_id = $1 AND starts_with(name, $2) ORDER BY name`;
      return (await client.query<ObjectRow>(statement, [bucket, prefix])).rows;
    });
  }

  async bucket(id: string): Promise<BucketRow> {
    const statement = "SELECT public, file_size_limit, allowed_mime_types FROM storage.buckets WHERE id = $1";
    const { rows } = await this.#database.asService((client) => client.query<BucketRow>(statement, [id]));
    if (rows[0] === undefined) throw noBucket();
    return rows[0];
  }

  async #find({ bucket, name }: ObjectName, as: <T>(work: (client: PoolClient) => Promise<T>) => Promise<T>) {
    const statement = `SELECT ${columns} FROM storage.objects WHERE bucket_id = $1 AND name = $2`;
    return (await as((client) => client.query<ObjectRow>(statement, [bucket, name]))).rows[0];
  }
}

/** @throws Refusal where the bucket's own rules forbid it */
function check(bucket: BucketRow, { content, contentType }: Upload): void {
  if (bucket.file_size_limit !== null && content.length > Number(bucket.file_size_limit)) throw tooLarge();
  const allowed = bucket.allowed_mime_types ?? [];
  const fits = (pattern: string) =>
    pattern === "*/*" ||
    pattern === contentType ||
    (pattern.endsWith("/*") && contentType.startsWith(pattern.slice(0, -1)));
  if (allowed.length > 0 && !allowed.some(fits)) {
    throw new Refusal(415, "invalid_mime_type", "InvalidMimeType", `mime type ${contentType} is not supported`);
  }
}

async function insert(
  client: PoolClient,
  { bucket, name }: ObjectName,
  version: string,
  claims: Claims,
  { content, contentType, cacheControl, userMetadata }: Upload,
  overwrite: boolean,
): Promise<ObjectRow> {
  const now = new Date().toISOString();
  const metadata = {
    eTag: `"${createHash("md5").update(content).digest("hex")}"`,
    size: content.length,
    mimetype: contentType,
    cacheControl,
    lastModified: now,
    contentLength: content.length,
    httpStatusCode: 200,
  };
  const sub = typeof claims["sub"] === "string" ? claims["sub"] : null;
  const uuid = sub !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(sub) ? sub : null;
  const replace = `ON CONFLICT (bucket_id, name) DO UPDATE SET version = EXCLUDED.version, metadata = EXCLUDED.metadata,
    user_metadata = EXCLUDED.user_metadata, owner = EXCLUDED.owner, owner_id = EXCLUDED.owner_id, updated_at = now()`;
  const { rows } = await client.query<ObjectRow>(
    `INSERT INTO storage.objects (bucket_id, name, version, owner, owner_id, metadata, user_metadata)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ${overwrite ? replace : ""} RETURNING ${columns}`,
    [bucket, name, version, uuid, sub, metadata, userMetadata],
  );
  const [row] = rows;
  if (row === undefined) throw new Error("INSERT gave no row");
  return row;
}
