/**
 * What stands in the way, in words that say what to do, foreseen by us rather than thrown by PostgreSQL. Its text goes
 * to the person as it is, without a stack trace.
 */
export class Refusal extends Error {
  /** SQL that somebody with more rights can run instead; never with a password in it. */
  readonly sql: readonly string[];

  constructor(message: string, sql: readonly string[] = []) {
    super(
      sql.length === 0 ? message : `${message}\nAsk somebody who may to run:\n${sql.map((s) => `  ${s};`).join("\n")}`,
    );
    this.name = "Refusal";
    this.sql = sql;
  }
}
