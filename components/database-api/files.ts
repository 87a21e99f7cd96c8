/** The port inside the network. It is not published: what needs it is inside. */
export const databaseApiPort = 3000;

// PostgREST reads a setting that begins with `@` from that file.
export const urlFile = "/etc/postgrest/database-url";
export const keySetFile = "/etc/postgrest/keys.json";

/** Where PostgREST finds the authority's certificate; the database's URL names it. */
export const certificateAuthorityFile = "/etc/postgrest/ca.pem";
