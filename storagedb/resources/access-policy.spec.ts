import assert from "node:assert/strict";
import { Stage } from "../testing";
import { accessPolicy, type AccessPolicyInputs, type AccessPolicyState } from "./access-policy";

const own: AccessPolicyInputs = {
  bucket: "docs",
  name: "own",
  roles: ["authenticated", "anon"],
  verbs: ["list", "download", "upload"],
  conditions: ["owner"],
};
const ownedSql =
  "((bucket_id = 'docs'::text) AND (owner_id = ( SELECT NULLIF((auth.jwt() ->> 'sub'::text), ''::text) AS \"nullif\")))";
const policies = [
  { name: "docs/own/insert", command: "INSERT", roles: ["anon", "authenticated"], check: ownedSql },
  { name: "docs/own/select", command: "SELECT", roles: ["anon", "authenticated"], using: ownedSql },
] as const;
const applied: AccessPolicyState = {
  ...own,
  applied: policies.map((policy) => ({ ...policy, roles: [...policy.roles] })),
  policies: policies.map((policy) => ({ ...policy, roles: [...policy.roles] })),
};

describe("an access policy", function () {
  this.timeout(20_000);
  const stage = new Stage();
  beforeEach(async () => {
    await stage.wipe();
    await stage.apply();
  });
  const create = (inputs: AccessPolicyInputs) =>
    stage.run((session) => accessPolicy.create(session, inputs, stage.tell));
  const refresh = (known: AccessPolicyState = applied) => stage.refresh(accessPolicy, known);
  const names = async () =>
    (
      await stage.sql<{ name: string }>(
        "SELECT polname AS name FROM pg_policy WHERE polname NOT LIKE 'alfred-storage:%' ORDER BY polname",
      )
    ).map(({ name }) => name);

  it("is PostgreSQL's policies, marked as ours, and is read back as the same", async () => {
    assert.deepEqual(await create(own), applied);
    assert.deepEqual(await refresh(), { state: applied, changes: [] });
    const marks = await stage.sql(
      "SELECT DISTINCT obj_description(oid, 'pg_policy') AS mark FROM pg_policy WHERE polname LIKE 'docs/%'",
    );
    assert.deepEqual(marks, [{ mark: "alfred-storage: docs/own" }]);
  });

  it("replaces the policies of one of the same name, and only those", async () => {
    await create(own);
    await create({ ...own, name: "own2" });
    const fewer = await stage.run((session) =>
      accessPolicy.update(session, { ...own, verbs: ["download"], conditions: [] }, applied, stage.tell),
    );
    assert.deepEqual(
      fewer.applied.map(({ name }) => name),
      ["docs/own/select"],
    );
    assert.deepEqual(await names(), ["docs/own/select", "docs/own2/insert", "docs/own2/select"]);
    await stage.run((session) => accessPolicy.delete(session, fewer));
    assert.deepEqual(await names(), ["docs/own2/insert", "docs/own2/select"]);
    assert.equal((await refresh()).state, undefined);
  });

  for (const [what, sql, changed] of [
    ["dropped", `DROP POLICY "docs/own/insert" ON storage.objects`, "insert"],
    ["opened", `ALTER POLICY "docs/own/select" ON storage.objects USING (true)`, "select"],
    ["given to others", `ALTER POLICY "docs/own/select" ON storage.objects TO public`, "select"],
    [
      "added under a name of ours",
      `CREATE POLICY "docs/own/delete" ON storage.objects FOR DELETE USING (true)`,
      "delete",
    ],
    [
      "made restrictive",
      `DROP POLICY "docs/own/select" ON storage.objects;
       CREATE POLICY "docs/own/select" ON storage.objects AS RESTRICTIVE FOR SELECT TO anon, authenticated
         USING (${ownedSql})`,
      "select",
    ],
    ["renamed", `ALTER POLICY "docs/own/insert" ON storage.objects RENAME TO theirs`, "insert"],
  ] as const) {
    it(`shows exactly the policy that somebody ${what}, and puts it back`, async () => {
      await create(own);
      for (const statement of sql.split(";")) await stage.sql(statement);
      const { state, changes } = await refresh();
      assert.deepEqual(
        changes.filter((change) => change !== `update policies["theirs"]`),
        [`update policies["docs/own/${changed}"]`],
      );
      assert.notDeepEqual(state?.policies, applied.policies);
      assert.deepEqual(state?.applied, applied.applied);
      assert.deepEqual(await stage.run((session) => accessPolicy.update(session, own, state, stage.tell)), applied);
      assert.deepEqual(await names(), ["docs/own/insert", "docs/own/select"]);
    });
  }

  it("shows nothing where only the remembered spelling is another server's", async () => {
    await create(own);
    const elsewhere = applied.applied.map((policy) => ({ ...policy, roles: policy.roles }));
    const respelt = elsewhere.map((policy) =>
      policy.check === undefined
        ? { ...policy, using: "(bucket_id = 'docs' AND owner_id = (SELECT 1))" }
        : { ...policy, check: policy.check.replaceAll("::text", "") },
    );
    const remembered = { ...applied, applied: respelt, policies: respelt };
    assert.deepEqual(await refresh(remembered), { state: remembered, changes: [] });
    assert.deepEqual(await stage.sql("SELECT FROM pg_class WHERE relname = 'objects' AND relpersistence = 't'"), []);

    await stage.sql(`ALTER POLICY "docs/own/select" ON storage.objects USING (true)`);
    assert.deepEqual((await refresh(remembered)).changes, [
      `update policies["docs/own/insert"]`,
      `update policies["docs/own/select"]`,
    ]);
  });

  it("falls back to the remembered spelling where no temporary table may be made", async () => {
    await stage.sql("REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC");
    try {
      await create(own);
      const respelt = applied.applied.map((policy) => ({ ...policy, name: policy.name.toUpperCase() }));
      assert.equal((await refresh({ ...applied, applied: respelt })).changes.length, 4);
    } finally {
      await stage.sql("GRANT TEMPORARY ON DATABASE postgres TO PUBLIC");
    }
  });

  it("is imported from policies made elsewhere, as the SQL that they are", async () => {
    await stage.sql(`CREATE POLICY "docs/theirs/select" ON storage.objects FOR SELECT TO anon
                     USING (bucket_id = 'docs' AND name LIKE 'a%')`);
    await stage.sql(`CREATE POLICY "docs/theirs/delete" ON storage.objects FOR DELETE USING (bucket_id = 'docs')`);
    const state = await stage.run((session) => accessPolicy.read(session, accessPolicy.parseId("docs/theirs")));
    const remove = "(bucket_id = 'docs'::text)";
    const select = "((bucket_id = 'docs'::text) AND (name ~~ 'a%'::text))";
    const found = [
      { name: "docs/theirs/delete", command: "DELETE", roles: ["public"], using: remove },
      { name: "docs/theirs/select", command: "SELECT", roles: ["anon"], using: select },
    ];
    assert.deepEqual(state, {
      bucket: "docs",
      name: "theirs",
      roles: ["public", "anon"],
      verbs: ["list", "download", "remove"],
      conditions: [{ sql: remove }, { sql: select }],
      applied: found,
      policies: found,
    });
    assert.deepEqual(await stage.refresh(accessPolicy, state), { state, changes: [] });
  });

  it("has an id of bucket and policy, of which only the policy may hold a slash", () => {
    assert.deepEqual(accessPolicy.parseId("docs/a/b"), { bucket: "docs", name: "a/b" });
    assert.equal(accessPolicy.idOf({ ...own, name: "a/b" }), "docs/a/b");
    for (const id of ["docs", "/own", "docs/"]) {
      assert.throws(() => accessPolicy.parseId(id), { message: `"${id}" is not of the form bucket/policy` });
    }
  });

  it("keeps names apart that are long, or hold anything", async () => {
    const long = "ü".repeat(60);
    const odd = [`${long}a`, `${long}b`, `"quoted" o'clock; -- ∀💥`, "%s $1 \\"].map((name) => ({ ...own, name }));
    const states = [];
    for (const inputs of odd) states.push(await create(inputs));
    assert.equal(new Set(states.flatMap((state) => state.applied.map(({ name }) => name))).size, 2 * odd.length);
    for (const state of states) assert.deepEqual(await refresh(state), { state, changes: [] });
    for (const [index, state] of states.entries()) {
      await stage.run((session) => accessPolicy.delete(session, state));
      assert.equal((await names()).length, 2 * (odd.length - index - 1));
    }
  });

  it("refuses SQL that is not one condition, before anything is asked of the database", async () => {
    const conditions = ["owner", { sql: "name = 'x'" }, { sql: "true) OR (true" }] as AccessPolicyInputs["conditions"];
    assert.deepEqual(await accessPolicy.check?.({ ...own, conditions }), {
      conditions:
        `the SQL condition 'true) OR (true' is not one SQL expression ` +
        `(PostgreSQL's parser says: syntax error at or near ")")`,
    });
    assert.deepEqual(await accessPolicy.check?.({ ...own, conditions: conditions.slice(0, 2) }), {});
  });

  it("fails for an unknown role or column, and leaves what was there", async () => {
    await create(own);
    const update = (more: Partial<AccessPolicyInputs>) =>
      stage.run((session) => accessPolicy.update(session, { ...own, ...more }, applied, stage.tell));
    await assert.rejects(update({ roles: ["nobody_here"] }), { code: "42704" });
    await assert.rejects(update({ conditions: [{ sql: "nothing = 1" }] }), { code: "42703" });
    assert.deepEqual(await refresh(), { state: applied, changes: [] });
  });

  it("is gone with the table: a refresh says so, a creation refuses, a deletion is content", async () => {
    await stage.sql("DROP TABLE storage.objects");
    assert.equal((await refresh()).state, undefined);
    await assert.rejects(create(own), { name: "Refusal", message: /^there is no table storage\.objects\. / });
    await stage.run((session) => accessPolicy.delete(session, applied));
  });
});
