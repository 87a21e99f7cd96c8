import type { Destination } from "../../config/kubernetes-settings";
import type { Issue } from "../issue";
import { contains, isSingle, parseRange } from "./addresses";
import { metadataAddresses } from "./peers";

/** Who talks to whom in the storage layer. */
export interface NetworkArgs {
  /** The service's TCP port, which is the seed's. */
  readonly servicePort: 5000;
  /** The database and the pool in front of it, at the port of their pods where they are pods. */
  readonly databases: readonly Destination[];
  /**
   * The S3 backend.
   * @default the file backend, which talks to nobody
   */
  readonly objectStore?: Destination;
  /**
   * Other services of AWS that the service reaches, such as STS, where it gets its credentials from there (IRSA) and
   * {@link objectStore} does not lead there too.
   * @default none
   */
  readonly awsEndpoints?: readonly Destination[];
  /**
   * Where the jobs of backups keep recovery points. They reach the database, {@link objectStore} and
   * {@link awsEndpoints} as the service does, and nobody reaches them.
   * @default no such jobs
   */
  readonly backups?: Destination;
  /** What runs beside the service: imgproxy, and PostgREST. */
  readonly workloads: { readonly imageProxy: boolean; readonly api: boolean };
  /**
   * The namespace of the ingress controller or of the gateway's pods.
   * @default no request comes from outside of the cluster
   */
  readonly controllerNamespace?: string;
  /**
   * The namespace of the pods that read the service's metrics.
   * @default nobody reads them
   */
  readonly monitoring?: string;
  /**
   * How the service and the jobs get their credentials of AWS, where that needs a way through: from the agent of EKS Pod Identity.
   * @default they do not ask on an address of its own
   */
  readonly workloadIdentity?: "pod-identity";
}

/**
 * What is wrong with ranges and ports, which Kubernetes would find only when it is given them; or would not find: a rule
 * whose port got lost on the way is one for every port.
 */
export function checkNetwork({
  servicePort,
  databases,
  objectStore,
  awsEndpoints = [],
  backups,
}: Pick<NetworkArgs, "servicePort" | "databases" | "objectStore" | "awsEndpoints" | "backups">): Issue[] {
  return [
    ...checkPort(["servicePort"], servicePort),
    ...databases.flatMap((database, index) => checkDestination(["databases", index], database)),
    ...(objectStore === undefined ? [] : checkDestination(["objectStore"], objectStore)),
    ...awsEndpoints.flatMap((endpoint, index) => checkDestination(["awsEndpoints", index], endpoint)),
    ...(backups === undefined ? [] : checkDestination(["backups"], backups)),
  ];
}

function checkDestination(path: Issue["path"], { port, cidrs = [] }: Destination): Issue[] {
  const remedy = "write the range that the pods have to reach, such as 10.0.0.0/16";
  const ranges = cidrs.flatMap((cidr, index): Issue[] => {
    const message = problemOf(cidr);
    return message === undefined
      ? []
      : [{ severity: "error", path: [...path, "cidrs", index], value: cidr, message, remedy }];
  });
  return [...checkPort([...path, "port"], port), ...ranges];
}

/** Types are not checked when the program runs, so the port may be anything. */
function checkPort(path: Issue["path"], port: number): Issue[] {
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return [];
  return [
    { severity: "error", path, value: port, message: "is not a port", remedy: "write a whole number from 1 to 65535" },
  ];
}

function problemOf(cidr: string): string | undefined {
  const range = parseRange(cidr);
  if (range === undefined) return "is not a range of addresses";
  if (isSingle(range) && metadataAddresses.some((address) => contains(range, address))) {
    return "is where machines ask for their own credentials, which no pod may reach";
  }
  return undefined;
}
