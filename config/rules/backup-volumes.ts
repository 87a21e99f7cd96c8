import type { Issue } from "../../components/issue";
import type { BackupSection } from "../backup";
import { backendOf } from "../derive";
import type { ClaimSettings } from "../kubernetes-settings";
import type { Usable } from "../parse";
import { claimsToBackUp } from "../to-backup";
import { storageClaim } from "../to-kubernetes";
import { volumesByFiles } from "../volumes";
import { error, listed, warning, written } from "./issues";

type Volumes = NonNullable<BackupSection["volumes"]>;
type Volume = Volumes[string];

const path = (name: string, ...key: string[]): Issue["path"] => ["backup", "volumes", name, ...key];

/** How each data volume is backed up, or why it is not. */
export function backupVolumeIssues({ volumes = {} }: BackupSection, config: Usable): Issue[] {
  const entries = Object.entries(volumes);
  const issues = entries.flatMap(([name, volume]) => methodIssues(name, volume));
  if (config.platform === "docker") return [...issues, ...entries.flatMap((entry) => dockerIssues(...entry))];
  return [...issues, ...claimIssues(volumes, config)];
}

function methodIssues(name: string, volume: Volume): Issue[] {
  const { method, reason, beside } = volume;
  if (method === "none") {
    const unused = written(volume, "beside", "user").map((key) =>
      error(path(name, key), "has no effect while its method is none", "remove it, or set method to files"),
    );
    if (reason !== undefined) return unused;
    const message = "is missing, and without it nobody knows later whether the volume was forgotten";
    return [...unused, error(path(name, "reason"), message, "add it: why it is not backed up")];
  }
  const issues: Issue[] = [];
  if (reason !== undefined) {
    const message = "has no effect while its method is files";
    issues.push(error(path(name, "reason"), message, "remove it, or set method to none"));
  }
  if (beside !== undefined && Object.keys(beside).length === 0) {
    const remedy = "write the labels of the pods that mount the claim, such as app: redis; or leave it out";
    issues.push(error(path(name, "beside"), "names no label, so any pod would do", remedy));
  }
  return issues;
}

function dockerIssues(name: string, volume: Volume): Issue[] {
  if (name === "database") {
    const message =
      "is PostgreSQL's own volume, which is backed up by dumps: files of a server that runs do not fit together";
    return [error(path(name), message, "remove it; backup.wholeDatabase is about its content")];
  }
  if (name === "storage") return [ofObjects(name)];
  if (!volumesByFiles.some((purpose) => purpose === name)) {
    return [error(path(name), `is not known; allowed: ${volumesByFiles.join(", ")}`, "remove it")];
  }
  return written(volume, "beside", "user").map((key) =>
    error(path(name, key), "has no effect on docker", "remove it, or set platform to kubernetes"),
  );
}

const ofObjects = (name: string): Issue =>
  error(path(name), "holds the objects, which recovery points have anyway, together with their rows", "remove it");

/** Under these, the objects with their rows and the rest of the database are kept, and other jobs run. */
const reserved = ["storage", "database", "prune", "drill"];

function claimIssues(volumes: Volumes, { platform, service, kubernetes }: Usable): Issue[] {
  if (platform === undefined || service === undefined || kubernetes === undefined) return [];
  const claims = claimsToBackUp({ platform, service, kubernetes, namePrefix: "" });
  const holdsObjects = (name: string) => name === storageClaim && backendOf(platform, service) === "file";
  const written = Object.entries(volumes).flatMap(([name, volume]) => {
    if (holdsObjects(name)) return [ofObjects(name)];
    const claim = claims.find((one) => one.name === name);
    return claim === undefined ? [unclaimed(name, claims)] : accessIssues(claim, volume);
  });
  const missing = claims.filter(({ name }) => !Object.hasOwn(volumes, name)).map(({ name }) => name);
  return [...written, ...(missing.length === 0 ? [] : [without(missing)])];
}

function unclaimed(name: string, claims: readonly ClaimSettings[]): Issue {
  const names = claims.map((claim) => claim.name).join(", ");
  const message = `is none of kubernetes.claims${names === "" ? "" : `; to be backed up are: ${names}`}`;
  return error(path(name), message, "name one that is there, or remove it");
}

const without = (names: readonly string[]): Issue =>
  error(
    ["backup", "volumes"],
    `lacks ${listed(names)}: each claim is backed up, or says why not`,
    `add ${names.map((name) => `${name}: …`).join(", ")} to it, each as { method: files, beside: { <labels of the pods that mount it> }, user: <who may read it> } or { method: none, reason: <why> }`,
  );

/** What keeps a job from the files of a claim. */
function accessIssues({ name, accessMode, volume }: ClaimSettings, { method, beside }: Volume): Issue[] {
  if (method === "none") return [];
  if (reserved.includes(name)) {
    const message =
      "is a name that recovery points have for something else, so the claim's files cannot be kept under it";
    return [error(path(name), message, "set its method to none, and say as its reason how else it is backed up")];
  }
  if (accessMode === "ReadWriteOncePod") {
    const message = `is not possible while kubernetes.claims.${name}.accessMode is ReadWriteOncePod, which lets no second pod in`;
    return [error(path(name, "method"), message, "set it to none, or claim the volume with ReadWriteOnce")];
  }
  if (accessMode === "ReadWriteMany" || beside !== undefined || volume?.kind === "local") return [];
  const message =
    "is missing: the claim is reached on one node only, and a job on any other waits there until it fails";
  return [warning(path(name, "beside"), message, "set it to the labels of the pods that mount it, such as app: redis")];
}
