import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "pg-connection-string";
import { type DatabaseAddress, libpqUrl, nodeUrl } from "./urls";

const address: DatabaseAddress = { host: "db-postgres", port: 5432, name: "postgres", tls: "disable" };

describe("URLs of the database", () => {
  it("say how the connection is protected in each client's own words", () => {
    const node = (tls: DatabaseAddress["tls"]) => nodeUrl({ ...address, tls }, "role", "word").split("?")[1];
    assert.deepEqual(
      [node("disable"), node("require"), node("verify-full")],
      ["sslmode=disable", "sslmode=no-verify", "sslmode=verify-full"],
    );
    const libpq = (tls: DatabaseAddress["tls"], file?: string) =>
      libpqUrl({ ...address, tls }, "role", "word", file).split("?")[1];
    assert.deepEqual(
      [libpq("disable"), libpq("require"), libpq("verify-full"), libpq("verify-full", "/etc/ca.pem")],
      [
        "sslmode=disable",
        "sslmode=require",
        "sslmode=verify-full&sslrootcert=system",
        "sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem",
      ],
    );
  });

  it("are written as the seed writes them", () => {
    assert.equal(
      nodeUrl(address, "supabase_storage_admin", "word"),
      "postgres://supabase_storage_admin:word@db-postgres:5432/postgres?sslmode=disable",
    );
    assert.equal(libpqUrl({ ...address, host: "::1" }, "a", "b"), "postgres://a:b@[::1]:5432/postgres?sslmode=disable");
  });

  it("carry every role, password and database to the client", () => {
    const word = fc.string({ minLength: 1, unit: "grapheme" });
    // No such URL can name these: a query or a fragment begins, or a step of a path is taken for "here" or "above".
    const database = word.filter((name) => !/[?#]|(^|\/)\.{1,2}(\/|$)/.test(name));
    fc.assert(
      fc.property(word, word, database, (role, password, name) => {
        const read = parse(nodeUrl({ ...address, name }, role, password));
        assert.deepEqual([read.user, read.password, read.database], [role, password, name]);
      }),
      { numRuns: 1000 },
    );
  });
});
