import { z } from "zod";
import { type ConnectionArgs, PooledDatabase } from "./database";
import type { PackageSchema, ProviderPackage } from "./provider";
import type { ResourceType } from "./resource";
import { accessPolicy } from "./resources/access-policy";
import { bucket } from "./resources/bucket";
import { dataLocation } from "./resources/data-location";
import { firstObjects } from "./resources/first-objects";
import { grants } from "./resources/grants";
import { role } from "./resources/role";
import { schema } from "./resources/schema";
import packageSchema from "./schema.json";

/** The engine hands a provider's configuration over as text. */
const config = z.strictObject({
  host: z.string().min(1),
  port: z.string().regex(/^\d+$/, "is not a port number").optional(),
  database: z.string().min(1),
  username: z.string().min(1),
  password: z.string().optional(),
  tls: z.enum(["disable", "require", "verify-full"]).optional(),
  tlsCertificateAuthority: z.string().optional(),
  version: z.string().optional(),
});

function connection(values: Record<string, unknown>): ConnectionArgs {
  const { host, port, database, username, password, tls, tlsCertificateAuthority } = config.parse(values);
  return {
    host,
    database,
    username,
    port: Number(port ?? 5432),
    tls: tls ?? "verify-full",
    ...(password === undefined ? {} : { password }),
    ...(tlsCertificateAuthority === undefined ? {} : { tlsCertificateAuthority }),
  };
}

/** All that `storagedb` looks after. */
export const resources = [
  role,
  grants,
  schema,
  bucket,
  accessPolicy,
  dataLocation,
  firstObjects,
] as unknown as readonly ResourceType[];

export const storagedb: ProviderPackage = {
  schema: packageSchema as PackageSchema,
  resources,
  config,
  connection,
  connect: (args) => new PooledDatabase(args),
};
