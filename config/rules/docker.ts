import type { Issue } from "../../components/issue";
import { servicePort } from "../../components/storage-service/environment";
import { serverOf } from "../derive";
import { standardPorts } from "../fields";
import type { Usable } from "../parse";
import { standardVolumes, volumePurposes } from "../volumes";
import { clashes, type Distinct, error } from "./issues";

/** What cannot be on one Docker host, and what only a Docker host has. */
export function dockerIssues(config: Usable): Issue[] {
  if (config.platform === "docker") return [...portIssues(config), ...volumeIssues(config)];
  if (config.platform === undefined || config.volumes === undefined) return [];
  return [error(["volumes"], "has no effect on kubernetes, where claims hold the data", "remove it")];
}

function portIssues({ database, service }: Usable): Issue[] {
  const tenants = typeof service?.multiTenant === "object" ? service.multiTenant : undefined;
  const inContainer = tenants?.adminPort === servicePort;
  const published: readonly Distinct[] = [
    ...(service === undefined
      ? []
      : [{ path: ["service", "port"], value: service.port, standard: standardPorts.service }]),
    ...(database === undefined || serverOf("docker", database) === "given"
      ? []
      : [{ path: ["database", "port"], value: database.port, standard: standardPorts.database }]),
    ...(tenants === undefined || inContainer
      ? []
      : [{ path: ["service", "multiTenant", "adminPort"], value: tenants.adminPort, standard: standardPorts.admin }]),
  ];
  const issues = clashes(published).map(({ one, other }) =>
    error(one.path, `is also ${other.path.join(".")}, and 127.0.0.1 has each port once`, "choose another"),
  );
  if (!inContainer) return issues;
  const message = "is the port on which the service itself listens in its container";
  return [
    ...issues,
    error(["service", "multiTenant", "adminPort"], message, `choose another, such as ${standardPorts.admin}`),
  ];
}

function volumeIssues({ volumes }: Usable): Issue[] {
  if (volumes === undefined) return [];
  const named = volumePurposes.map((purpose) => ({
    path: ["volumes", purpose],
    value: volumes[purpose],
    standard: standardVolumes[purpose],
  }));
  return clashes(named).map(({ one, other }) =>
    error(one.path, `is also ${other.path.join(".")}: each would write over the other's data`, "choose another"),
  );
}
