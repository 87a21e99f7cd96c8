import type { Issue } from "../../components/issue";
import { backendOf, scaleOf } from "../derive";
import type { Usable } from "../parse";
import { storageClaim } from "../to-kubernetes";
import { error } from "./issues";

/** How many copies of the service there may be. */
export function scaleIssues(config: Usable): Issue[] {
  const { platform, service } = config;
  if (platform === undefined || service === undefined) return [];
  const { replicas = 1, autoscaling } = service;
  const path = ["service", "replicas"];
  if (platform === "docker") {
    if (replicas === 1) return [];
    const message = "is more than docker can run: the container's port is published once";
    return [error(path, message, "set it to 1, or run on kubernetes")];
  }
  if (backendOf(platform, service) === "s3") return highestIssues({ platform, service });
  const issues: Issue[] = [];
  if (replicas > 1) {
    const message = `is more than the file backend allows: ${oneReplica(config)}`;
    issues.push(error(path, message, "set it to 1, or set service.backend to s3"));
  }
  if (typeof autoscaling === "object") {
    const message = "is not possible with the file backend, which one replica serves";
    issues.push(error(["service", "autoscaling"], message, "remove it, or set service.backend to s3"));
  }
  return issues;
}

function oneReplica({ kubernetes }: Usable): string {
  return kubernetes?.claims?.[storageClaim]?.accessMode === "ReadWriteMany"
    ? "one replica serves its volume, though its claim would let all pods mount it"
    : "its volume can be mounted by one replica only";
}

function highestIssues(config: Parameters<typeof scaleOf>[0]): Issue[] {
  const { replicas, autoscaling } = scaleOf(config);
  if (autoscaling === undefined || autoscaling.maxReplicas >= replicas) return [];
  const message = `is below the ${replicas} replicas that run at any time`;
  return [error(["service", "autoscaling", "maxReplicas"], message, "raise it, or lower service.replicas")];
}
