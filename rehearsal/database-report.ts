import type { BucketArgs } from "../components/bucket-set/args";
import type { Session } from "../storagedb/database";
import type { Cell } from "./matrix/cells";
import { accessMatrix, type Matrix } from "./matrix/matrix";

export interface BucketRow {
  readonly id: string;
  readonly name: string;
  readonly public: boolean;
  /** Bytes. */
  readonly fileSizeLimit: number | null;
  readonly allowedMimeTypes: readonly string[] | null;
}

export interface PolicyRow {
  readonly table: string;
  readonly name: string;
  readonly command: string;
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

/** What `out/<stack>/database.json` holds, all of it read back from the database. */
export interface DatabaseReport {
  readonly server: string;
  readonly buckets: readonly BucketRow[];
  readonly policies: readonly PolicyRow[];
  readonly callers: Matrix["callers"];
  /** Buckets of the matrix that the stack does not have: without any policy, to see that none reaches into them. */
  readonly addedBuckets: readonly { readonly id: string; readonly public: boolean }[];
  readonly matrix: readonly Cell[];
  /** Answers compared with the oracle, cells that it cannot judge, and a sentence for each that differs. */
  readonly oracle: Pick<Matrix, "judged" | "unjudged" | "mismatches">;
}

export async function databaseReport(
  session: Session,
  server: string,
  configured: readonly BucketArgs[],
): Promise<DatabaseReport> {
  const buckets = await session.query<BucketRow>(
    `SELECT id, name, coalesce(public, false) AS public, file_size_limit::float8 AS "fileSizeLimit",
            allowed_mime_types AS "allowedMimeTypes" FROM storage.buckets ORDER BY id`,
  );
  const policies = await session.query<PolicyRow>(
    `SELECT tablename::text AS table, policyname::text AS name, cmd AS command, roles::text[] AS roles, qual AS using,
            with_check AS check FROM pg_policies WHERE schemaname = 'storage' ORDER BY 1, 2`,
  );
  const { buckets: tried, callers, cells, judged, unjudged, mismatches } = await accessMatrix(session, configured);
  return {
    server,
    buckets: buckets.rows,
    policies: policies.rows,
    callers,
    addedBuckets: tried.filter(({ added }) => added).map(({ id, public: isPublic }) => ({ id, public: isPublic })),
    matrix: cells,
    oracle: { judged, unjudged, mismatches },
  };
}
