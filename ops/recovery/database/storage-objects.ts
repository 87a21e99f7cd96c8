/**
 * Everything that goes with schema `storage`, as common table expression `own (classid, objid)`: the schema, what is in it,
 * and what is part of that, such as columns' defaults, constraints, triggers and policies. That a table is published is
 * part of the publication instead, which would lose it without a word. Goes after `WITH RECURSIVE`.
 */
export const own = `own (classid, objid) AS (
  SELECT 'pg_namespace'::regclass::oid, oid FROM pg_namespace WHERE nspname = 'storage'
  UNION
  SELECT d.classid, d.objid
    FROM own o JOIN pg_depend d ON d.refclassid = o.classid AND d.refobjid = o.objid
   WHERE (d.deptype IN ('a', 'i', 'P', 'S') OR d.refclassid = 'pg_namespace'::regclass)
     AND d.classid NOT IN ('pg_publication_rel'::regclass, 'pg_publication_namespace'::regclass)
)`;

/** Whether an object of that schema's own it is, as SQL over two columns of `own`'s kind. */
export const isOwn = (classid: string, objid: string): string =>
  `EXISTS (SELECT FROM own WHERE own.classid = ${classid} AND own.objid = ${objid})`;
