import assert from "node:assert/strict";
import fc from "fast-check";
import { expressionProblem, wrapAuthCalls } from "./expression";

const syntaxError = (token: string) =>
  `is not one SQL expression (PostgreSQL's parser says: syntax error at or near "${token}")`;
const comment = "holds a comment; leave it out (in YAML, write # outside of the text)";

describe("expressionProblem", () => {
  const accepted = [
    "true",
    "owner_id = 'a'",
    "a OR b AND NOT c",
    "(storage.foldername(name))[1] = 'team'",
    "name = '/* no comment */ -- either'",
    "name = $$--; ) OR (true$$",
    "name = $tag$ /* $$ ; $tag$",
    `"a--b;" = 1`,
    "name = E'it\\'s'",
    "name = U&'\\0041'",
    "name = 'größer 日本'",
    "a\r\n\t= b",
    "(metadata->>'size')::bigint < 1000",
    "exists (select * from storage.buckets b where b.id = bucket_id)",
    "(select count(*) from storage.buckets) > 1",
    "name = any (array(select unnest(path_tokens)))",
    "name COLLATE \"C\" < 'b'",
    "case when version is null then false else true end",
  ];
  for (const sql of accepted) {
    it(`accepts ${sql}`, async () => {
      assert.equal(await expressionProblem(sql), undefined);
    });
  }

  const refused: [string, string][] = [
    ["", "is empty"],
    [" \n", "is empty"],
    ["true) OR (true", syntaxError(")")],
    ["a) AND (b", syntaxError(")")],
    ["a AND (b", "is not one SQL expression (PostgreSQL's parser says: syntax error at end of input)"],
    ["true -- ", comment],
    ["true /* but */", comment],
    ["/* first */ true", comment],
    ["true --) OR (true", comment],
    ["true /* ", `is not one SQL expression (PostgreSQL's parser says: unterminated /* comment at or near "/* ")`],
    ["x = '", `is not one SQL expression (PostgreSQL's parser says: unterminated quoted string at or near "'")`],
    ["true; DROP TABLE storage.objects", syntaxError(";")],
    ["true;", syntaxError(";")],
    ["a, b", "is more than one SQL expression"],
    ["(a, b)", "is a list of expressions; write one, joined by AND or OR"],
    ["a AS b", syntaxError("AS")],
    ["a b", syntaxError("b")],
    ["1 FROM t", syntaxError("FROM")],
    ["a INTO b", syntaxError("INTO")],
    ["*", syntaxError("*")],
    ["objects.*", "has a *; name one column"],
    ["DISTINCT a", syntaxError("DISTINCT")],
    ["a WHERE b", syntaxError("WHERE")],
    ["a ORDER BY 1", syntaxError("ORDER")],
    ["a LIMIT 1", syntaxError("LIMIT")],
    ["a UNION SELECT true", syntaxError("UNION")],
    ["(select true) UNION (select false)", "is more than one SQL expression"],
    ["DEFAULT", "has the word DEFAULT, which is no value"],
    ["$1 = name", "uses a positional parameter such as $1; write the value itself"],
    ["exists (select $2)", "uses a positional parameter such as $1; write the value itself"],
    ["count(*) > 1", "uses the aggregate count; a condition is about one row"],
    ["pg_catalog.max(name) = 'a'", "uses the aggregate max; a condition is about one row"],
    ["mine(distinct name)", "uses the aggregate mine; a condition is about one row"],
    ["row_number() OVER () = 1", "uses the window function row_number; a condition is about one row"],
    ["unnest(path_tokens) = 'a'", "uses unnest, which returns rows; put it into a sub-select"],
    ["exists (select from t for update)", "locks rows with FOR UPDATE or FOR SHARE; a condition may only read"],
    ["exists (with d as (delete from t returning 1) select)", "changes data; a condition may only read"],
    ["true\0) OR (true", "holds a control character"],
    ["name = '\u0001'", "holds a control character"],
    ["name = '\ud800'", "holds a control character"],
  ];
  for (const [sql, problem] of refused) {
    it(`refuses ${JSON.stringify(sql)}`, async () => {
      assert.equal(await expressionProblem(sql), problem);
    });
  }

  // Small expressions with all kinds of quoting, put together at random.
  const text = fc.string({ unit: fc.constantFrom("a", "'", '"', "-", "/", "*", ")", "(", ";", "$", "\\", "\n", "ß") });
  const atom = fc.oneof(
    fc.constantFrom("true", "public", "owner_id = 'a'", "(a)", "version is null", "(select true)"),
    text.map((value) => `name = '${value.replaceAll("'", "''")}'`),
    text.map((value) => `"${value.replaceAll('"', '""')}x" = 1`),
    text.filter((value) => !value.includes("$")).map((value) => `name = $q$${value}$q$`),
  );
  const expression = fc.letrec<{ any: string }>((tie) => ({
    any: fc.oneof(
      { depthSize: "small" },
      atom,
      fc.tuple(tie("any"), fc.constantFrom(" AND ", "\nOR "), tie("any")).map((parts) => parts.join("")),
      tie("any").map((inner) => `NOT (${inner})`),
    ),
  })).any;

  it("accepts what is one expression, however it is quoted", async () => {
    await fc.assert(
      fc.asyncProperty(expression, async (sql) => {
        assert.equal(await expressionProblem(sql), undefined);
      }),
    );
  });

  it("refuses every expression to which something was joined", async () => {
    const joints = [
      ") OR (",
      "; ",
      ", ",
      " -- ",
      " /* */ AND ",
      " AS ",
      " FROM ",
      " UNION SELECT ",
      ") UNION (SELECT ",
    ];
    const injection = fc.tuple(expression, fc.constantFrom(...joints), expression);
    await fc.assert(
      fc.asyncProperty(injection, async (parts) => {
        assert.notEqual(await expressionProblem(parts.join("")), undefined);
      }),
    );
  });

  it("answers any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.string({ unit: "binary" }), text), async (sql) => {
        const problem = await expressionProblem(sql);
        assert.ok(problem === undefined || problem.length > 0);
      }),
    );
  });
});

describe("wrapAuthCalls", () => {
  const cases: [string, string][] = [
    ["auth.uid() = owner", "(SELECT auth.uid()) = owner"],
    ["auth.jwt() ->> 'sub' = owner_id", "(SELECT auth.jwt()) ->> 'sub' = owner_id"],
    ["name = 'ß' AND AUTH . role ( ) = 'a'", "name = 'ß' AND (SELECT AUTH . role ( )) = 'a'"],
    [
      "auth.f(auth.uid(), ')') = 1 OR auth.uid() is null",
      "(SELECT auth.f(auth.uid(), ')')) = 1 OR (SELECT auth.uid()) is null",
    ],
    ["(select auth.uid()) = owner", "(select auth.uid()) = owner"],
    ["auth.can_read(name)", "auth.can_read(name)"],
    ["auth.can_read(name, auth.uid())", "auth.can_read(name, (SELECT auth.uid()))"],
    ["name = 'auth.uid()'", "name = 'auth.uid()'"],
    ["my.uid() = owner", "my.uid() = owner"],
  ];
  for (const [sql, wrapped] of cases) {
    it(`writes ${sql} as ${wrapped}`, async () => {
      assert.equal(await wrapAuthCalls(sql), wrapped);
      assert.equal(await expressionProblem(wrapped), undefined);
    });
  }
});
