import type { PolicyArgs } from "../../components/bucket-set/args";
import type { Condition, Verb } from "../../storagedb/access/vocabulary";
import type { Case, StoredObject } from "./cells";

/**
 * Says what should be allowed, from the words of the policies alone. It shares no code with `storagedb/access`, which
 * turns the same words into SQL, and knows nothing of SQL: it is what a person who reads the stack file expects.
 *
 * A caller may do something with an object where some policy for a role of the caller names the verb and all of its
 * conditions hold for the object. For what is written, they must hold for the object as it is then: for an upload the
 * new one, for an overwrite the one before and the one after. Who may overwrite may also upload, since the service
 * cannot tell them apart before it writes.
 */

/** Facts about a caller's role in the database, which no policy decides. */
export interface Rights {
  /** The role and all roles that it inherits from. */
  readonly roles: readonly string[];
  /** Row-level security does not hold for it (BYPASSRLS, superuser). */
  readonly unlimited: boolean;
  readonly privileges: readonly ("SELECT" | "INSERT" | "UPDATE" | "DELETE")[];
}

/** Decides a raw SQL condition that it knows, in plain TypeScript; undefined where it does not. */
export type SqlEvaluator = (sql: string, object: StoredObject, sub: string | undefined) => boolean | undefined;

/** `service`: the request says what it does, as the storage service does. `sql`: a bare SQL session, which does not. */
export type Way = "service" | "sql";

/** Undefined: not judged, because it hangs on raw SQL that the oracle cannot read. */
type Verdict = boolean | undefined;

interface Question extends Pick<Case, "caller" | "stored" | "uploaded" | "overwritten"> {
  readonly verb: Verb;
  readonly way: Way;
  readonly rights: Rights;
  readonly policies: readonly PolicyArgs[];
  readonly evaluate?: SqlEvaluator;
}

export function expected(question: Question): Verdict {
  const { verb, way, rights, stored, uploaded, overwritten } = question;
  if (!needed[verb].every((privilege) => rights.privileges.includes(privilege))) return false;
  if (rights.unlimited) return true;
  const own = question.policies.filter(({ roles }) => roles.some((role) => rights.roles.includes(role)));
  const may = (verbs: readonly Verb[], object: StoredObject): Verdict =>
    some(
      own.map((policy) =>
        policy.verbs.some((named) => verbs.includes(named)) ? holds(policy, object, question) : false,
      ),
    );
  // A session that does not say what it does reads only what may be both listed and downloaded by one policy; and it
  // has to read what it writes, because it has it returned.
  const readable = (object: StoredObject): Verdict =>
    way === "service" ||
    some(
      own.map((policy) =>
        policy.verbs.includes("list") && policy.verbs.includes("download") ? holds(policy, object, question) : false,
      ),
    );
  switch (verb) {
    case "list":
    case "download":
      return way === "service" ? may([verb], stored) : readable(stored);
    case "upload":
      return every([may(["upload", "overwrite"], uploaded), readable(uploaded)]);
    case "overwrite":
      return every([may([verb], stored), may([verb], overwritten), readable(stored), readable(overwritten)]);
    case "remove":
      return every([may([verb], stored), readable(stored)]);
  }
}

/** Table privileges that the service's statement for a verb asks for. */
const needed: Readonly<Record<Verb, Rights["privileges"]>> = {
  list: ["SELECT"],
  download: ["SELECT"],
  upload: ["INSERT", "SELECT"],
  overwrite: ["INSERT", "UPDATE", "SELECT"],
  remove: ["DELETE", "SELECT"],
};

function holds(policy: PolicyArgs, object: StoredObject, { caller, evaluate }: Question): Verdict {
  return every(
    policy.conditions.map((condition) =>
      fulfils(condition, object, caller.sub === "" ? undefined : caller.sub, evaluate),
    ),
  );
}

function fulfils(
  condition: Condition,
  object: StoredObject,
  sub: string | undefined,
  evaluate: SqlEvaluator | undefined,
): Verdict {
  if (condition === "public") return true;
  if (condition === "owner") return sub !== undefined && object.ownerId === sub;
  if (condition === "userFolder") {
    const [first, ...rest] = object.name.split("/");
    return sub !== undefined && rest.length > 0 && first === sub;
  }
  if ("folder" in condition) return object.name.startsWith(`${condition.folder}/`);
  if ("metadata" in condition) return says(object.metadata, condition.metadata);
  if ("userMetadata" in condition) return says(object.userMetadata, condition.userMetadata);
  return evaluate?.(condition.sql, object, sub);
}

function says(
  fields: Readonly<Record<string, unknown>> | null,
  { field, equals }: { readonly field: string; readonly equals: string },
): Verdict {
  const value = fields !== null && Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (value === undefined || value === null) return false;
  if (typeof value === "string") return value === equals;
  // Of lists and maps the oracle does not know how PostgreSQL writes them out.
  return typeof value === "number" || typeof value === "boolean" ? String(value) === equals : undefined;
}

/** Three-valued: one that holds decides, whatever the unjudged would say. */
const some = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes(true) || (verdicts.includes(undefined) ? undefined : false);

const every = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes(false) ? false : verdicts.includes(undefined) ? undefined : true;
