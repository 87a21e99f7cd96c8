/**
 * Stands in for the Supabase Storage service in engine tests, whose real code cannot be had there: one tenant, the file
 * backend, objects, signed URLs, and migrations, though of its own. It starts, fails, stores and refuses as was measured
 * with the real one; what it leaves out are the S3 protocol, resumable uploads and images.
 */
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { verifierOf } from "../../../verifier/verifier";
import { Database } from "./database";
import { Files } from "./files";
import { migrate } from "./migrate";
import { Objects } from "./objects";
import { routes } from "./routes";
import { readSettings } from "./settings";

async function main(): Promise<void> {
  const settings = readSettings();
  const { tokenSecret: secret, keySet } = settings;
  const verifier = verifierOf({ secret, ...(keySet === undefined ? {} : { keySet }) });
  mkdirSync(settings.folder, { recursive: true });
  const database = new Database(settings);
  const patience = sleep(5000);
  if (!(await database.answers())) {
    await patience;
    throw new Error("the database does not answer");
  }
  await migrate(database);
  const objects = new Objects(database, new Files(path.join(settings.folder, settings.tenant)));
  const answer = routes({ settings, verifier, database, objects });
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  server.listen(settings.port, () => {
    console.log(`Started Successfully on port ${settings.port}`);
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
      setTimeout(() => process.exit(1), 1000);
    });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
