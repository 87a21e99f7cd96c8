import type * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";
import type { Settings } from "../config";
import { BucketSet } from "../components/bucket-set";
import { StorageDatabase } from "../components/storage-database";
import type { DatabaseConnection } from "../components/storage-database/connection";
import { recoveryPoints } from "./backup";

/** What is made in the database on both platforms alike: roles, schema, and the buckets. */
export function metadata(
  settings: Settings,
  connection: DatabaseConnection,
  generator: random.Provider,
  server: { readonly dependsOn?: pulumi.Resource; readonly data?: pulumi.Resource } = {},
): { database: StorageDatabase; buckets: BucketSet } {
  const database = new StorageDatabase(
    "database",
    {
      connection,
      random: generator,
      passwords: settings.keys.passwords,
      givenPasswords: {
        service: settings.kubernetes.secrets.service !== undefined,
        authenticator: settings.kubernetes.secrets.api !== undefined,
      },
      backupReader: recoveryPoints(settings)?.readAs === "role",
    },
    server.dependsOn === undefined ? {} : { dependsOn: server.dependsOn },
  );
  const buckets = new BucketSet(
    "buckets",
    {
      buckets: settings.buckets,
      uploadLimit: settings.service.uploadLimit,
      database: connection.storagedb,
      ...(server.data === undefined ? {} : { data: server.data }),
    },
    { dependsOn: database },
  );
  return { database, buckets };
}
