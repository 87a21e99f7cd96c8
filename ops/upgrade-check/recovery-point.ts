import type { Stack } from "../stack";

/**
 * The command that dumps the schema `storage`, which is all that the service's migrations change. It takes the password
 * from PGPASSWORD, too.
 */
export function dumpCommand({ name, settings }: Stack, image: string): string {
  const { administrator, database, namePrefix } = { ...settings, ...settings.database, database: settings.database };
  const [, tag = ""] = /:([^:/@]+)(@|$)/.exec(image) ?? [];
  const file = `${name}-before-${tag}.dump`;
  const what = "--schema storage --format custom";
  if (database.server === "own") {
    // The server's own program: another one of this machine may be older, and then refuses.
    const user = `--host 127.0.0.1 --username ${shell(administrator)}`;
    const container = `docker exec --env PGPASSWORD ${namePrefix}db-postgres`;
    return `${container} pg_dump ${user} ${what} ${shell(database.name)} > ${file}`;
  }
  const { host, port, tls, tlsCertificateAuthority, tunnel } = database;
  const connection = {
    ...{ host, port, user: administrator, dbname: database.name, sslmode: tls },
    ...(tls === "verify-full"
      ? { sslrootcert: tlsCertificateAuthority === undefined ? "system" : "authority.pem" }
      : {}),
  };
  const words = Object.entries(connection).map(([key, value]) => `${key}=${parameter(String(value))}`);
  // As the tables' owner, whose rows no policy hides, and whom an administrator may become.
  const dump = `pg_dump ${shell(words.join(" "))} --role supabase_storage_admin ${what} --file ${file}`;
  return tunnel === undefined ? dump : `npm run ops -- tunnel --stack ${name} -- ${dump}`;
}

/** A value of libpq's connection string. */
const parameter = (value: string): string =>
  /^[\w.:-]+$/.test(value) ? value : `'${value.replace(/[\\']/g, "\\$&")}'`;

/** A word of a shell's command. */
const shell = (text: string): string =>
  /^[\w.:-]+$/.test(text) ? text : /^[\w.:= -]+$/.test(text) ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
