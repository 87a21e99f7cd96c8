import type { Issue } from "../components/issue";
import type { LocatedIssue } from "./issues";
import { keyText } from "./key-text";
import type { Settings } from "./settings";
import { samePlaceIssues } from "./together-backup";

export interface StackFile {
  readonly file: string;
  readonly settings: Settings;
}

/** What two stack files would own both, or both take from one machine, most likely by accident. */
export function issuesTogether(files: readonly StackFile[]): LocatedIssue[] {
  return files.flatMap((one, position) =>
    files
      .slice(0, position)
      .flatMap((other) =>
        pairIssues(one, other).map((issue) => ({ ...issue, file: one.file, key: keyText(issue.path) })),
      ),
  );
}

function pairIssues(one: StackFile, other: StackFile): Issue[] {
  return [...ownedIssues(one, other), ...samePlaceIssues(one.settings, other.settings, other.file)];
}

function ownedIssues({ settings: one }: StackFile, { file, settings: other }: StackFile): Issue[] {
  const bothOn = (platform: Settings["platform"]) => one.platform === platform && other.platform === platform;
  const onCluster = bothOn("kubernetes") ? clusterIssues(one, other, file) : [];
  const buckets = bucketIssues(one, other, file);
  if (one.namePrefix !== other.namePrefix) {
    return [...buckets, ...onCluster, ...(bothOn("docker") ? portIssues(one, other, file) : [])];
  }
  const data = dataIssues(one, other, file);
  return [
    ...data,
    ...(data.length > 0 ? [] : buckets),
    ...onCluster,
    ...(bothOn("docker") ? nameIssues(one, other, file) : []),
  ];
}

const samePrefix = (message: string, remedy: string): Issue => ({
  severity: "warning",
  path: ["namePrefix"],
  message,
  remedy,
});

/** The same metadata or the same objects. */
function dataIssues(one: Settings, other: Settings, file: string): Issue[] {
  const same = (read: (settings: Settings) => unknown) => read(one) === read(other);
  if (!same(tenant)) return [];
  const given = one.database.server === "given" || other.database.server === "given";
  const sameBucket = isSameBucket(one, other);
  const shared = [
    ...(given && same((s) => s.platform) && same(address) ? [`the database ${address(one)}`] : []),
    ...(sameBucket ? ["the S3 bucket"] : []),
  ];
  if (shared.length === 0) return [];
  return [
    samePrefix(
      `is the same as in ${file}, and so are the tenant and ${shared.join(" and ")}: both stacks would own the same buckets and objects`,
      sameBucket && !(makesBucket(one) && makesBucket(other))
        ? "give one of them a service.tenantId of its own, or its own database and bucket" // which no prefix changes
        : "give one of them a namePrefix or a service.tenantId of its own, or its own database",
    ),
  ];
}

/** With several tenants in one service, the admin API names them. */
const tenant = ({ service }: Settings) => (service.multiTenant === undefined ? service.tenantId : undefined);
/** Where a tunnel begins says nothing about the server; where it leads does. */
const address = ({ database: { name, host, port, tunnel } }: Settings) => {
  const server = tunnel?.target ?? { host, port };
  return `${name} on ${server.host}:${server.port}`;
};
const s3Bucket = ({ service: { backend } }: Settings) =>
  backend.kind === "s3" ? `${backend.endpoint ?? backend.region} ${backend.bucket}` : undefined;

/** The same S3 bucket, whatever the prefixes are. Stacks of other tenants may share it, unless both would make it. */
function bucketIssues(one: Settings, other: Settings, file: string): Issue[] {
  const { backend } = one.service;
  if (backend.kind !== "s3" || !isSameBucket(one, other)) return [];
  const bothMake = makesBucket(one) && makesBucket(other);
  if (!bothMake && tenant(one) !== tenant(other)) return [];
  const whole = makesBucket(one) && one.namePrefix !== "" ? `${backend.bucket} with namePrefix` : backend.bucket;
  const [consequence, remedy] = bothMake
    ? ["both stacks would make it", "give one of them another bucket or namePrefix, or aws.createBucket: false"]
    : [
        "the tenant is the same too, so both stacks would own the same objects",
        "give one of them another bucket, or a service.tenantId of its own",
      ];
  const message = `is ${whole}, as in ${file}: ${consequence}`;
  return [{ severity: "warning", path: ["service", "s3", "bucket"], message, remedy }];
}

const isSameBucket = (one: Settings, other: Settings) =>
  s3Bucket(one) !== undefined && s3Bucket(one) === s3Bucket(other);

/** Else it exists, and is called alike whatever the prefix is. */
const makesBucket = ({ aws }: Settings) => aws?.objectStore.bucket.kind === "own";

/** The same containers and networks, and the same volumes but for those that have other names. */
function nameIssues(one: Settings, other: Settings, file: string): Issue[] {
  const volumes = Object.values(one.volumes).filter((name) => Object.values(other.volumes).includes(name));
  const shared = volumes.length === 0 ? "containers and networks" : "containers, networks and volumes";
  return [
    samePrefix(
      `is the same as in ${file}, and so are the names of Docker's ${shared}: on one machine, both stacks would own them`,
      "give one of them a namePrefix of its own",
    ),
  ];
}

/** Without a context, each goes to the current one, which may be that of the other. */
function clusterIssues(
  { namePrefix, kubernetes: one }: Settings,
  { kubernetes: other }: Settings,
  file: string,
): Issue[] {
  if (one.context !== undefined && other.context !== undefined && one.context !== other.context) return [];
  const owned = [
    { key: "namespace", name: one.namespace, others: other.namespace, what: "what is in it" },
    {
      key: "storageClass.name",
      name: one.storageClass?.name,
      others: other.storageClass?.name,
      what: "that storage class",
    },
  ];
  return owned.flatMap(({ key, name, others, what }): Issue[] => {
    if (name === undefined || name !== others) return [];
    const whole = namePrefix === "" ? name : `${name} with namePrefix`;
    const message = `is ${whole}, as in ${file}: on one cluster, both stacks would own ${what}`;
    const remedy = `give one of them a namePrefix or a kubernetes.${key} of its own, or each its kubernetes.context`;
    return [{ severity: "warning", path: ["kubernetes", ...key.split(".")], message, remedy }];
  });
}

function portIssues(one: Settings, other: Settings, file: string): Issue[] {
  const taken = ports(other).map(({ port }) => port);
  const shared = ports(one).filter(({ port }) => taken.includes(port));
  const [first] = shared;
  if (first === undefined) return [];
  const named = `${shared.length === 1 ? "port" : "the ports"} ${shared.map(({ port }) => port).join(" and ")}`;
  return [
    {
      severity: "warning",
      path: first.path,
      message: `clashes with ${file}: both publish ${named} on 127.0.0.1, so they cannot run on one machine at the same time`,
      remedy: `give one of them another ${shared.map(({ path }) => path.join(".")).join(" and ")}`,
    },
  ];
}

/** What a stack publishes on 127.0.0.1. */
function ports({ database, service }: Settings): { path: string[]; port: number }[] {
  const { multiTenant } = service;
  return [
    { path: ["service", "port"], port: service.port },
    ...(database.server === "own" ? [{ path: ["database", "port"], port: database.port }] : []),
    ...(multiTenant === undefined
      ? []
      : [{ path: ["service", "multiTenant", "adminPort"], port: multiTenant.adminPort }]),
  ];
}
