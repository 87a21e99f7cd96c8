import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The numbered files of `sql/`, in their order. */
const folder = path.join(__dirname, "..", "sql");
const files = readdirSync(folder)
  .filter((file) => file.endsWith(".sql"))
  .sort()
  .map((file) => readFileSync(path.join(folder, file), "utf8"));

/** Changes whenever our own SQL does, so that a new version of it shows in a preview and is applied. */
export const sqlChecksum = createHash("sha256").update(files.join("\0")).digest("hex").slice(0, 16);

/** The two tables; run only in a database that the service has not migrated. */
export const baseline = files[0] ?? "";

/** A function of ours. */
export interface OwnFunction {
  /** Schema and name. None takes arguments. */
  readonly name: string;
  readonly definition: string;
  /** Whether it runs with its owner's rights, who must then be the schema's owner and not the administrator. */
  readonly runsAsOwner: boolean;
  /** Its body as PostgreSQL keeps it in `pg_proc.prosrc`, to the letter. */
  readonly body: string;
}

export const ownFunctions: readonly OwnFunction[] = files.slice(1).flatMap((text) =>
  [...text.matchAll(/CREATE FUNCTION (\S+)\(\)[^]*?\$function\$([^]*?)\$function\$;/g)].map(
    ([definition, name = "", body = ""]) => ({
      name,
      definition,
      body,
      runsAsOwner: definition.includes("SECURITY DEFINER"),
    }),
  ),
);

/** Columns that we and our policies use; the service's own migrations keep all of them. */
export const neededColumns: Record<string, readonly string[]> = {
  buckets: ["id", "name", "public", "file_size_limit", "allowed_mime_types", "owner_id", "updated_at"],
  objects: ["id", "bucket_id", "name", "owner_id", "metadata", "user_metadata"],
};
