import { chmodSync, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "../../cluster/failure";
import type { ConnectionArgs } from "../../storagedb/database";
import { run } from "./program";
import { withScratchFolder } from "./scratch-folder";

/** Where Debian, and the images made from it, put what only the server's user calls. */
const debian = "/usr/lib/postgresql";

/**
 * Does a work with an empty PostgreSQL server of its own. It has no password: its socket lies among its data, where only
 * its user and root come to. The server and what it held are gone afterwards.
 *
 * @throws Failure where no server is installed, or it does not start
 */
export async function withScratchServer<T>(
  scratch: string,
  signal: AbortSignal,
  work: (connection: ConnectionArgs) => Promise<T>,
): Promise<T> {
  const programs = findPrograms();
  const user = serverUser();
  return withScratchFolder(scratch, "drill", async (folder) => {
    if (user !== undefined) chmodSync(folder, 0o1733); // it makes its own in here; the right to give it this one is not had
    const options = { signal, cwd: folder, ...(user === undefined ? {} : { user }) };
    const data = path.join(folder, "data");
    const cluster = [`--pgdata=${data}`, "--username=postgres", "--encoding=UTF8", "--auth=trust", "--no-sync"];
    await run(programs.initdb, cluster, options);
    const settings = `-c listen_addresses='' -c unix_socket_directories='${data}' -c fsync=off -c autovacuum=off`;
    const log = path.join(data, "log");
    await run(programs.pgCtl, ["start", "--wait", "-D", data, "-l", log, "-o", settings], options);
    try {
      return await work({
        ...{ host: data, port: 5432, database: "postgres", username: "postgres", tls: "disable" },
      });
    } finally {
      const end = new AbortController().signal; // also where the work was interrupted
      await run(programs.pgCtl, ["stop", "--wait", "--mode=immediate", "-D", data], { ...options, signal: end });
    }
  });
}

function findPrograms(): { readonly initdb: string; readonly pgCtl: string } {
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => path.join(debian, version, "bin")), ...programFolders()];
  const folder = folders.find((one) => existsSync(path.join(one, "initdb")));
  if (folder === undefined) {
    throw new Failure(
      "There is no PostgreSQL server here to restore into on trial. Install it; on Debian: postgresql.",
    );
  }
  return { initdb: path.join(folder, "initdb"), pgCtl: path.join(folder, "pg_ctl") };
}

const programFolders = (): string[] => (process.env["PATH"] ?? "").split(path.delimiter);

/** PostgreSQL refuses to run as root, so it runs as the user that Debian makes for it. */
function serverUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith("postgres:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  if (uid === undefined || gid === undefined) {
    throw new Failure("PostgreSQL does not run as root, and there is no user postgres. Run this as another user.");
  }
  return { uid: Number(uid), gid: Number(gid) };
}
