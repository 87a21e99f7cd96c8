import type { Issue } from "../../components/issue";
import { type BackupSection, standard } from "../backup";
import { amazons, backendOf, s3ServerOf, standardPlaceOf } from "../derive";
import type { Usable } from "../parse";
import type { StackConfig } from "../settings";
import { standardVolumes, volumePurposes } from "../volumes";
import { givenBucketIssues, ownBucketIssues } from "./backup-bucket";
import { error, listed, note, written } from "./issues";

type Place = NonNullable<BackupSection["to"]>;
type Known = Usable & Pick<StackConfig, "platform" | "service">;

const path: Issue["path"] = ["backup", "to"];

/** Where recovery points go: to one place, that can hold them, and that is not lost with what they are of. */
export function backupPlaceIssues({ to }: BackupSection, config: Usable): Issue[] {
  const { platform, service } = config;
  if (platform === undefined || service === undefined) return [];
  const known = { ...config, platform, service };
  return to === undefined ? standardIssues(known) : writtenIssues(to, known);
}

function standardIssues(config: Known): Issue[] {
  const { platform, service, aws } = config;
  if (aws === undefined) return []; // it could not be read
  const place = standardPlaceOf({ platform, service, aws });
  if (place === "volume") {
    return volumeIssues(standard.volume, path, `is the volume ${standard.volume} by default, which `, config);
  }
  if (place === "bucket" && typeof aws === "object") return ownBucketIssues(aws, config);
  const where = platform === "kubernetes" ? "on kubernetes" : "with the s3 backend";
  const message = `is missing: ${where} recovery points go to a bucket of S3, and none is known for them`;
  return [
    error(path, message, ["write backup.to: { s3: { bucket: …, region: … } }", ...ownBucketWays(config)].join(", or ")),
  ];
}

/** How the program would make the bucket: it does so beside one for objects that it makes, too. */
function ownBucketWays({ platform, service, aws }: Known): string[] {
  if (backendOf(platform, service) === "file" || s3ServerOf(service.s3 ?? {}) !== amazons) return [];
  if (aws === false) return ["alfred-storage:aws, with which the program makes one"];
  return typeof aws === "object" && aws.createBucket ? ["let aws.backups make one"] : [];
}

function writtenIssues(to: Place, config: Known): Issue[] {
  const { platform, service } = config;
  const keys = written(to, "volume", "folder", "s3");
  const [key] = keys;
  if (key === undefined) return [error(path, "names no place", "write volume, folder or s3; or leave it out")];
  if (keys.length > 1) return [error(path, `has ${listed(keys)}, but there is one place`, "keep one of them")];
  if (to.s3 !== undefined) return givenBucketIssues(to.s3, config);
  if (platform === "kubernetes") {
    const message = "has no effect on kubernetes, where recovery points go to a bucket of S3";
    return [error([...path, key], message, "write backup.to.s3 in its place")];
  }
  if (backendOf(platform, service) === "s3") {
    const message = "cannot hold the objects of an S3 backend: S3 copies them itself, to a bucket";
    return [error([...path, key], message, "write backup.to.s3 in its place")];
  }
  if (to.volume !== undefined) return volumeIssues(to.volume, [...path, "volume"], "", config);
  return to.folder === undefined ? [] : folderIssues(to.folder, service);
}

function folderIssues(folder: string, { hostFolder }: StackConfig["service"]): Issue[] {
  if (hostFolder === undefined || !`${folder}/`.startsWith(`${hostFolder}/`)) return [];
  const message = `is in service.hostFolder, ${hostFolder}: recovery points would lie among the data`;
  return [error([...path, "folder"], message, "choose another")];
}

/** On one machine nothing outlives it. */
function volumeIssues(name: string, at: Issue["path"], subject: string, { volumes = standardVolumes }: Known): Issue[] {
  const purpose = volumePurposes.find((one) => volumes[one] === name);
  if (purpose !== undefined) {
    const message = `${subject}is also volumes.${purpose}: recovery points would lie among the data`;
    return [error(at, message, "choose another")];
  }
  const remedy = "for what has to outlive it write backup.to: { s3: … }, or a folder that is another machine's";
  return [note(at, `${subject}is on the machine of the data, and is lost with it`, remedy)];
}
