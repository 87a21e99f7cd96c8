import { suffixes } from "../components/object-store/args";
import { bytes, type Bytes, cpu, type Cpu } from "../components/units";
import { type BackupSection, standard } from "./backup";
import type { BackupBucket, BackupPlace, BackupSettings, VolumeBackupSettings } from "./backup-settings";
import { backendOf, bucketOf, regionOf, s3ServerOf, standardPlaceOf } from "./derive";
import type { ClaimSettings, Destination } from "./kubernetes-settings";
import { present } from "./present";
import { servers } from "./s3-servers";
import type { Share, StackConfig } from "./settings";
import { claimsOf, peerSettings, s3Destination, storageClaim, storeOf } from "./to-kubernetes";
import { volumesByFiles } from "./volumes";

/** What is backed up, with everything that the stack file leaves out. */
export function backupSettings(backup: BackupSection, config: StackConfig): BackupSettings {
  const { none, schedule = standard.schedule, drill = standard.drill, keep = standard.keep } = backup;
  if (none !== undefined) return { kind: "none", reason: none };
  const { password, readAs = "role", wholeDatabase = true, resources } = backup;
  const limits = resources?.limits ?? standardLimits;
  const { cpu: requestedCpu = cpu(standard.requests.cpu), memory = bytes(standard.requests.memory) } =
    resources?.requests ?? {};
  return {
    kind: "recovery-points",
    schedule: { backup: schedule, drill },
    keep,
    to: placeOf(backup, config),
    readAs,
    wholeDatabase,
    volumes: volumesOf(backup, config),
    resources: {
      requests: {
        cpu: Math.min(requestedCpu, limits.cpu) as Cpu,
        memory: Math.min(memory, limits.memory) as Bytes,
      },
      limits,
      scratch: resources?.scratch ?? bytes(standard.scratch),
    },
    ...present({ password }),
  };
}

const standardLimits: Share = { cpu: cpu(standard.limits.cpu), memory: bytes(standard.limits.memory) };

function placeOf({ to }: BackupSection, config: StackConfig): BackupPlace {
  if (to?.s3 !== undefined) return bucketSettings("given", to.s3, config);
  if (to?.folder !== undefined) return { kind: "folder", path: to.folder };
  if (to?.volume === undefined && standardPlaceOf(config) === "bucket") return ownBucket(config);
  return { kind: "volume", name: to?.volume ?? standard.volume };
}

type Bucket = NonNullable<NonNullable<BackupSection["to"]>["s3"]>;

/** The bucket that the program makes for recovery points. */
function ownBucket(config: StackConfig): BackupBucket {
  const { aws, service } = config;
  const bucket = bucketOf(config) + suffixes.backups;
  return bucketSettings("own", { server: "aws", bucket, ...ownAddressOf(aws, service) }, config);
}

/** Where it is; in the region of the objects it is reached as they are. */
export function ownAddressOf(aws: StackConfig["aws"], service: StackConfig["service"]) {
  const { backups } = typeof aws === "object" ? aws : {};
  const objects = regionOf(service) ?? "";
  const { region = objects } = typeof backups === "object" ? backups : {};
  const { endpoint, forcePathStyle } = region === objects ? (service.s3 ?? {}) : {};
  return { region, endpoint, forcePathStyle };
}

function bucketSettings(of: BackupBucket["of"], s3: Bucket, config: StackConfig): BackupBucket {
  const { bucket = "", server, endpoint, prefix = "" } = s3;
  const profile = servers[server];
  const { region = profile.region ?? "", forcePathStyle = profile.forcePathStyle || endpoint !== undefined } = s3;
  return {
    kind: "s3",
    of,
    bucket,
    region,
    forcePathStyle,
    checksumsWhenRequired: profile.checksumsWhenRequired,
    prefix,
    destination: destinationOf({ region, endpoint }, config),
    ...present({ endpoint, credentials: credentialsOf(s3) ?? credentialsOf(objectsOf(config)) }),
  };
}

function credentialsOf({ accessKeyId, secretAccessKey }: KeyPair): BackupBucket["credentials"] {
  return accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey };
}

type KeyPair = Readonly<Partial<Record<"accessKeyId" | "secretAccessKey", string | undefined>>>;

/** The static credentials of the objects, where they are in S3: a copy is read and written by one and the same. */
const objectsOf = ({ platform, service }: Pick<StackConfig, "platform" | "service">): KeyPair =>
  backendOf(platform, service) === "s3" ? (service.s3 ?? {}) : {};

/** Where a bucket for recovery points is: with neither ranges nor pods, at any public address. */
export function destinationOf(
  { region, endpoint }: { readonly region: string; readonly endpoint: string | undefined },
  config: Pick<StackConfig, "platform" | "kubernetes" | "service">,
): Destination {
  const { platform, kubernetes, service } = config;
  const written = kubernetes.network?.backups;
  if (written !== undefined) return s3Destination(endpoint, peerSettings(written));
  const besideObjects =
    backendOf(platform, service) === "s3" &&
    regionOf(service) === region &&
    s3ServerOf(service.s3 ?? {}) === s3ServerOf({ endpoint });
  return besideObjects ? storeOf({ kubernetes, service }) : s3Destination(endpoint, undefined);
}

/** Each volume, with what is written about it; Docker's are backed up by their files where nothing is. */
function volumesOf({ volumes: written = {} }: BackupSection, config: StackConfig): VolumeBackupSettings[] {
  const names = config.platform === "docker" ? volumesByFiles : claimsToBackUp(config).map(({ name }) => name);
  return names.map((name) => {
    const { method = "files", reason = "", beside, user } = written[name] ?? {};
    return method === "none" ? { name, method, reason } : { name, method, ...present({ beside, user }) };
  });
}

/** The claims but for that of the objects, which recovery points hold anyway. */
export function claimsToBackUp(config: Parameters<typeof claimsOf>[0]): ClaimSettings[] {
  const isFile = backendOf(config.platform, config.service) === "file";
  return claimsOf(config).filter(({ name }) => !(isFile && name === storageClaim));
}
