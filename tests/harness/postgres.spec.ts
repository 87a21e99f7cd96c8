import assert from "node:assert/strict";
import { existsSync } from "node:fs";

import { Client } from "pg";

import { startPostgres, type PostgresServer } from "./postgres";

for (const version of ["15", "18"] as const) {
  describe(`a scratch PostgreSQL ${version} server`, function () {
    this.timeout(60_000);
    let server: PostgresServer;
    let started: PostgresServer | undefined; // the same, where it came so far
    before(async () => {
      started = server = await startPostgres({ version });
    });
    after(async () => {
      await started?.stop();
    });

    it("is of that version", () => {
      assert.match(server.versionText, new RegExp(`^PostgreSQL ${version}\\.`));
    });

    it("takes its superuser's password and no other", async () => {
      const wrong = new Client({ connectionString: server.connectionString("postgres", server.superuser, "wrong") });
      await assert.rejects(wrong.connect(), /password authentication failed/);
      const right = new Client({ connectionString: server.connectionString() });
      await right.connect();
      const { rows } = await right.query(
        "SELECT rolsuper, current_setting('password_encryption') AS how FROM pg_roles WHERE rolname = current_user",
      );
      await right.end();
      assert.deepEqual(rows, [{ rolsuper: true, how: "scram-sha-256" }]);
    });

    it("is gone, with its data, once stopped", async () => {
      const other = await startPostgres({ version });
      const client = new Client({ connectionString: other.connectionString() });
      await client.connect();
      const { rows } = await client.query<{ folder: string }>("SELECT current_setting('data_directory') AS folder");
      await client.end();
      const folder = String(rows[0]?.folder);
      assert.ok(existsSync(folder));
      await other.stop();
      await other.stop();
      assert.ok(!existsSync(folder));
      await assert.rejects(new Client({ connectionString: other.connectionString() }).connect(), /ECONNREFUSED/);
    });
  });
}
