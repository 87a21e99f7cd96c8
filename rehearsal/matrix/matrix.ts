import type { BucketArgs } from "../../components/bucket-set/args";
import type { Session } from "../../storagedb/database";
import { casesOf } from "./cases";
import { type Cell, cellName, callers } from "./cells";
import { measure, rightsOf } from "./measure";
import { expected, type Rights, type SqlEvaluator, type Way } from "./oracle";

export interface MatrixBucket extends Pick<BucketArgs, "id" | "public" | "policies"> {
  /** Made for the matrix only, to see that policies of other buckets do not reach into it. */
  readonly added: boolean;
}

export interface Matrix {
  readonly buckets: readonly MatrixBucket[];
  /** Callers whose role is in the database, with what their role may do past every policy. */
  readonly callers: readonly { readonly name: string; readonly role: string; readonly rights: Rights }[];
  /** As the storage service asks. */
  readonly cells: readonly Cell[];
  /** How many answers were compared with the oracle's, the service's and those of a bare SQL session together. */
  readonly judged: number;
  /** Cells that hang on raw SQL, which the oracle cannot read. */
  readonly unjudged: number;
  /** A sentence for each answer that is not what the policies say. */
  readonly mismatches: readonly string[];
}

/** Two buckets that no policy speaks of. */
const added: readonly MatrixBucket[] = [
  { id: "rehearsal-other-bucket", public: false, policies: [], added: true },
  { id: "rehearsal-public-bucket", public: true, policies: [], added: true },
];

/**
 * Measures who may do what in the database as it is, and compares every answer with what the policies of the stack file
 * say. Made in one transaction that the caller rolls back or not: nothing stays behind.
 */
export async function accessMatrix(
  session: Session,
  configured: readonly BucketArgs[],
  evaluate?: SqlEvaluator,
): Promise<Matrix> {
  const buckets = [...configured.map((bucket) => ({ ...bucket, added: false })), ...added];
  await session.query("SAVEPOINT matrices");
  for (const { id, public: isPublic } of added) {
    await session.query(`INSERT INTO storage.buckets (id, name, public) VALUES ($1, $1, $2)`, [id, isPublic]);
  }
  const rights = new Map<string, Rights>();
  for (const role of new Set(callers.map((caller) => caller.role))) {
    const found = await rightsOf(session, role);
    if (found !== undefined) rights.set(role, found);
  }
  const present = callers.filter(({ role }) => rights.has(role));
  const cells: Cell[] = [];
  const mismatches: string[] = [];
  let [judged, unjudged] = [0, 0];
  for (const { id, policies } of buckets) {
    for (const way of ["service", "sql"] as const) {
      for (const { case: one, verb, allowed } of await measure(session, id, casesOf(policies, present), way)) {
        const cell = { bucket: id, caller: one.caller.name, target: one.target, verb, allowed };
        if (way === "service") cells.push(cell);
        const own = rights.get(one.caller.role);
        if (own === undefined) continue;
        const verdict = expected({ ...one, verb, way, rights: own, policies, ...(evaluate ? { evaluate } : {}) });
        if (verdict === undefined) unjudged += 1;
        else judged += 1;
        if (verdict !== undefined && verdict !== allowed) mismatches.push(mismatch(cell, way));
      }
    }
  }
  await session.query("ROLLBACK TO SAVEPOINT matrices");
  const named = present.flatMap(({ name, role }) => {
    const own = rights.get(role);
    return own === undefined ? [] : [{ name, role, rights: own }];
  });
  return { buckets, callers: named, cells, judged, unjudged, mismatches };
}

function mismatch(cell: Cell, way: Way): string {
  const how = way === "service" ? "through the storage service" : "in a bare SQL session";
  const [found, said] = cell.allowed ? ["allows", "deny"] : ["denies", "allow"];
  return `${cellName(cell)}: ${how}, the database ${found} what the policies of the stack file ${said}`;
}
