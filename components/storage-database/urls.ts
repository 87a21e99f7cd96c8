/** A PostgreSQL server as the service's containers reach it. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  /** The database. */
  readonly name: string;
  readonly tls: "disable" | "require" | "verify-full";
}

/**
 * The URL for a client that is made with node-postgres, such as the storage service. There `sslmode=require` checks the
 * server's certificate, and only `no-verify` encrypts without doing so (pg-connection-string).
 */
export function nodeUrl(address: DatabaseAddress, role: string, password: string): string {
  return url(address, role, password, address.tls === "require" ? "no-verify" : address.tls);
}

/**
 * The URL for a client that is made with libpq, such as PostgREST.
 *
 * @param authorityFile where the client finds the certificate of the authority that signed the server's; without it
 * the system's own authorities count (libpq 16 and newer)
 */
export function libpqUrl(address: DatabaseAddress, role: string, password: string, authorityFile?: string): string {
  const plain = url(address, role, password, address.tls);
  return address.tls === "verify-full"
    ? `${plain}&sslrootcert=${encodeURIComponent(authorityFile ?? "system")}`
    : plain;
}

function url({ host, port, name }: DatabaseAddress, role: string, password: string, sslmode: string): string {
  const at = host.includes(":") ? `[${host}]` : host;
  const who = `${encodeURIComponent(role)}:${encodeURIComponent(password)}`;
  // node-postgres decodes the database's name with decodeURI, which leaves reserved characters encoded.
  return `postgres://${who}@${at}:${port}/${encodeURI(name)}?sslmode=${sslmode}`;
}
