import type { Session } from "../../../storagedb/database";
import type { Needed } from "./prerequisites";

/** That a schema, as `n`, is neither `storage` nor the server's own. */
const others = "n.nspname NOT IN ('storage', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'";

/** What is dropped beside schema `storage`, each by its own kind of statement. */
const droppable = `
  SELECT 1 AS turn, 'EVENT TRIGGER' AS kind, quote_ident(evtname) AS name, 'pg_event_trigger'::regclass AS class, oid
    FROM pg_event_trigger
  UNION ALL
  SELECT 2, 'PUBLICATION', quote_ident(pubname), 'pg_publication'::regclass, oid FROM pg_publication
  UNION ALL
  SELECT 3, CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                           WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END,
         format('%I.%I', n.nspname, c.relname), 'pg_class'::regclass, c.oid
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND ${others}
  UNION ALL
  SELECT 4, 'ROUTINE', p.oid::regprocedure::text, 'pg_proc'::regclass, p.oid
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${others}
  UNION ALL
  SELECT 5, 'TYPE', format('%I.%I', n.nspname, t.typname), 'pg_type'::regclass, t.oid
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE (t.typtype IN ('d', 'e', 'r') OR t.typrelid IN (SELECT oid FROM pg_class WHERE relkind = 'c')) AND ${others}
  UNION ALL
  SELECT 6, 'SERVER', quote_ident(srvname), 'pg_foreign_server'::regclass, oid FROM pg_foreign_server`;

/**
 * Statements that drop what a database holds beside schema `storage`: tables and views, routines, types, publications,
 * event triggers and foreign servers. Schemas and extensions stay, and what schema `storage` depends on.
 */
export async function dropsOfRest(session: Session, needed: readonly Needed[]): Promise<string[]> {
  const { rows } = await session.query<{ statement: string }>(
    `SELECT format('DROP %s IF EXISTS %s CASCADE', kind, name) AS statement
       FROM (${droppable}) d
      WHERE oid >= 16384
        AND NOT EXISTS (SELECT FROM jsonb_to_recordset($1) AS n (class regclass, oid oid)
                         WHERE n.class = d.class AND n.oid = d.oid)
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = d.class AND objid = d.oid AND deptype IN ('e', 'a', 'i'))
      ORDER BY turn, name COLLATE "C"`,
    [JSON.stringify(needed)],
  );
  return rows.map(({ statement }) => statement);
}
