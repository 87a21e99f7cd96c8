import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { rootCertificates } from "node:tls";
import type { ConnectionArgs } from "../../../storagedb/database";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Does a work with the environment in which PostgreSQL's own programs reach the database and write English. The password
 * is in it, since an argument is everybody's to see. What this process's environment says of PostgreSQL is not.
 */
export async function withLibpq<T>(connection: ConnectionArgs, work: (env: Environment) => Promise<T>): Promise<T> {
  const { host, port, database, username, password, tls } = connection;
  const folder = mkdtempSync(path.join(tmpdir(), "alfred-storage-libpq-"));
  try {
    return await work({
      ...Object.fromEntries(
        Object.keys(process.env)
          .filter((name) => name.startsWith("PG"))
          .map((name) => [name, undefined]),
      ),
      PGHOST: host,
      PGPORT: String(port),
      PGDATABASE: database,
      PGUSER: username,
      PGPASSWORD: password,
      PGSSLMODE: tls,
      PGSSLROOTCERT: authorities(connection, folder),
      PGCONNECT_TIMEOUT: "10",
      PGAPPNAME: "alfred-storage",
      PGCLIENTENCODING: "UTF8",
      LC_ALL: "C",
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The authorities of certificates that Node would accept, since libpq by itself knows none. */
function authorities({ tls, tlsCertificateAuthority }: ConnectionArgs, folder: string): string | undefined {
  // With a file of authorities, libpq would look at a certificate that is not to be looked at.
  if (tls !== "verify-full") return path.join(folder, "none.pem");
  const file = path.join(folder, "authorities.pem");
  writeFileSync(file, tlsCertificateAuthority ?? rootCertificates.join("\n"));
  return file;
}
