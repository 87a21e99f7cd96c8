import type { Issue } from "../../components/issue";
import { type Bytes, type Cpu, printBytes, printCpu } from "../../components/units";
import { setSecret } from "../key-text";
import { multiTenantSecrets } from "../multi-tenant";
import type { Usable } from "../parse";
import type { StackConfig } from "../settings";
import { error, listed, note } from "./issues";

type Service = StackConfig["service"];

export function serviceIssues({ platform, service }: Usable): Issue[] {
  if (service === undefined) return [];
  return [...requestIssues(service.resources, ["service", "resources"], platform), ...tenantIssues(service)];
}

/** What is set aside for something that has limits, below a key such as service.resources. */
export function requestIssues(
  { requests, limits }: Pick<Service["resources"], "requests" | "limits">,
  at: readonly string[],
  platform: Usable["platform"],
): Issue[] {
  if (requests === undefined) return [];
  if (platform === "docker") {
    const message = "has no effect on docker, which sets nothing aside";
    return [note([...at, "requests"], message, "write it for kubernetes only")];
  }
  return [
    ...aboveLimit(at, "cpu", requests.cpu, limits.cpu, printCpu),
    ...aboveLimit(at, "memory", requests.memory, limits.memory, printBytes),
  ];
}

function aboveLimit<T extends Bytes | Cpu>(
  at: readonly string[],
  key: "cpu" | "memory",
  requested: T | undefined,
  limit: T,
  print: (value: T) => string,
): Issue[] {
  if (requested === undefined || requested <= limit) return [];
  const remedy = `lower it, or raise ${at.join(".")}.limits.${key}`;
  return [error([...at, "requests", key], `is above the limit of ${print(limit)}`, remedy)];
}

function tenantIssues({ multiTenant, tenantId }: Service): Issue[] {
  if (multiTenant === false) return [];
  const path = ["service", "multiTenant"];
  const issues: Issue[] = [];
  const missing = multiTenantSecrets.filter((key) => multiTenant === true || multiTenant[key] === undefined);
  if (missing.length > 0) {
    const commands = missing.map((key) => setSecret(...path, key)).join(" && ");
    const first = multiTenant === true ? "remove it, then run" : "run";
    const message = `lacks ${listed(missing)}, which a service with several tenants needs`;
    issues.push(error(path, message, `${first}: ${commands}`));
  }
  if (tenantId !== undefined) {
    const message = "has no effect with service.multiTenant, where the admin API names the tenants";
    issues.push(error(["service", "tenantId"], message, "remove it, or set service.multiTenant to false"));
  }
  return issues;
}
