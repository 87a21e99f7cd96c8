import assert from "node:assert/strict";
import fc from "fast-check";
import type { PolicyArgs } from "../../components/bucket-set/args";
import { type Condition, verbs } from "../../storagedb/access/vocabulary";
import { EmbeddedDatabase } from "../embedded";
import { type Caller, callers, type Case, cellName, type StoredObject, targets } from "./cells";
import { accessMatrix } from "./matrix";
import { measure, rightsOf } from "./measure";
import { expected, type Rights, type SqlEvaluator } from "./oracle";
import { setStage, withPolicies } from "./stage";

const buckets = ["documents", 'uploads\'s "own"'] as const;
const runs = process.env["CI"] === undefined ? 100 : 500;

/** Raw SQL that the oracle can read, each beside what it means. */
const sqlConditions: Record<string, (object: StoredObject, sub: string | undefined) => boolean> = {
  "owner_id IS NULL": ({ ownerId }) => ownerId === null,
  "false OR name LIKE '%.pdf'": ({ name }) => name.endsWith(".pdf"),
  "owner_id = auth.jwt() ->> 'sub' OR length(name) > 12": ({ ownerId, name }, sub) =>
    (sub !== undefined && ownerId === sub) || name.length > 12,
};
const evaluate: SqlEvaluator = (sql, object, sub) => sqlConditions[sql]?.(object, sub);

/** Few words, so that conditions and objects meet; some with what SQL takes for syntax. */
const folder = fc.constantFrom("team", "team/reports", "o'brien", "100%", "a\\b", 'say "so"');
const field = fc.record({
  field: fc.constantFrom("kind", "it's", "size"),
  equals: fc.constantFrom("draft", "7", "", "'; --"),
});
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom<Condition>("owner", "userFolder", "public"),
  fc.record({ folder }),
  fc.record({ metadata: field }),
  fc.record({ userMetadata: field }),
  fc.record({ sql: fc.constantFrom(...Object.keys(sqlConditions)) }),
);

const policy: fc.Arbitrary<Omit<PolicyArgs, "name"> & { bucket: string }> = fc.record({
  bucket: fc.constantFrom(...buckets),
  roles: fc.subarray(["anon", "authenticated", "service_role", "supabase_admin"], { minLength: 1 }),
  verbs: fc.subarray([...verbs], { minLength: 1 }),
  conditions: fc.array(condition, { maxLength: 2 }),
});

const someone = fc.constantFrom(...callers);
const place = fc.oneof(
  folder,
  fc.constantFrom("", ...callers.flatMap(({ sub }) => sub ?? [])),
  fc.constantFrom("anon", "teams", "null"),
);
const fields = fc.option(
  fc.dictionary(fc.constantFrom("kind", "it's", "size"), fc.constantFrom<unknown>("draft", 7, "", true, null, "'; --")),
);
const described = { metadata: fields, userMetadata: fields };

/** A caller with an object that was there, one that he uploads, and what he would write over the first. */
const attempt: fc.Arbitrary<Omit<Case, "target">> = fc
  .record({
    caller: someone,
    owner: fc.option(someone),
    stored: fc.record({ place, file: fc.constantFrom("a.pdf", "it's b"), ...described }),
    uploaded: fc.record({ place, ...described }),
    overwritten: fc.record(described),
  })
  .map(({ caller, owner, stored, uploaded, overwritten }) => {
    const at = (folderName: string, file: string) => (folderName === "" ? file : `${folderName}/${file}`);
    const name = at(stored.place, stored.file);
    const written = { ownerId: caller.sub ?? null };
    return {
      caller,
      stored: { name, ownerId: owner?.sub ?? null, metadata: stored.metadata, userMetadata: stored.userMetadata },
      uploaded: { ...uploaded, ...written, name: at(uploaded.place, "new.pdf") },
      overwritten: { ...overwritten, ...written, name },
    };
  });

const scene = fc.record({
  policies: fc.array(policy, { minLength: 1, maxLength: 3 }),
  attempts: fc.uniqueArray(attempt, { minLength: 4, maxLength: 4, selector: ({ stored }) => stored.name }),
  way: fc.constantFrom("service" as const, "sql" as const),
});

describe("access to objects", function () {
  this.timeout(300_000);
  let database: EmbeddedDatabase;
  const rights = new Map<string, Rights>();

  before(async () => {
    database = await EmbeddedDatabase.start();
    await setStage(database, buckets);
    await database.transaction(async (session) => {
      for (const { role } of callers) {
        const found = await rightsOf(session, role);
        if (found !== undefined) rights.set(role, found);
      }
    });
  });
  after(() => database.close());

  const rightsFor = ({ role }: Caller): Rights => rights.get(role) ?? assert.fail(`no role ${role}`);

  it(`is what the words of random policies say (${runs} runs)`, async () => {
    const seen = { allowed: 0, denied: 0 };
    await fc.assert(
      fc.asyncProperty(scene, async ({ policies, attempts, way }) => {
        const named = policies.map((one, index) => ({ ...one, name: `it's "policy" ${index}` }));
        const made = named.map((one) => ({
          ...one,
          roles: [...one.roles],
          verbs: [...one.verbs],
          conditions: [...one.conditions],
        }));
        await withPolicies(database, made, async (session) => {
          for (const bucket of buckets) {
            const cases = attempts.map((one, index): Case => ({ ...one, target: targets[index] ?? "own" }));
            for (const { case: one, verb, allowed } of await measure(session, bucket, cases, way)) {
              const own = named.filter((candidate) => candidate.bucket === bucket);
              const verdict = expected({ ...one, verb, way, rights: rightsFor(one.caller), policies: own, evaluate });
              const cell = cellName({ bucket, caller: one.caller.name, verb, target: one.target });
              assert.equal(allowed, verdict, `${cell}: ${allowed ? "allowed" : "denied"} (${way})`);
              seen[allowed ? "allowed" : "denied"] += 1;
            }
          }
        });
      }),
      { numRuns: runs },
    );
    // A property that only ever sees refusals would prove little.
    assert.ok(seen.allowed * 10 > seen.denied, JSON.stringify(seen));
  });

  it("is not what the stack file says where somebody widened it in the database, and the cell is named", async () => {
    const wider = { bucket: "documents", name: "wider", roles: ["anon"], verbs: ["download" as const], conditions: [] };
    const bucket = { id: "documents", name: "documents", public: false, onRemoval: "refuse" as const, policies: [] };
    const { mismatches, judged, unjudged } = await withPolicies(database, [wider], (session) =>
      accessMatrix(session, [bucket]),
    );
    const sentence = (target: string) =>
      `anon, download, ${target}, in bucket "documents": through the storage service, the database allows what the ` +
      `policies of the stack file deny`;
    assert.deepEqual(mismatches, ["own object", "other's object", "in own folder", "with metadata"].map(sentence));
    assert.deepEqual([judged, unjudged], [720, 0]);
  });

  it("is not judged where it hangs on raw SQL that the oracle cannot read", async () => {
    const raw = {
      bucket: "documents",
      name: "raw",
      roles: ["anon"],
      verbs: ["list" as const],
      conditions: [{ sql: "1 = 1" }],
    };
    const bucket = { id: "documents", name: "documents", public: false, onRemoval: "refuse" as const, policies: [raw] };
    const { mismatches, unjudged } = await withPolicies(database, [raw], (session) => accessMatrix(session, [bucket]));
    assert.deepEqual([mismatches, unjudged], [[], 4]);
  });

  it("asks for the token once per statement, and not once per row", async () => {
    const own = {
      bucket: "documents",
      name: "own",
      roles: ["authenticated"],
      verbs: [...verbs],
      conditions: ["owner" as const],
    };
    const raw = { ...own, name: "raw", conditions: [{ sql: "owner_id = auth.jwt() ->> 'sub' OR auth.uid() = owner" }] };
    for (const one of [
      own,
      raw,
      { ...own, name: "listing", verbs: ["list" as const], conditions: ["userFolder" as const] },
    ]) {
      const plan = await withPolicies(database, [one], async (session) => {
        await session.query(
          `INSERT INTO storage.objects (bucket_id, name) SELECT 'documents', 'file ' || n FROM generate_series(1, 500) AS n`,
        );
        await session.query(
          `SELECT set_config('role', 'authenticated', true), set_config('storage.operation', 'storage.object.list', true),
                  set_config('request.jwt.claims', '{"sub":"0b7e6a52-6b0f-4f4e-9a53-5d1c1f0f7a01"}', true)`,
        );
        const { rows } = await session.query<Record<string, string>>(
          `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT name FROM storage.objects WHERE bucket_id = 'documents'`,
        );
        return rows.map((row) => Object.values(row).join()).join("\n");
      });
      assert.match(plan, /InitPlan/, plan);
      assert.doesNotMatch(plan, /SubPlan/, plan);
      for (const [, loops] of plan.matchAll(/Result \(actual.*loops=(\d+)/g)) assert.equal(loops, "1", plan);
    }
  });
});
