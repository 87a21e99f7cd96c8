import { createHash } from "node:crypto";
import { literal } from "../sql-text";
import { wrapAuthCalls } from "./expression";
import type { Condition, Verb } from "./vocabulary";

/** Who may do what with which objects of one bucket. */
export interface Access {
  readonly bucket: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly verbs: readonly Verb[];
  readonly conditions: readonly Condition[];
}

/** One policy as PostgreSQL knows it: a policy of PostgreSQL is about one command. */
export interface PolicyStatement {
  readonly name: string;
  readonly command: Command;
  readonly roles: readonly string[];
  readonly using?: string;
  readonly check?: string;
}
export type Command = "SELECT" | "INSERT" | "UPDATE" | "DELETE";

/**
 * What the service is doing, as it says itself in `storage.operation` for each transaction (its source,
 * `src/http/routes/operations.ts`; two newer names lack the prefix). Row-level security alone cannot tell a listing
 * from a download, since both are SELECT, nor let an upload see only what it has just written.
 *
 * Copying and moving count as downloads: who may not download must not be able to carry an object to where he may.
 */
const operations: Record<Verb, readonly string[]> = {
  list: ["storage.object.list", "storage.object.list_v2", "storage.s3.object.list"],
  download: [
    "storage.object.get_authenticated",
    "storage.object.info_authenticated",
    "object.get_authenticated_info",
    "object.head_authenticated_info",
    "storage.object.sign",
    "storage.object.sign_many",
    "storage.render.image_authenticated",
    "storage.s3.object.get",
    "storage.s3.object.info",
    "storage.s3.object.get_tagging",
    "storage.object.copy",
    "storage.object.move",
    "storage.s3.object.copy",
    "storage.s3.upload.part_copy",
  ],
  upload: [
    "storage.object.upload",
    "storage.object.upload_signed",
    "storage.object.sign_upload_url",
    "storage.tus.upload.create",
    "storage.tus.upload.part",
    "storage.s3.upload",
    "storage.s3.upload.create_multipart",
    "storage.s3.upload.part",
    "storage.s3.upload.complete_multipart",
  ],
  overwrite: ["storage.object.upload_update"],
  remove: [
    "storage.object.delete",
    "storage.object.delete_many",
    "storage.s3.object.delete",
    "storage.s3.object.delete_many",
  ],
};

/**
 * The policies that make an access true. Every verb gets what the service's statements really need:
 *
 * - an upload is `INSERT … RETURNING`, so it also reads what it has just written;
 * - an overwrite is `INSERT … ON CONFLICT DO UPDATE`, so it is an upload too;
 * - a removal is `DELETE … WHERE … RETURNING`, so it also reads what it deletes.
 *
 * The reading that comes with another verb holds for that verb's operations only, unless the access lists and
 * downloads anyway. The bucket is a conjunct of its own, outside of the parentheses of every condition, so that no
 * condition can reach into another bucket.
 */
export async function statementsOf(access: Access): Promise<PolicyStatement[]> {
  const may = new Set(access.verbs);
  const conditions = await Promise.all(access.conditions.map(conditionSql));
  const allowed = [`bucket_id = ${literal(access.bucket)}`, ...conditions.map((sql) => `(${sql})`)].join(" AND ");
  const readable = may.has("list") && may.has("download") ? allowed : `${allowed} AND ${during(access.verbs)}`;

  const statement = (command: Command, parts: Pick<PolicyStatement, "using" | "check">): PolicyStatement => ({
    name: policyName(access.bucket, access.name, command),
    command,
    roles: access.roles,
    ...parts,
  });
  return [
    ...(may.size > 0 ? [statement("SELECT", { using: readable })] : []),
    ...(may.has("upload") || may.has("overwrite") ? [statement("INSERT", { check: allowed })] : []),
    ...(may.has("overwrite") ? [statement("UPDATE", { using: allowed, check: allowed })] : []),
    ...(may.has("remove") ? [statement("DELETE", { using: allowed })] : []),
  ];
}

/** True while the service does what one of the verbs is about. Evaluated once per statement, as a sub-select. */
function during(verbs: readonly Verb[]): string {
  const names = verbs.flatMap((verb) =>
    verb === "overwrite" ? [...operations.upload, ...operations.overwrite] : operations[verb],
  );
  return `(SELECT current_setting('storage.operation', true)) = ANY (ARRAY[${[...new Set(names)].map(literal).join(", ")}])`;
}

/**
 * The token's user. As text, since a `sub` need not be a UUID; never the empty text; in a sub-select, so that it is
 * evaluated once per statement and not once per row.
 */
const userId = "(SELECT NULLIF(auth.jwt() ->> 'sub', ''))";

async function conditionSql(condition: Condition): Promise<string> {
  if (condition === "owner") return `owner_id = ${userId}`;
  if (condition === "userFolder") return `strpos(name, '/') > 0 AND split_part(name, '/', 1) = ${userId}`;
  if (condition === "public") return "true";
  if ("folder" in condition) return `starts_with(name, ${literal(`${condition.folder}/`)})`;
  if ("metadata" in condition) return fieldSql("metadata", condition.metadata);
  if ("userMetadata" in condition) return fieldSql("user_metadata", condition.userMetadata);
  return wrapAuthCalls(condition.sql);
}

function fieldSql(column: string, { field, equals }: { field: string; equals: string }): string {
  return `${column} ->> ${literal(field)} = ${literal(equals)}`;
}

/** PostgreSQL cuts a longer name off without a word, and two could become one. */
const longestName = 63;

/** The name of a policy in the database: `bucket/policy/command`, shortened to a fingerprint where that is too long. */
export function policyName(bucket: string, policy: string, command: Command): string {
  const whole = `${bucket}/${policy}`;
  const ending = `/${command.toLowerCase()}`;
  if (Buffer.byteLength(whole + ending) <= longestName) return whole + ending;
  const fingerprint = `~${createHash("sha256").update(whole).digest("hex").slice(0, 12)}`;
  const room = longestName - Buffer.byteLength(fingerprint + ending);
  // Cut at bytes; what is left of a character that was cut through goes too.
  const start = Buffer.from(whole)
    .subarray(0, room)
    .toString()
    .replace(/\uFFFD$/, "");
  return start + fingerprint + ending;
}
