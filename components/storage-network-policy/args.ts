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
   * The S3 backend. Where its ranges are given and the service gets its credentials from STS (IRSA), they have to hold
   * the addresses of STS as well.
   * @default the file backend, which talks to nobody
   */
  readonly objectStore?: Destination;
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
   * How the service gets its credentials of AWS, where that needs a way through: from the agent of EKS Pod Identity.
   * @default it does not ask on an address of its own
   */
  readonly workloadIdentity?: "pod-identity";
}

/** What is wrong with the ranges of addresses, which Kubernetes would find only when it is given them. */
export function checkNetwork({ databases, objectStore }: Pick<NetworkArgs, "databases" | "objectStore">): Issue[] {
  return [
    ...databases.flatMap((database, index) => checkRanges(["databases", index, "cidrs"], database)),
    ...(objectStore === undefined ? [] : checkRanges(["objectStore", "cidrs"], objectStore)),
  ];
}

function checkRanges(path: Issue["path"], { cidrs = [] }: Destination): Issue[] {
  return cidrs.flatMap((cidr, index): Issue[] => {
    const message = problemOf(cidr);
    const remedy = "write the range that the pods have to reach, such as 10.0.0.0/16";
    return message === undefined ? [] : [{ severity: "error", path: [...path, index], value: cidr, message, remedy }];
  });
}

function problemOf(cidr: string): string | undefined {
  const range = parseRange(cidr);
  if (range === undefined) return "is not a range of addresses";
  if (isSingle(range) && metadataAddresses.some((address) => contains(range, address))) {
    return "is where machines ask for their own credentials, which no pod may reach";
  }
  return undefined;
}
