import type { BucketPlace, Plan } from "../../ops/recovery/plan";
import { partitionOf } from "../aws";
import type { BackupArgs, S3Place, S3Repository } from "./args";
import { dataFolder, secretFile } from "./files";

/** What differs between platforms. */
export type Surroundings = Pick<Plan, "scratch" | "metrics" | "schedule"> & {
  /** A folder, or a place in S3. */
  readonly repository: string | S3Repository;
};

/** What a run of the jobs is told. */
export function planOf(args: BackupArgs<unknown>, { repository, ...surroundings }: Surroundings): Plan {
  const { stack, wholeDatabase, keep } = args;
  const inS3 = (place: S3Place) => placeOf(place, args.s3Credentials !== undefined);
  return {
    stack,
    repositoryPasswordFile: secretFile("repositoryPassword"),
    ...(typeof repository === "string"
      ? { repository }
      : { repository: repositoryUrl(repository), repositoryBucket: inS3(repository) }),
    database: databaseOf(args.database),
    objects:
      args.objects.kind === "file"
        ? { kind: "file", folder: `${dataFolder("storage")}/${args.objects.folder}` }
        : {
            kind: "s3",
            ...inS3(args.objects),
            tenant: args.objects.tenant,
            copies: inS3(args.objects.copies),
          },
    wholeDatabase,
    volumes: Object.fromEntries(filesOf(args).map((scope) => [scope, { folder: dataFolder(scope) }])),
    keep: { ...keep },
    ...surroundings,
  };
}

/** The volumes whose files are backed up. */
export const filesOf = ({ methods }: Pick<BackupArgs<unknown>, "methods">): string[] =>
  Object.keys(methods).filter((scope) => methods[scope] === "files");

/** Why the others are not, by name. */
export const reasonsOf = ({ methods }: Pick<BackupArgs<unknown>, "methods">): Record<string, string> =>
  Object.fromEntries(
    Object.entries(methods).flatMap(([scope, method]) => (method === "files" ? [] : [[scope, method.none]])),
  );

function databaseOf({ host, port, name, username, tls, ...rest }: BackupArgs<unknown>["database"]): Plan["database"] {
  return {
    ...{ host, port, name, username, tls },
    ...(rest.password === undefined ? {} : { passwordFile: secretFile("databasePassword") }),
    ...(rest.tlsCertificateAuthority === undefined
      ? {}
      : { tlsCertificateAuthorityFile: secretFile("databaseCertificateAuthority") }),
  };
}

function placeOf(
  { bucket, region, endpoint, forcePathStyle, prefix, checksumsWhenRequired }: S3Place,
  withFile: boolean,
): BucketPlace {
  return {
    bucket,
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(forcePathStyle === undefined ? {} : { forcePathStyle }),
    ...(prefix === undefined || prefix === "" ? {} : { prefix }),
    ...(checksumsWhenRequired === undefined ? {} : { checksumsWhenRequired }),
    ...(withFile ? { credentialsFile: secretFile("s3Credentials") } : {}),
  };
}

/** What the host names of Amazon's services end with, where it is not amazonaws.com (botocore, endpoints.json). */
const suffixes: Readonly<Partial<Record<string, string>>> = {
  "aws-cn": "amazonaws.com.cn",
  "aws-iso": "c2s.ic.gov",
  "aws-iso-b": "sc2s.sgov.gov",
  "aws-iso-e": "cloud.adc-e.uk",
  "aws-iso-f": "csp.hci.ic.gov",
  "aws-eusc": "amazonaws.eu",
};

/** As restic writes it. It has a folder of its own, since the copies of objects may be in the same bucket. */
function repositoryUrl({ bucket, region, endpoint, prefix }: S3Repository): string {
  const amazon = `https://s3.${region}.${suffixes[partitionOf(region)] ?? "amazonaws.com"}`;
  const server = endpoint?.replace(/\/+$/, "") ?? amazon;
  return `s3:${[server, bucket, ...(prefix === "" ? [] : [prefix]), "restic"].join("/")}`;
}
