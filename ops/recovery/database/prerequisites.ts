import type { Session } from "../../../storagedb/database";
import { identifier, literal } from "../../../storagedb/sql-text";
import { block, dollarQuoted, type Grant, grants, ifAllowed, raise, roleExists, when } from "./sql-block";
import { isOwn, own } from "./storage-objects";
import { definitionOf, type NeededType, readTypes } from "./types-needed";

/** What something of schema `storage` depends on. */
export interface Needed {
  readonly class: string;
  readonly oid: number;
}

interface NeededSchema {
  readonly name: string;
  readonly grants: readonly Grant[];
}

interface NeededExtension {
  readonly name: string;
  readonly schema: string;
}

interface NeededFunction {
  readonly oid: number;
  /** With its schema and the types of its arguments, as SQL. */
  readonly signature: string;
  /** Null for an aggregate, which has none that is text. */
  readonly definition: string | null;
  readonly owner: string;
  /** Null where they are as PostgreSQL gives them. */
  readonly grants: readonly Grant[] | null;
}

/**
 * What an empty database has to have before schema `storage` can be restored into it, as SQL: the schemas, extensions, types
 * and functions that its tables, policies, triggers and functions depend on, as far as PostgreSQL records that (the body
 * of a function that is a text is not looked into), and those of `auth` that policies call. It can be run again and
 * again; what is there stays as it is. Tables of other schemas are not made: where one is missing, it fails and names it.
 */
export async function prerequisitesSql(session: Session): Promise<string> {
  const needed = await readNeeded(session);
  const of = (kind: string) => needed.filter((one) => one.class === kind).map(({ oid }) => oid);
  const [schemas, extensions] = [
    await readSchemas(session, of("pg_namespace")),
    await readExtensions(session, of("pg_extension")),
  ];
  const relations = await readRelations(session, of("pg_class"));
  const blocks = new Map<string, string>();
  for (const type of await readTypes(session, of("pg_type"))) blocks.set(`pg_type ${type.oid}`, typeBlock(type));
  for (const made of await readFunctions(session, of("pg_proc")))
    blocks.set(`pg_proc ${made.oid}`, functionBlock(made));
  return [
    "-- What schema storage depends on. Can be run again: what is there stays as it is.",
    "SET LOCAL check_function_bodies = false;",
    ...schemas.map(schemaBlock),
    ...extensions.map(
      ({ name, schema }) => `CREATE EXTENSION IF NOT EXISTS ${identifier(name)} WITH SCHEMA ${identifier(schema)};`,
    ),
    ...relations.map(({ name }) => requirement("to_regclass", name, "the table")),
    ...needed.flatMap((one) => blocks.get(`${one.class} ${one.oid}`) ?? []),
    "",
  ].join("\n\n");
}

/** The first object that did not come with the server itself. */
const firstNormal = 16_384;
const authFunctions = ["uid", "role", "jwt", "email"];

/** Those first that others depend on. An extension stands for what is in it; of a table only its being there is asked. */
export async function readNeeded(session: Session): Promise<Needed[]> {
  const { rows } = await session.query<Needed>(
    `WITH RECURSIVE ${own}, needed (classid, objid, depth) AS (
       SELECT d.refclassid, d.refobjid, 1 FROM own JOIN pg_depend d USING (classid, objid)
       UNION
       SELECT 'pg_proc'::regclass, p.oid, 1 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'auth' AND p.proname = ANY ($1) AND p.pronargs = 0
       UNION
       SELECT d.refclassid, d.refobjid, n.depth + 1 FROM needed n JOIN pg_depend d USING (classid, objid)
        WHERE n.depth < 50 AND NOT ${isOwn("n.classid", "n.objid")} AND n.classid <> 'pg_class'::regclass
          AND (d.deptype = 'e' OR NOT ${isMember("n")})
     )
     SELECT classid::regclass::text AS class, objid::int8::float8 AS oid FROM needed n
      WHERE objid >= $2 AND NOT ${isOwn("n.classid", "n.objid")} AND NOT ${isMember("n")}
      GROUP BY 1, 2 ORDER BY max(depth) DESC, 2`,
    [authFunctions, firstNormal],
  );
  return rows;
}

const isMember = (object: string): string =>
  `EXISTS (SELECT FROM pg_depend e WHERE e.classid = ${object}.classid AND e.objid = ${object}.objid AND e.deptype = 'e')`;

async function readSchemas(session: Session, oids: readonly number[]): Promise<NeededSchema[]> {
  const { rows } = await session.query<NeededSchema>(
    `SELECT nspname::text AS name, ${grantsOf("nspacl", "nspowner")} AS grants
       FROM pg_namespace WHERE oid = ANY ($1) ORDER BY nspname COLLATE "C"`,
    [oids],
  );
  return rows;
}

async function readExtensions(session: Session, oids: readonly number[]): Promise<NeededExtension[]> {
  const { rows } = await session.query<NeededExtension>(
    `SELECT extname::text AS name, nspname::text AS schema
       FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.oid = ANY ($1)
      ORDER BY array_position($1::oid[], e.oid)`,
    [oids],
  );
  return rows;
}

async function readRelations(session: Session, oids: readonly number[]): Promise<{ name: string }[]> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE oid = ANY ($1) AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      ORDER BY 1`,
    [oids],
  );
  return rows;
}

async function readFunctions(session: Session, oids: readonly number[]): Promise<NeededFunction[]> {
  const { rows } = await session.query<NeededFunction>(
    `SELECT oid::int8::float8 AS oid, oid::regprocedure::text AS signature, pg_get_userbyid(proowner)::text AS owner,
            CASE WHEN prokind <> 'a' THEN pg_get_functiondef(oid) END AS definition,
            CASE WHEN proacl IS NOT NULL THEN ${grantsOf("proacl", "proowner")} END AS grants
       FROM pg_proc WHERE oid = ANY ($1)`,
    [oids],
  );
  return rows;
}

/** What others than the owner were granted, everybody first, then by name. */
const grantsOf = (acl: string, owner: string): string =>
  `coalesce((SELECT jsonb_agg(jsonb_build_object('role', role, 'privileges', privileges) ORDER BY role COLLATE "C" NULLS FIRST)
               FROM (SELECT (SELECT rolname::text FROM pg_roles WHERE oid = grantee) AS role,
                            array_agg(DISTINCT privilege_type) AS privileges
                       FROM aclexplode(${acl}) WHERE grantee <> ${owner} GROUP BY grantee) granted), '[]')`;

function schemaBlock({ name, grants: given }: NeededSchema): string {
  const schema = identifier(name);
  return block([
    when(isMissing("to_regnamespace", schema), [`CREATE SCHEMA ${schema};`, ...grants(given, `SCHEMA ${schema}`)]),
  ]);
}

function typeBlock(type: NeededType): string {
  const definition = definitionOf(type);
  if (definition === undefined) return requirement("to_regtype", type.name, "the type");
  return block([when(isMissing("to_regtype", type.name), [`EXECUTE ${dollarQuoted(definition)};`])]);
}

function functionBlock({ signature, definition, owner, grants: given }: NeededFunction): string {
  if (definition === null) return requirement("to_regprocedure", signature, "the aggregate");
  return block([
    when(isMissing("to_regprocedure", signature), [
      `EXECUTE ${dollarQuoted(definition)};`,
      ...(given === null
        ? []
        : [`REVOKE ALL ON ROUTINE ${signature} FROM PUBLIC;`, ...grants(given, `ROUTINE ${signature}`)]),
      handOver(signature, identifier(owner), roleExists(owner)),
    ]),
  ]);
}

/** A function that runs as its owner does what that one may; and only its owner changes it later. */
function handOver(signature: string, owner: string, exists: string): string {
  const kept = (because: string) => `${signature} is yours, since ${because}`;
  return when(
    exists,
    [ifAllowed(`ALTER ROUTINE ${signature} OWNER TO ${owner};`, kept(`you may not hand it to ${owner}`))],
    [raise("WARNING", kept(`there is no role ${owner} here`))],
  );
}

function requirement(lookUp: string, name: string, kind: string): string {
  const message = `schema storage depends on ${kind} ${name}, which is not in this database; make it first`;
  return block([when(isMissing(lookUp, name), [raise("EXCEPTION", message)])]);
}

const isMissing = (lookUp: string, name: string): string => `pg_catalog.${lookUp}(${literal(name)}) IS NULL`;
