import assert from "node:assert/strict";
import fc from "fast-check";
import { block, dollarQuoted, grants, ifAllowed, when } from "./sql-block";

/** What the server reads: from the tag to the first place where the tag comes again. */
function read(constant: string): { text: string; rest: string } {
  const [tag = ""] = /^\$\w*\$/.exec(constant) ?? [];
  const end = constant.indexOf(tag, tag.length);
  return { text: constant.slice(tag.length, end), rest: constant.slice(end + tag.length) };
}

describe("SQL that is put together", () => {
  it("quotes any text so that the server reads that text", () => {
    const text = fc.string({ unit: fc.constantFrom("$", "$sql", "$sql1", "sql", "1", "a", "\n", "'", "\\") });
    fc.assert(
      fc.property(text, (made) => {
        assert.deepEqual(read(dollarQuoted(made)), { text: made, rest: "" });
      }),
    );
  });

  it("runs statements where a condition holds, and warns where one is not allowed", () => {
    assert.equal(
      block([when("true", [ifAllowed("ALTER ROLE a BYPASSRLS;", "it's without")])]),
      `DO $sql$
BEGIN
IF true THEN
BEGIN
ALTER ROLE a BYPASSRLS;
EXCEPTION WHEN insufficient_privilege THEN
RAISE WARNING '%', 'it''s without';
END;
END IF;
END
$sql$;`,
    );
  });

  it("leaves lines of a constant as they are", () => {
    const body = "two\n  lines\n";
    assert.ok(block([when("true", [`EXECUTE ${dollarQuoted(body)};`])]).includes(`$sql$${body}$sql$`));
  });

  it("grants to everybody, and to roles that are there", () => {
    const given = [
      { role: null, privileges: ["USAGE"] },
      { role: "it's", privileges: ["USAGE", "CREATE"] },
    ];
    assert.deepEqual(grants(given, 'SCHEMA "a b"'), [
      'GRANT USAGE ON SCHEMA "a b" TO PUBLIC;',
      `IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'it''s') THEN
GRANT USAGE, CREATE ON SCHEMA "a b" TO "it's";
END IF;`,
    ]);
  });
});
