import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { rootCertificates } from "node:tls";
import type { ConnectionArgs } from "../../../storagedb/database";
import { withLibpq } from "./libpq";

const connection: ConnectionArgs = {
  host: "db.example.com",
  port: 5433,
  database: "a=b 'c'",
  username: "keeper",
  password: "hunter2",
  tls: "require",
};

describe("the environment of PostgreSQL's programs", () => {
  beforeEach(() => {
    process.env["PGSERVICE"] = "somebody's";
  });
  afterEach(() => {
    delete process.env["PGSERVICE"];
  });

  it("reaches the database, and has nothing of what this process's says of PostgreSQL", async () => {
    const { PGSSLROOTCERT, ...env } = await withLibpq(connection, (made) => Promise.resolve(made));
    assert.deepEqual(
      Object.fromEntries(
        Object.entries(env).filter(([name]) => !/^PG(?!SERVICE$)/.test(name) || process.env[name] === undefined),
      ),
      {
        PGSERVICE: undefined,
        PGHOST: "db.example.com",
        PGPORT: "5433",
        PGDATABASE: "a=b 'c'",
        PGUSER: "keeper",
        PGPASSWORD: "hunter2",
        PGSSLMODE: "require",
        PGCONNECT_TIMEOUT: "10",
        PGAPPNAME: "alfred-storage",
        PGCLIENTENCODING: "UTF8",
        LC_ALL: "C",
      },
    );
    assert.ok("PGSERVICE" in env);
    // A file that is not there keeps libpq from looking at the certificate by one of its user.
    assert.ok(PGSSLROOTCERT !== undefined && !existsSync(PGSSLROOTCERT));
  });

  it("has the authorities that Node would accept, or the given one, until the work is done or has failed", async () => {
    const authorities = (given: Partial<ConnectionArgs>) =>
      withLibpq({ ...connection, tls: "verify-full", ...given }, ({ PGSSLROOTCERT: file = "" }) =>
        Promise.resolve({ folder: path.dirname(file), text: readFileSync(file, "utf8") }),
      );
    const known = await authorities({});
    assert.equal(known.text, rootCertificates.join("\n"));
    assert.ok(!existsSync(known.folder));
    assert.equal((await authorities({ tlsCertificateAuthority: "PEM" })).text, "PEM");
    let folder = "";
    const failing = withLibpq({ ...connection, tls: "verify-full" }, ({ PGSSLROOTCERT: file = "" }) => {
      folder = path.dirname(file);
      assert.ok(existsSync(file));
      return Promise.reject(new Error("it failed"));
    });
    await assert.rejects(failing, /^Error: it failed$/);
    assert.ok(!existsSync(folder));
  });
});
