import { dumpDatabase } from "./database/dump";
import type { Surroundings } from "./surroundings";
import type { Contents, SetUnderWay } from "./take";

/** Takes the database but for the storage schema, which its own scope holds together with the blobs. */
export async function takeDatabase({ connection, listener }: Surroundings, under: SetUnderWay): Promise<Contents> {
  const dump = await under.store("dump", (out) => dumpDatabase(connection, out, listener));
  return { state: "complete", parts: { dump }, database: { name: connection.database } };
}
