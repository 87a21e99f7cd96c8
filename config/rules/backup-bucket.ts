import type { Issue } from "../../components/issue";
import type { AwsSection } from "../aws";
import type { BackupSection } from "../backup";
import { backendOf, bucketOf, s3ServerOf } from "../derive";
import { setSecret } from "../key-text";
import type { Usable } from "../parse";
import { servers } from "../s3-servers";
import type { StackConfig } from "../settings";
import { destinationOf, ownAddressOf } from "../to-backup";
import { storeOf } from "../to-kubernetes";
import { keyPairIssues } from "./backend";
import { hasKeys } from "./identity";
import { error, note, warning } from "./issues";
import { addressIssues } from "./s3-server";

type Bucket = NonNullable<NonNullable<BackupSection["to"]>["s3"]>;
type Known = Usable & Pick<StackConfig, "platform" | "service">;

/** The bucket that the program makes. */
export function ownBucketIssues(aws: AwsSection, config: Known): Issue[] {
  const { platform, kubernetes, service } = config;
  const network = networkIssues(ownAddressOf(aws, service), config);
  if (platform === "docker" || aws.identity !== undefined || hasKeys(service)) return network;
  if (kubernetes?.secrets?.service === undefined) return network; // of which aws.identity is told already
  const message =
    "is the bucket of aws.backups by default, to which the jobs have no way in: they do not see kubernetes.secrets.service";
  const remedy = "write aws.identity, or backup.to.s3 with accessKeyId and secretAccessKey";
  return [warning(["backup", "to"], message, remedy), ...network];
}

const path = ["backup", "to", "s3"];

/** A bucket that exists, of which only the stack file is known. */
export function givenBucketIssues(s3: Bucket, config: Known): Issue[] {
  const region = s3.region ?? servers[s3.server].region;
  const values = { bucket: s3.bucket, region };
  const missing = (["bucket", "region"] as const).filter((key) => values[key] === undefined);
  return [
    ...missing.map((key) => error([...path, key], "is missing, and recovery points need it", "set it")),
    ...addressIssues(s3, path, "the jobs"),
    ...keyPairIssues(s3, path),
    ...(backendOf(config.platform, config.service) === "s3" ? objectIssues(s3, config) : []),
    ...strangerIssues(s3, config),
    ...(region === undefined ? [] : networkIssues({ region, endpoint: s3.endpoint }, config)),
  ];
}

/** What is backed up is no place for it; and S3 copies objects within one server only. */
function objectIssues(s3: Bucket, { namePrefix, aws, service }: Known): Issue[] {
  if (service.s3 === undefined) return []; // which is said already
  const objects = s3ServerOf(service.s3);
  if (s3ServerOf(s3) !== objects) {
    const message = `leads to another S3 server than that of the objects, ${objects}, and a server copies objects to buckets of its own only`;
    return [error([...path, "endpoint"], message, "name a bucket of the objects' server")];
  }
  if (namePrefix === undefined || aws === undefined || s3.bucket === undefined) return [];
  if (s3.bucket !== bucketOf({ namePrefix, aws, service })) return [];
  const message = "is the bucket of the objects: what removes them would remove their recovery points too";
  return [error([...path, "bucket"], message, "name another bucket; a prefix does not keep them apart")];
}

/** Jobs that would come as nobody. Amazon knows pods by aws.identity, and machines by their role. */
function strangerIssues(s3: Bucket, { platform, service, aws }: Known): Issue[] {
  if (s3.accessKeyId !== undefined || s3.secretAccessKey !== undefined || aws === undefined) return [];
  const isFile = backendOf(platform, service) === "file";
  if (!isFile && hasKeys(service)) return [];
  if (s3.server === "aws" && (platform === "docker" || (typeof aws === "object" && aws.identity !== undefined)))
    return [];
  const [also, or] =
    s3.server === "aws" && !isFile ? [", and so is aws.identity", "; or write aws.identity"] : ["", ""];
  const message = `is missing${also}: the jobs would come to the bucket as nobody`;
  const commands = ["accessKeyId", "secretAccessKey"].map((key) => setSecret(...path, key)).join(" && ");
  return [warning([...path, "accessKeyId"], message, `run: ${commands}${or}`)];
}

/** Whom the network policy lets the jobs talk to, where that is more than with the objects alone. */
function networkIssues(address: Parameters<typeof destinationOf>[0], config: Known): Issue[] {
  const { platform, kubernetes, service } = config;
  if (platform === "docker" || kubernetes === undefined || kubernetes.network?.backups !== undefined) return [];
  const { cidrs, pods, port } = destinationOf(address, { platform, kubernetes, service });
  if (cidrs !== undefined || pods !== undefined) return [];
  const objects = backendOf(platform, service) === "s3" ? storeOf({ kubernetes, service }) : undefined;
  if (objects?.port === port && objects.cidrs === undefined && objects.pods === undefined) return []; // said of these
  const message = `is not set, so the jobs of backup may talk to any public address on port ${port}`;
  const remedy = "to narrow it, set its cidrs to the addresses of the S3 server, or of an interface endpoint for it";
  return [note(["kubernetes", "network", "backups"], message, remedy)];
}
