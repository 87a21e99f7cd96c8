import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Settings } from "../config";
import type { BackupArgs, BackupDatabase } from "../components/backup-schedule/args";

/** How backups sign in to the database: as its administrator, who sees all rows. */
export function backupSignIn({ database }: Settings): Pick<BackupDatabase, "username" | "password"> {
  const { administrator, password } = database;
  return { username: administrator, ...(password === undefined ? {} : { password }) };
}

/**
 * With what recovery points are encrypted. It never changes, since nothing opens those that there are but the password
 * they were made with; and it is protected, or the state would lose it before anybody has a copy.
 */
export const backupRepositoryPassword = (provider: random.Provider): pulumi.Output<string> =>
  new random.RandomPassword("backup-repository-password", { length: 40, special: false }, { provider, protect: true })
    .result;

/** The database as the jobs reach it: where the service does, past any pool, which takes no exported snapshot. */
export function backupDatabase(settings: Settings): BackupArgs<unknown>["database"] {
  const { service, name, tls, tlsCertificateAuthority } = settings.database;
  return {
    ...service,
    ...{ name, tls },
    ...backupSignIn(settings),
    ...(tlsCertificateAuthority === undefined ? {} : { tlsCertificateAuthority }),
  };
}
