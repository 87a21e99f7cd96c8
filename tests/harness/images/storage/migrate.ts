import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import type { Database } from "./database";

const folder = "migrations/tenant";

/** Applies the migrations that the image brings and the database does not have, and records them as the service does. */
export async function migrate(database: Database): Promise<void> {
  await database.asService(async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(1)"); // two may start at the same moment
    await client.query(`CREATE TABLE IF NOT EXISTS storage.migrations (id integer PRIMARY KEY,
      name varchar(100) UNIQUE NOT NULL, hash varchar(40) NOT NULL, executed_at timestamp DEFAULT now())`);
    const record = async (id: number, name: string, text: string) => {
      const values = [id, name, createHash("sha1").update(`${name}${text}`).digest("hex")];
      await client.query("INSERT INTO storage.migrations (id, name, hash) VALUES ($1, $2, $3)", values);
    };
    const { rows } = await client.query<{ id: number }>("SELECT id FROM storage.migrations");
    const applied = new Set(rows.map(({ id }) => id));
    if (!applied.has(0)) await record(0, "create-migrations-table", "");
    for (const file of readdirSync(folder).sort()) {
      const [, id = "", name = ""] = /^(\d+)-(.*)\.sql$/.exec(file) ?? [];
      if (applied.has(Number(id))) continue;
      const text = readFileSync(path.join(folder, file), "utf8");
      await client.query(text);
      await record(Number(id), name, text);
    }
  });
}
