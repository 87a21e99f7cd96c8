import type { Session } from "../../storagedb/database";
import { actAsOwnerIfThere } from "../../storagedb/sql-text";
import type { Migration } from "./compare";

/** The migrations that the service has applied; undefined where it has not run on this database yet. */
export async function appliedMigrations(session: Session): Promise<readonly Migration[] | undefined> {
  await session.query("SET TRANSACTION READ ONLY");
  if (!(await actAsOwnerIfThere(session, "storage", "migrations"))) return undefined;
  const { rows } = await session.query<Migration>("SELECT id, name FROM storage.migrations ORDER BY id");
  return rows;
}
