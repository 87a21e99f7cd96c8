import { identifier, literal } from "../../../storagedb/sql-text";

/** A text as a constant without escapes, so that a person can still read it. */
export function dollarQuoted(text: string): string {
  for (let number = 0; ; number++) {
    const tag = `$sql${number === 0 ? "" : number}`;
    if (!text.includes(tag)) return `${tag}$${text}${tag}$`;
  }
}

// Nothing is indented: a statement may hold names and functions of several lines, which have to stay as they are.

/** Statements of PL/pgSQL, run as they stand. */
export const block = (statements: readonly string[]): string =>
  `DO ${dollarQuoted(`\nBEGIN\n${lines(statements)}\nEND\n`)};`;

/** Statements where a condition holds, and where not. */
export const when = (condition: string, statements: readonly string[], otherwise: readonly string[] = []): string =>
  lines([`IF ${condition} THEN`, ...statements, ...(otherwise.length === 0 ? [] : ["ELSE", ...otherwise]), "END IF;"]);

/** A statement; and only a warning where it is not allowed. */
export const ifAllowed = (statement: string, warning: string): string =>
  `BEGIN\n${statement}\nEXCEPTION WHEN insufficient_privilege THEN\n${raise("WARNING", warning)}\nEND;`;

export const raise = (level: "WARNING" | "EXCEPTION", message: string): string =>
  `RAISE ${level} '%', ${literal(message)};`;

export const roleExists = (name: string): string =>
  `EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ${literal(name)})`;

/** What a role may do with an object; where it is null, everybody. */
export interface Grant {
  readonly role: string | null;
  readonly privileges: readonly string[];
}

/** Grants to those of the roles that are there. @param object with its kind, such as `SCHEMA auth` */
export const grants = (given: readonly Grant[], object: string): string[] =>
  given.map(({ role, privileges }) => {
    const grant = (to: string) => `GRANT ${privileges.join(", ")} ON ${object} TO ${to};`;
    return role === null ? grant("PUBLIC") : when(roleExists(role), [grant(identifier(role))]);
  });

const lines = (statements: readonly string[]): string => statements.join("\n");
