import assert from "node:assert/strict";
import { statementsOf } from "../../storagedb/access/statements";
import { verbs } from "../../storagedb/access/vocabulary";
import { EmbeddedDatabase } from "../embedded";
import { setStage, withPolicies } from "./stage";

const hostile = [
  "') OR true --",
  "' OR ''='",
  'x" ON storage.objects USING (true); DROP TABLE storage.objects; --',
  "\\'; SELECT 1; --",
  "$$ OR true $$",
  "E'\\x27'",
  "a''b\"\"c",
];
const ids = ["documents", ...hostile];

describe("names that try to be SQL", function () {
  this.timeout(60_000);
  let database: EmbeddedDatabase;
  before(async () => {
    database = await EmbeddedDatabase.start();
    await setStage(database, ids);
    await database.transaction(async (session) => {
      for (const id of ids)
        await session.query("INSERT INTO storage.objects (bucket_id, name) VALUES ($1, 'a/b')", [id]);
    });
  });
  after(() => database.close());

  const common = { roles: ["authenticated"], verbs: [...verbs] };
  /** The buckets of which a signed-in user sees the object. */
  const seen = (policy: Parameters<typeof withPolicies>[1][number]) =>
    withPolicies(database, [policy], async (session) => {
      await session.query("SELECT set_config('role', 'authenticated', true)");
      const { rows } = await session.query<{ id: string }>("SELECT bucket_id AS id FROM storage.objects ORDER BY 1");
      return rows.map(({ id }) => id);
    });

  for (const text of hostile) {
    it(`reach no other bucket: ${text}`, async () => {
      assert.deepEqual(await seen({ ...common, bucket: text, name: "all", conditions: [] }), [text]);
      assert.deepEqual(await seen({ ...common, bucket: "documents", name: text, conditions: [] }), ["documents"]);
      const nothing = { ...common, bucket: "documents", name: "narrow" };
      assert.deepEqual(await seen({ ...nothing, conditions: [{ folder: text }] }), []);
      assert.deepEqual(await seen({ ...nothing, conditions: [{ metadata: { field: text, equals: text } }] }), []);
      assert.deepEqual(await seen({ ...nothing, conditions: [{ userMetadata: { field: "kind", equals: text } }] }), []);
    });
  }

  it("keep the bucket a conjunct of its own, beside every condition in brackets", async () => {
    const statements = await statementsOf({
      ...common,
      bucket: "o'b",
      name: "n",
      conditions: [{ sql: "true OR false" }],
    });
    const allowed = "bucket_id = 'o''b' AND (true OR false)";
    assert.deepEqual(
      statements.map(({ command, using, check }) => [command, using, check]),
      [
        ["SELECT", allowed, undefined],
        ["INSERT", undefined, allowed],
        ["UPDATE", allowed, allowed],
        ["DELETE", allowed, undefined],
      ],
    );
  });

  it("is refused as a raw condition where it is more than one expression", async () => {
    const { accessPolicy } = await import("../../storagedb/resources/access-policy");
    const problems = await accessPolicy.check?.({
      ...common,
      bucket: "documents",
      name: "n",
      conditions: [{ sql: "true) OR (true" }],
    });
    assert.match(problems?.conditions ?? "", /^the SQL condition 'true\) OR \(true' is not one SQL expression/);
  });
});
