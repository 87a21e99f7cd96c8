import assert from "node:assert/strict";
import fc from "fast-check";
import { policyName, statementsOf } from "./statements";

const own = { bucket: "docs", name: "own", roles: ["authenticated"], conditions: ["owner"] } as const;
const mine = `bucket_id = 'docs' AND (owner_id = (SELECT NULLIF(auth.jwt() ->> 'sub', '')))`;

describe("statementsOf", () => {
  it("needs no more than a plain SELECT to list and download", async () => {
    assert.deepEqual(await statementsOf({ ...own, verbs: ["list", "download"] }), [
      { name: "docs/own/select", command: "SELECT", roles: ["authenticated"], using: mine },
    ]);
  });

  it("tells a listing from a download by what the service says it is doing", async () => {
    const [select] = await statementsOf({ ...own, verbs: ["list"] });
    assert.equal(
      select?.using,
      `${mine} AND (SELECT current_setting('storage.operation', true)) = ANY (ARRAY['storage.object.list', ` +
        `'storage.object.list_v2', 'storage.s3.object.list'])`,
    );
  });

  it("lets an upload read what it has just written, and nothing be downloaded by it", async () => {
    const [select, insert, ...rest] = await statementsOf({ ...own, verbs: ["upload"] });
    assert.match(select?.using ?? "", /'storage\.object\.upload'/);
    assert.doesNotMatch(select?.using ?? "", /get_authenticated|copy|move|list/);
    assert.deepEqual(insert, { name: "docs/own/insert", command: "INSERT", roles: ["authenticated"], check: mine });
    assert.deepEqual(rest, []);
  });

  it("makes an overwrite of INSERT and UPDATE, as the service's ON CONFLICT needs", async () => {
    const statements = await statementsOf({ ...own, verbs: ["overwrite"] });
    assert.deepEqual(
      statements.map(({ command }) => command),
      ["SELECT", "INSERT", "UPDATE"],
    );
    assert.deepEqual(statements[2], {
      name: "docs/own/update",
      command: "UPDATE",
      roles: ["authenticated"],
      using: mine,
      check: mine,
    });
  });

  it("joins conditions with AND, each in parentheses, after the bucket", async () => {
    const [statement] = await statementsOf({
      bucket: "o'clock",
      name: "n",
      roles: ["anon"],
      verbs: ["list", "download"],
      conditions: [
        "public",
        "userFolder",
        { folder: "a'b" },
        { metadata: { field: "f'", equals: "v" } },
        { sql: "x OR y" },
      ],
    });
    assert.equal(
      statement?.using,
      `bucket_id = 'o''clock' AND (true)` +
        ` AND (strpos(name, '/') > 0 AND split_part(name, '/', 1) = (SELECT NULLIF(auth.jwt() ->> 'sub', '')))` +
        ` AND (starts_with(name, 'a''b/')) AND (metadata ->> 'f''' = 'v') AND (x OR y)`,
    );
  });
});

describe("policyName", () => {
  const commands = ["SELECT", "INSERT", "UPDATE", "DELETE"] as const;

  it("is bucket, policy and command where that fits", () => {
    assert.equal(policyName("agent-documents", "user_documents", "SELECT"), "agent-documents/user_documents/select");
  });

  it("ends in a fingerprint where it does not", () => {
    const name = policyName("b".repeat(40), "p".repeat(40), "DELETE");
    assert.match(name, /^b{40}\/p{2}~[0-9a-f]{12}\/delete$/);
    assert.equal(name.length, 63);
  });

  it("always fits into PostgreSQL's 63 bytes and is never shared", () => {
    const part = fc.string({ unit: "grapheme", minLength: 1, maxLength: 63 });
    fc.assert(
      fc.property(part, part, part, part, (bucketA, a, bucketB, b) => {
        fc.pre(!bucketA.includes("/") && !bucketB.includes("/"));
        const names = commands.map((command) => policyName(bucketA, a, command));
        assert.equal(new Set(names).size, 4);
        for (const name of names) assert.ok(Buffer.byteLength(name) <= 63, name);
        if (bucketA === bucketB && a === b) return;
        const others = commands.map((command) => policyName(bucketB, b, command));
        assert.ok(names.every((name) => !others.includes(name)));
      }),
    );
  });
});
