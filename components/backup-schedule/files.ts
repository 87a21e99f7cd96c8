import * as pulumi from "@pulumi/pulumi";
import type { BackupArgs } from "./args";

/** Where jobs find what they have to know. */
export const settingsFolder = "/etc/alfred-backup";

/** What a run has to know, without secrets. */
export const planFile = `${settingsFolder}/plan.json`;

/** What is secret, and the certificate that belongs to it, by the name of the file. */
export const secretNames = {
  repositoryPassword: "repository-password",
  databasePassword: "database-password",
  databaseCertificateAuthority: "database-ca.pem",
  s3Credentials: "s3-credentials.json",
} as const;

/** The path of one of {@link secretNames}. */
export const secretFile = (name: keyof typeof secretNames): string => `${settingsFolder}/${secretNames[name]}`;

/** The contents of the files that there are, by name; without the plan. */
export function secretFiles({
  repositoryPassword,
  s3Credentials,
  database: { password, tlsCertificateAuthority },
}: Pick<BackupArgs<unknown>, "repositoryPassword" | "s3Credentials" | "database">): Record<
  string,
  pulumi.Input<string>
> {
  return {
    [secretNames.repositoryPassword]: repositoryPassword,
    ...(password === undefined ? {} : { [secretNames.databasePassword]: password }),
    ...(tlsCertificateAuthority === undefined
      ? {}
      : { [secretNames.databaseCertificateAuthority]: tlsCertificateAuthority }),
    ...(s3Credentials === undefined
      ? {}
      : {
          [secretNames.s3Credentials]: pulumi
            .secret(s3Credentials)
            .apply(({ accessKeyId, secretAccessKey }) => JSON.stringify({ accessKeyId, secretAccessKey })),
        }),
  };
}

/** Where the files of a scope are mounted. The same everywhere, since recovery points hold whole paths. */
export const dataFolder = (scope: string): string => `/data/${scope}`;
