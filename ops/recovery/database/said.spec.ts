import assert from "node:assert/strict";
import { saidFirst } from "./said";

describe("what a program of PostgreSQL said", () => {
  it("is the first error, without the program's name and place", () => {
    const said = [
      "pg_dump: warning: there are circular foreign-key constraints",
      "pg_dump: error: query failed: ERROR:  permission denied for table hooks",
      "pg_dump: detail: Query was: LOCK TABLE supabase_functions.hooks IN ACCESS SHARE MODE",
    ];
    assert.equal(saidFirst(said.join("\n")), "permission denied for table hooks");
    assert.equal(saidFirst('psql:<stdin>:41: ERROR:  role "x" does not exist\nLINE 1: …'), 'role "x" does not exist');
    assert.equal(
      saidFirst(
        'psql: error: connection to server at "db", port 5432 failed: FATAL:  the database system is starting up',
      ),
      "the database system is starting up",
    );
    assert.equal(saidFirst("pg_restore: error: unexpected end of file"), "unexpected end of file");
  });

  it("is the last line where no error is named, and nothing where there is none", () => {
    assert.equal(
      saidFirst("one\nserver closed the connection unexpectedly"),
      "server closed the connection unexpectedly",
    );
    assert.equal(saidFirst(""), "");
  });
});
