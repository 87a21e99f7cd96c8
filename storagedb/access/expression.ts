/**
 * Whether a text is one SQL expression and nothing else, so that it may stand between the parentheses of a policy.
 *
 * PostgreSQL's own parser decides (libpg-query, PostgreSQL 18), which makes the answer independent of spelling: string
 * literals, dollar quotes and quoted identifiers may hold anything.
 */

type Tree = Readonly<Record<string, unknown>>;

/** Aggregates of PostgreSQL itself. PostgreSQL refuses any other one when the policy is created. */
const aggregates = new Set(
  (
    "any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or count every json_agg json_object_agg jsonb_agg " +
    "jsonb_object_agg max min range_agg range_intersect_agg stddev string_agg sum variance xmlagg"
  ).split(" "),
);

/** Functions that return rows instead of one value. */
const setReturning = new Set(
  (
    "generate_series generate_subscripts json_array_elements json_array_elements_text json_each json_each_text " +
    "json_object_keys jsonb_array_elements jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_object_keys " +
    "jsonb_path_query regexp_matches regexp_split_to_table string_to_table unnest"
  ).split(" "),
);

/** Nodes that may not stand anywhere in a condition, not even in a sub-select. */
const refusedAnywhere: Readonly<Record<string, string>> = {
  ParamRef: "uses a positional parameter such as $1; write the value itself",
  InsertStmt: "changes data; a condition may only read",
  UpdateStmt: "changes data; a condition may only read",
  DeleteStmt: "changes data; a condition may only read",
  MergeStmt: "changes data; a condition may only read",
  IntoClause: "has an INTO; a condition may only read",
  intoClause: "has an INTO; a condition may only read",
  lockingClause: "locks rows with FOR UPDATE or FOR SHARE; a condition may only read",
};

/** Nodes that have no meaning for one row, unless a sub-select of their own gives them one. */
const refusedOutside: Readonly<Record<string, string>> = {
  A_Star: "has a *; name one column",
  SetToDefault: "has the word DEFAULT, which is no value",
  GroupingFunc: "uses GROUPING, which needs a GROUP BY",
  MergeSupportFunc: "uses MERGE_ACTION, which only MERGE has",
};

/**
 * Says what keeps `sql` from being exactly one SQL expression, or undefined where nothing does. The text continues a
 * sentence that begins with the expression. Types and the existence of columns are the database's to check.
 */
export async function expressionProblem(sql: string): Promise<string | undefined> {
  if (sql.trim() === "") return "is empty";
  // The parser is C code: to it, a text ends at the first NUL. Its scanner answers in JSON that other control
  // characters break. No condition needs one.
  if (/[^\P{Cc}\t\n\r]|\p{Surrogate}/u.test(sql)) return "holds a control character";
  const parser = await import("libpg-query");
  await parser.loadModule();
  try {
    // Bare, so that a bracket that closes ours shows; in brackets, so that whatever may follow an expression in a
    // SELECT (FROM, AS, ORDER BY, a comma) is an error. Only an expression means the same both times.
    const bare = onlyExpression(parser.parseSync(`SELECT ${sql}`));
    // After the parser has read it, because the scanner of libpg-query 18.1.5 cannot report an error of its own.
    const comment = parser.scanSync(sql).tokens.find(({ tokenName }) => tokenName.endsWith("COMMENT"));
    if (comment) return "holds a comment; leave it out (in YAML, write # outside of the text)";
    const bracketed = onlyExpression(parser.parseSync(`SELECT (\n${sql}\n)`));
    if (bare === undefined || bracketed === undefined || comparable(bare) !== comparable(bracketed)) {
      return "is more than one SQL expression";
    }
    if ("RowExpr" in bracketed) return "is a list of expressions; write one, joined by AND or OR";
    return problemIn(bracketed, false);
  } catch (error) {
    if (!parser.hasSqlDetails(error)) throw error;
    return `is not one SQL expression (PostgreSQL's parser says: ${error.message})`;
  }
}

/**
 * The same expression with every call of a function of schema `auth` as a sub-select of its own, which PostgreSQL
 * evaluates once per statement and not once per row. Calls that depend on a column, and calls that stand in a
 * sub-select already, stay as they are. Only for a text without an {@link expressionProblem}.
 */
export async function wrapAuthCalls(sql: string): Promise<string> {
  if (!/auth/i.test(sql)) return sql;
  const parser = await import("libpg-query");
  await parser.loadModule();
  const statement = `SELECT ${sql}`;
  const { tokens } = parser.scanSync(statement);
  // Positions of the tree and of the scanner count bytes.
  let text = Buffer.from(statement);
  for (const start of authCalls(parser.parseSync(statement)).reverse()) {
    const end = endOfCall(tokens, start);
    const call = text.subarray(start, end);
    text = Buffer.concat([
      text.subarray(0, start),
      Buffer.from("(SELECT "),
      call,
      Buffer.from(")"),
      text.subarray(end),
    ]);
  }
  return text.toString().slice("SELECT ".length);
}

/** Where the outermost calls of `auth.*` begin that a sub-select can take, in the order of the text. */
function authCalls(node: unknown): number[] {
  if (Array.isArray(node)) return node.flatMap(authCalls).sort((a, b) => a - b);
  const tree = asTree(node) ?? {};
  const call = asTree(tree["FuncCall"]);
  const name = (call?.["funcname"] ?? []) as { String?: { sval?: string } }[];
  if (call !== undefined && name.length === 2 && name[0]?.String?.sval === "auth" && !readsColumn(call["args"])) {
    return [call["location"] as number];
  }
  const inside = Object.entries(tree).filter(([key]) => key !== "subselect");
  return inside.flatMap(([, value]) => authCalls(value)).sort((a, b) => a - b);
}

function readsColumn(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(readsColumn);
  return Object.entries(asTree(node) ?? {}).some(([key, value]) => key === "ColumnRef" || readsColumn(value));
}

function endOfCall(tokens: readonly { start: number; end: number; text: string }[], start: number): number {
  let depth = 0;
  for (const token of tokens.filter((candidate) => candidate.start >= start)) {
    if (token.text === "(") depth += 1;
    if (token.text === ")" && --depth === 0) return token.end;
  }
  throw new Error("the call has no end; check the text with expressionProblem first");
}

/** The expression of `SELECT <expression>` where the statement is nothing more than that. */
function onlyExpression(result: unknown): Tree | undefined {
  const statements = asTree(result)?.["stmts"];
  if (!Array.isArray(statements) || statements.length !== 1) return undefined;
  const statement = statements[0] as { stmt?: { SelectStmt?: Tree }; stmt_len?: number };
  // A length is set only where a semicolon ends the statement.
  if (statement.stmt_len !== undefined) return undefined;
  const { targetList, limitOption, op, ...more } = statement.stmt?.SelectStmt ?? {};
  if (Object.keys(more).length > 0 || limitOption !== "LIMIT_OPTION_DEFAULT" || op !== "SETOP_NONE") return undefined;
  if (!Array.isArray(targetList) || targetList.length !== 1) return undefined;
  const target = (targetList[0] as { ResTarget?: Tree }).ResTarget ?? {};
  if ("name" in target || "indirection" in target) return undefined;
  return asTree(target["val"]);
}

/** The tree as text, without the positions at which things were written. */
function comparable(tree: Tree): string {
  return JSON.stringify(tree, (key, value: unknown) =>
    /^(location|list_start|list_end)$/.test(key) ? undefined : value,
  );
}

function problemIn(node: unknown, inSubselect: boolean): string | undefined {
  if (Array.isArray(node)) return firstProblem(node, inSubselect);
  const tree = asTree(node);
  if (tree === undefined) return undefined;
  for (const [key, value] of Object.entries(tree)) {
    const problem =
      refusedAnywhere[key] ??
      (inSubselect ? undefined : (refusedOutside[key] ?? (key === "FuncCall" ? callProblem(value) : undefined))) ??
      problemIn(value, inSubselect || key === "subselect");
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function firstProblem(nodes: readonly unknown[], inSubselect: boolean): string | undefined {
  for (const node of nodes) {
    const problem = problemIn(node, inSubselect);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function callProblem(value: unknown): string | undefined {
  const call = asTree(value) ?? {};
  const last = (call["funcname"] as { String?: { sval?: string } }[] | undefined)?.at(-1)?.String?.sval ?? "";
  if ("over" in call) return `uses the window function ${last}; a condition is about one row`;
  const aggregate = ["agg_star", "agg_distinct", "agg_order", "agg_filter", "agg_within_group"].some(
    (key) => key in call,
  );
  if (aggregate || aggregates.has(last)) return `uses the aggregate ${last}; a condition is about one row`;
  if (setReturning.has(last)) return `uses ${last}, which returns rows; put it into a sub-select`;
  return undefined;
}

function asTree(value: unknown): Tree | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Tree) : undefined;
}
