import { readFileSync } from "node:fs";
import path from "node:path";
import type { ConnectionArgs } from "../../storagedb/database";
import type { BucketPlace, Plan } from "./plan";
import { type Place, Repository } from "./restic";
import type { Listener, Order } from "./types";

/** What every work on recovery points is done with. */
export interface Surroundings {
  readonly plan: Plan;
  readonly repository: Repository;
  readonly connection: ConnectionArgs;
  /** In which order the backend lists its blobs. */
  readonly order: Order;
  readonly listener: Listener;
}

/** Opens what a plan names. Nothing is reached yet. */
export function surroundings(plan: Plan, listener: Listener): Surroundings {
  return {
    plan,
    repository: new Repository(repositoryPlace(plan), plan.stack, listener),
    connection: connectionOf(plan),
    order: plan.objects.kind === "file" ? "folders" : "bytes",
    listener,
  };
}

function repositoryPlace({ repository, repositoryPasswordFile, repositoryBucket, scratch }: Plan): Place {
  return {
    location: repository,
    passwordFile: repositoryPasswordFile,
    cacheFolder: path.join(scratch, "restic-cache"),
    ...(repositoryBucket === undefined ? {} : inS3(repositoryBucket)),
  };
}

/** restic does not know every way in which a pod can have credentials, so it gets those that the SDK found. */
function inS3(place: BucketPlace): Pick<Place, "environment" | "options"> {
  return {
    environment: async () => (await import("./s3/client")).credentialsForRestic(place),
    options: place.forcePathStyle === true ? ["s3.bucket-lookup=path"] : [],
  };
}

function connectionOf({ database }: Plan): ConnectionArgs {
  const { host, port, name, username, tls, passwordFile, tlsCertificateAuthorityFile } = database;
  return {
    ...{ host, port, username, tls, database: name },
    ...(passwordFile === undefined ? {} : { password: readFileSync(passwordFile, "utf8").trimEnd() }),
    ...(tlsCertificateAuthorityFile === undefined
      ? {}
      : { tlsCertificateAuthority: readFileSync(tlsCertificateAuthorityFile, "utf8") }),
  };
}
