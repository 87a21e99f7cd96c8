import { restoreDatabase, tableOfRest } from "./database/restore-rest";
import type { Restoration } from "./restore";
import { applyParts, withPart } from "./restore-part";
import type { FinishedSet } from "./sets";
import type { Surroundings } from "./surroundings";

/** All of the database but schema `storage`, in one transaction: it is there as a whole, or nothing has changed. */
export const databaseRestoration = (around: Surroundings, set: FinishedSet): Restoration => ({
  resumes: false,
  there: async () => {
    const table = await tableOfRest(around.connection, around.listener);
    return table === undefined ? {} : { goes: `There are tables already, ${table} among them` };
  },
  put: async (replaces) => {
    const warnings = await applyParts(around, set, ["roles"]);
    const { connection, listener } = around;
    const restore = (file: string) => restoreDatabase(connection, file, listener, { replace: replaces });
    const leftOut = await withPart(around, set, "dump", restore);
    return [...warnings, ...leftOut.map((what) => `only a superuser makes ${what.trim()}`)];
  },
});
