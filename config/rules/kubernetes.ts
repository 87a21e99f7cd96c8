import type { Issue } from "../../components/issue";
import type { Usable } from "../parse";
import { claimIssues } from "./claims";
import { clusterSecretIssues } from "./cluster-secrets";
import { connectionIssues } from "./connections";
import { error } from "./issues";
import { networkIssues } from "./network";
import { routeIssues } from "./route";
import { tunnelIssues } from "./tunnel";

/** What only a cluster has, and what does not fit together on one. */
export function kubernetesIssues(config: Usable): Issue[] {
  if (config.platform === "docker") return dockerIssues(config);
  if (config.platform === undefined) return [];
  return [
    ...namespaceIssues(config),
    ...tunnelIssues(config),
    ...connectionIssues(config),
    ...claimIssues(config),
    ...clusterSecretIssues(config),
    ...routeIssues(config),
    ...networkIssues(config),
    ...imageProxyIssues(config),
    ...firstObjectIssues(config),
  ];
}

function dockerIssues({ database, api, service, imageProxy, kubernetes }: Usable): Issue[] {
  const written: [Issue["path"], boolean][] = [
    [["database", "reach"], database?.reach === "tunnel"],
    [["database", "tunnel"], database?.tunnel !== undefined],
    [["database", "maxConnections"], database?.maxConnections !== undefined],
    [["api", "url"], api?.url !== undefined],
    [["service", "autoscaling"], typeof service?.autoscaling === "object"],
    [["imageProxy"], imageProxy !== undefined],
    [["kubernetes"], Object.keys(kubernetes ?? {}).length > 0],
  ];
  return written
    .filter(([, isWritten]) => isWritten)
    .map(([path]) => error(path, "has no effect on docker", "remove it, or set platform to kubernetes"));
}

/** The prefix and the name together are a part of DNS names. */
function namespaceIssues({ namePrefix, kubernetes }: Usable): Issue[] {
  const name = kubernetes?.namespace;
  if (namePrefix === undefined || name === undefined || namePrefix.length + name.length <= 63) return [];
  const message = `is longer than 63 characters with namePrefix, ${namePrefix}`;
  return [error(["kubernetes", "namespace"], message, "shorten one of the two")];
}

/** Whoever runs pulumi up need not reach the service, which most often has no address outside of the cluster. */
function firstObjectIssues({ buckets }: Usable): Issue[] {
  const message = "has no effect on kubernetes, where pulumi up does not reach the service";
  const remedy = "remove it, and run: npm run ops -- objects upload";
  return (buckets ?? []).flatMap(({ firstObjects }, position) =>
    firstObjects?.onUp === true ? [error(["buckets", position, "firstObjects", "onUp"], message, remedy)] : [],
  );
}

/** imgproxy reads objects itself. Those in a claim of one pod it cannot. */
function imageProxyIssues({ imageProxy, service }: Usable): Issue[] {
  if (imageProxy === undefined || service?.backend !== "file") return [];
  const message = "is not possible with the file backend: imgproxy would have to mount the volume of the service";
  return [error(["imageProxy"], message, "remove it, or set service.backend to s3")];
}
