import { checkBuckets } from "../components/bucket-set/args";
import type { Issue } from "../components/issue";
import { type Bytes, printBytes, printCpu } from "../components/units";
import type { Usable } from "./parse";
import { backendOf } from "./settings";

/** The rules between fields and between components. Paths are those of the stack file, below the namespace. */
export async function ruleIssues(config: Usable): Promise<Issue[]> {
  // Where the limit itself could not be read, no bucket is above it.
  const uploadLimit = config.service?.uploadLimit ?? (Number.MAX_SAFE_INTEGER as Bytes);
  const buckets = await checkBuckets(config.buckets ?? [], { uploadLimit });
  return [
    ...databaseIssues(config),
    ...backendIssues(config),
    ...replicaIssues(config),
    ...resourceIssues(config),
    ...tenantIssues(config),
    ...buckets.map((issue) => ({ ...issue, path: ["buckets", ...issue.path] })),
  ];
}

const error = (path: Issue["path"], message: string, remedy: string): Issue => ({
  severity: "error",
  path,
  message,
  remedy,
});

function databaseIssues({ database }: Usable): Issue[] {
  if (database?.tls !== "disable") return [];
  const issues: Issue[] = [];
  if (database.tlsCertificateAuthority !== undefined) {
    const message = "has no effect while database.tls is disable";
    issues.push(
      error(["database", "tlsCertificateAuthority"], message, "set database.tls to verify-full, or remove it"),
    );
  }
  if (!/^(localhost|127(\.[0-9]+){3}|::1)$/.test(database.host)) {
    issues.push({
      severity: "warning",
      path: ["database", "tls"],
      message: `sends passwords and data to ${database.host} in plain text`,
      remedy: "set database.tls to verify-full, or to require where the server has no certificate that can be checked",
    });
  }
  return issues;
}

/** Which backend needs what, and what would be ignored without a word. */
function backendIssues({ platform, service }: Usable): Issue[] {
  if (service === undefined || (platform === undefined && service.backend === undefined)) return [];
  const backend = backendOf(platform ?? "docker", service);
  if (backend === "file") {
    if (service.s3 === undefined) return [];
    const message =
      "has no effect while service.backend is file: objects would silently be kept on the service's own disk (supabase-kubernetes#252)";
    return [error(["service", "s3"], message, "set service.backend to s3, or remove service.s3")];
  }
  const missing = (["bucket", "region"] as const).filter((key) => service.s3?.[key] === undefined);
  return [
    ...missing.map((key) =>
      error(
        ["service", "s3", key],
        "is missing, and the s3 backend needs it",
        `set it, or set service.backend to file`,
      ),
    ),
    ...(service.path === undefined
      ? []
      : [
          error(
            ["service", "path"],
            "has no effect while service.backend is s3",
            "remove it, or set service.backend to file",
          ),
        ]),
  ];
}

function replicaIssues({ platform, service }: Usable): Issue[] {
  if (platform === undefined || service === undefined || (service.replicas ?? 1) <= 1) return [];
  const path = ["service", "replicas"];
  if (platform === "docker") {
    return [
      error(
        path,
        "is more than docker can run: the container's port is published once",
        "set it to 1, or run on kubernetes",
      ),
    ];
  }
  if (backendOf(platform, service) === "s3") return [];
  const message = "is more than the file backend allows: its volume can be mounted by one replica only";
  return [error(path, message, "set it to 1, or set service.backend to s3")];
}

function resourceIssues({ service }: Usable): Issue[] {
  if (service === undefined) return [];
  const { requests, limits } = service.resources;
  const issues: Issue[] = [];
  const path = (key: string) => ["service", "resources", "requests", key];
  const advice = (key: string) => `lower it, or raise service.resources.limits.${key}`;
  if (requests.cpu > limits.cpu)
    issues.push(error(path("cpu"), `is above the limit of ${printCpu(limits.cpu)}`, advice("cpu")));
  if (requests.memory > limits.memory) {
    issues.push(error(path("memory"), `is above the limit of ${printBytes(limits.memory)}`, advice("memory")));
  }
  return issues;
}

function tenantIssues({ service }: Usable): Issue[] {
  if (service?.multiTenant !== true) return [];
  const message =
    "is not possible yet: a multi-tenant service needs the URL of its multi-tenant database, admin API keys and the tenants' encryption key, and no config key takes them yet";
  return [
    error(["service", "multiTenant"], message, "set it to false, and run one stack with its own namePrefix per tenant"),
  ];
}
