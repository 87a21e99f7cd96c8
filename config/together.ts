import type { Issue } from "../components/issue";
import type { LocatedIssue } from "./issues";
import { keyText } from "./key-text";
import type { Settings } from "./settings";

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

function pairIssues({ settings: one }: StackFile, { file, settings: other }: StackFile): Issue[] {
  const bothOnDocker = one.platform === "docker" && other.platform === "docker";
  if (one.namePrefix !== other.namePrefix) return bothOnDocker ? portIssues(one, other, file) : [];
  return [...dataIssues(one, other, file), ...(bothOnDocker ? nameIssues(one, other, file) : [])];
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
  const shared = [
    ...(given && same((s) => s.platform) && same(address) ? [`the database ${address(one)}`] : []),
    ...(s3Bucket(one) !== undefined && same(s3Bucket) ? ["the S3 bucket"] : []),
  ];
  if (shared.length === 0) return [];
  return [
    samePrefix(
      `is the same as in ${file}, and so are the tenant and ${shared.join(" and ")}: both stacks would own the same buckets and objects`,
      "give one of them a namePrefix or a service.tenantId of its own, or its own database",
    ),
  ];
}

/** With several tenants in one service, the admin API names them. */
const tenant = ({ service }: Settings) => (service.multiTenant === undefined ? service.tenantId : undefined);
const address = ({ database: { name, host, port } }: Settings) => `${name} on ${host}:${port}`;
const s3Bucket = ({ service: { backend } }: Settings) =>
  backend.kind === "s3" ? `${backend.endpoint ?? backend.region} ${backend.bucket}` : undefined;

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
