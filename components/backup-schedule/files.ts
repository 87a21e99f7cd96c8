import * as pulumi from "@pulumi/pulumi";
import type { BackupArgs } from "./args";
import { settingsFolder } from "./folders";

export * from "./folders";

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
