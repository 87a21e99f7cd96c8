import { readFileSync } from "node:fs";
import { z } from "zod";
import { type ConnectionArgs, PooledDatabase } from "../../storagedb/database";
import type { ProviderPackage } from "../../storagedb/provider";
import { defaultPrivileges } from "./default-privileges";
import { grant } from "./grant";
import { schema } from "./schema";

/**
 * A stand-in for the plugin of @pulumi/postgresql, for where the real one cannot be had: the rehearsal, which has no
 * plugins, and tests on machines that cannot download it. It serves the three resource types that the program uses,
 * under the real names, really carries them out, and is told apart by its version. It is never used by `pulumi up`.
 */
export const postgresqlStandIn: ProviderPackage = {
  schema: {
    name: "postgresql",
    version: "3.18.1+standin",
    resources: {
      "postgresql:index/schema:Schema": shape(schema),
      "postgresql:index/grant:Grant": shape(grant),
      "postgresql:index/defaultPrivileges:DefaultPrivileges": shape(defaultPrivileges),
    },
  },
  resources: [schema, grant, defaultPrivileges],
  // The real provider knows more names, for clouds' ways to sign in; what is not used here is passed over.
  config: z.looseObject({
    host: z.string().min(1),
    port: z.string().regex(/^\d+$/, "is not a port number").optional(),
    database: z.string().optional(),
    username: z.string().min(1),
    password: z.string().optional(),
    sslmode: z.enum(["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]).optional(),
    sslrootcert: z.string().optional(),
    superuser: z.string().optional(),
  }),
  connection,
  connect: (args) => new PooledDatabase(args),
};

function shape({ inputs }: { readonly inputs: z.ZodObject }) {
  const properties = Object.fromEntries(Object.keys(inputs.shape).map((key) => [key, {}]));
  return { properties, inputProperties: properties };
}

function connection(values: Record<string, unknown>): ConnectionArgs {
  const given = postgresqlStandIn.config.parse(values) as Record<string, string | undefined>;
  const { host = "", port, database, username = "", password, sslmode, sslrootcert } = given;
  return {
    host,
    port: Number(port ?? 5432),
    database: database ?? "postgres",
    username,
    ...(password === undefined ? {} : { password }),
    tls: sslmode === "disable" ? "disable" : (sslmode?.startsWith("verify") ?? false) ? "verify-full" : "require",
    ...(sslrootcert === undefined ? {} : { tlsCertificateAuthority: readFileSync(sslrootcert, "utf8") }),
  };
}
