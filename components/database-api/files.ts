/** The port inside the network. It is not published: what needs it is inside. */
export const databaseApiPort = 3000;

// PostgREST reads a setting that begins with `@` from that file.
export const urlFile = "/etc/postgrest/database-url";
export const keySetFile = "/etc/postgrest/keys.json";

/** Where PostgREST finds the authority's certificate; the database's URL names it. */
export const certificateAuthorityFile = "/etc/postgrest/ca.pem";

/** On a cluster: how many copies there are, and how many connections to the database each keeps. */
export const databaseApiScale = { replicas: 2, pool: 4 } as const;
