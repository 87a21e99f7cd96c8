import { dumpDatabase } from "./database/dump";
import { databaseRolesSql } from "./database/roles";
import type { Surroundings } from "./surroundings";
import { type Contents, type SetUnderWay, text } from "./take";

/** Takes the database but for the storage schema, which its own scope holds together with the blobs. */
export async function takeDatabase({ connection, listener }: Surroundings, under: SetUnderWay): Promise<Contents> {
  const roles = await under.store("roles", text(await databaseRolesSql(connection, listener)));
  const dump = await under.store("dump", (out) => dumpDatabase(connection, out, listener));
  return { state: "complete", parts: { roles, dump }, database: { name: connection.database } };
}
