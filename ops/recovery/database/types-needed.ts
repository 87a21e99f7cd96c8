import type { Session } from "../../../storagedb/database";
import { literal } from "../../../storagedb/sql-text";

/** A type outside of schema `storage` that something in it uses. */
export interface NeededType {
  readonly oid: number;
  /** With its schema, as SQL. */
  readonly name: string;
  /** As `pg_type.typtype` has it. */
  readonly kind: string;
  /** Of an enumeration, in order. */
  readonly labels: readonly string[] | null;
  /** Of a composite type, each with its type and collation as SQL. */
  readonly attributes: readonly string[] | null;
  /** Of a domain: the type under it, with what it adds. */
  readonly domain: string | null;
}

/** Not the types of tables' rows and of arrays, which come with what they are of. */
export async function readTypes(session: Session, oids: readonly number[]): Promise<NeededType[]> {
  const { rows } = await session.query<NeededType>(
    `SELECT t.oid::int8::float8 AS oid, t.oid::regtype::text AS name, t.typtype AS kind,
            (SELECT jsonb_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid) AS labels,
            (SELECT jsonb_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod) || ${collation("a.attcollation", "a.atttypid")}
                      ORDER BY attnum)
               FROM pg_attribute a WHERE attrelid = t.typrelid AND NOT attisdropped) AS attributes,
            format_type(t.typbasetype, t.typtypmod) || ${collation("t.typcollation", "t.typbasetype")}
              || coalesce(' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
              || coalesce((SELECT string_agg(format(' CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)), '' ORDER BY conname)
                             FROM pg_constraint WHERE contypid = t.oid AND contype = 'c'), '') AS domain
       FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
      WHERE t.oid = ANY ($1) AND NOT (t.typtype = 'c' AND c.relkind <> 'c') AND NOT (t.typtype = 'b' AND t.typelem <> 0)`,
    [oids],
  );
  return rows;
}

/** What makes the type; undefined for a kind of which that is not tried. */
export function definitionOf({ name, kind, labels, attributes, domain }: NeededType): string | undefined {
  if (kind === "e") return `CREATE TYPE ${name} AS ENUM (${(labels ?? []).map(literal).join(", ")})`;
  if (kind === "c") return `CREATE TYPE ${name} AS (${(attributes ?? []).join(", ")})`;
  if (kind === "d") return `CREATE DOMAIN ${name} AS ${domain ?? ""}`;
  return undefined;
}

/** What to write for a collation that is not the type's own. */
const collation = (collated: string, type: string): string =>
  `coalesce((SELECT format(' COLLATE %I.%I', n.nspname, k.collname)
               FROM pg_collation k JOIN pg_namespace n ON n.oid = k.collnamespace
              WHERE k.oid = ${collated} AND k.oid <> (SELECT typcollation FROM pg_type WHERE oid = ${type})), '')`;
