import type { Session } from "../../../storagedb/database";
import { hasBlob, size } from "./rows";

export interface BucketCount {
  readonly bucket: string;
  /** Rows that have a blob. */
  readonly objects: number;
  /** Of those whose size is known. */
  readonly bytes: number;
}

/** How much a database holds of what the service keeps. */
export interface Counts {
  /** Every bucket, also one without objects, in the order of their names' bytes. */
  readonly buckets: readonly BucketCount[];
  readonly objects: number;
  readonly bytes: number;
  /** Rows of every table of schema `storage`, by its name as SQL, such as `storage.objects`. */
  readonly tables: Readonly<Record<string, number>>;
}

/** A count that is not as it should be, such as `storage.objects`, of which there should be 5 rows and are 4. */
export interface Difference {
  readonly of: string;
  readonly unit: "rows" | "objects" | "bytes";
  readonly expected: number;
  readonly found: number;
}

/** What is counted in a database without the schema. */
export const nothing: Counts = { buckets: [], objects: 0, bytes: 0, tables: {} };

/** Counts all rows as the client's role sees them, which has to see every one. */
export async function count(session: Session): Promise<Counts> {
  const { rows: buckets } = await session.query<BucketCount>(
    `SELECT coalesce(b.id, o.bucket) AS bucket, coalesce(o.objects, 0)::float8 AS objects, coalesce(o.bytes, 0) AS bytes
       FROM storage.buckets b
       FULL JOIN (SELECT bucket_id AS bucket, count(*) AS objects, sum(${size}) AS bytes
                    FROM storage.objects WHERE ${await hasBlob(session)} GROUP BY 1) o ON o.bucket = b.id
      ORDER BY coalesce(b.id, o.bucket) COLLATE "C"`,
  );
  const sum = (unit: "objects" | "bytes") => buckets.reduce((total, bucket) => total + bucket[unit], 0);
  return { buckets, objects: sum("objects"), bytes: sum("bytes"), tables: await countTables(session) };
}

async function countTables(session: Session): Promise<Record<string, number>> {
  const { rows: tables } = await session.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'storage' AND c.relkind = 'r' ORDER BY c.relname::text COLLATE "C"`,
  );
  const counts: [string, number][] = [];
  for (const { name } of tables) {
    const { rows } = await session.query<{ rows: number }>(`SELECT count(*)::float8 AS rows FROM ONLY ${name}`);
    counts.push([name, rows[0]?.rows ?? 0]);
  }
  return Object.fromEntries(counts);
}

/** Where buckets and tables differ; what is missing counts nothing. */
export function different(expected: Counts, found: Counts): Difference[] {
  const [wanted, had] = [bucketsOf(expected), bucketsOf(found)];
  const buckets = union(wanted.keys(), had.keys()).flatMap((bucket) =>
    (["objects", "bytes"] as const).flatMap((unit) =>
      differing(`bucket "${bucket}"`, unit, wanted.get(bucket)?.[unit], had.get(bucket)?.[unit]),
    ),
  );
  return [...buckets, ...differentTables(expected.tables, found.tables)];
}

/** The same for tables alone. */
export function differentTables(expected: Counts["tables"], found: Counts["tables"]): Difference[] {
  const names = union(Object.keys(expected), Object.keys(found));
  return names.flatMap((name) => differing(name, "rows", expected[name], found[name]));
}

/** Such as `storage.objects has 4 rows instead of 5`. */
export const inText = ({ of, unit, expected, found }: Difference): string =>
  `${of} has ${found} ${unit} instead of ${expected}`;

const bucketsOf = ({ buckets }: Counts) => new Map(buckets.map((counted) => [counted.bucket, counted]));

const union = (some: Iterable<string>, others: Iterable<string>): string[] => [...new Set([...some, ...others])].sort();

function differing(of: string, unit: Difference["unit"], expected = 0, found = 0): Difference[] {
  return expected === found ? [] : [{ of, unit, expected, found }];
}
