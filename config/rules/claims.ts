import type { Issue } from "../../components/issue";
import { type Bytes, bytes } from "../../components/units";
import { backendOf, isEncrypted } from "../derive";
import type { Usable } from "../parse";
import type { StackConfig } from "../settings";
import { standardClass, storageClaim } from "../to-kubernetes";
import { error, note, warning } from "./issues";
import { staticVolumeIssues } from "./static-volumes";

type Kubernetes = StackConfig["kubernetes"];

/** The claims, the stack's own storage class, and what the file backend needs of both. */
export function claimIssues({ platform, kubernetes, service }: Usable): Issue[] {
  if (platform !== "kubernetes" || kubernetes === undefined) return [];
  const claims = Object.entries(kubernetes.claims ?? {});
  return [
    ...claims.flatMap(([name, { size }]) => sizeIssues(["kubernetes", "claims", name, "size"], size)),
    ...staticVolumeIssues(claims),
    ...classIssues(kubernetes),
    ...(service === undefined ? [] : storageIssues(kubernetes, backendOf(platform, service))),
    ...(service === undefined || backendOf(platform, service) === "s3" || !isEncrypted(service)
      ? []
      : encryptionIssues(kubernetes)),
  ];
}

/**
 * A number without a unit is bytes, and Kubernetes takes any: most likely a slip. From a mebibyte on it may be meant, for
 * a test or a folder of a node; most drivers then make a whole GiB.
 */
function sizeIssues(path: Issue["path"], size: Bytes): Issue[] {
  const unit = "write it with its unit, such as 20Gi";
  if (size < bytes("1MiB")) return [error(path, "is less than any file system needs", unit)];
  if (size >= bytes("1GiB")) return [];
  return [warning(path, "is less than 1GiB, the smallest volume that most drivers make", unit)];
}

function classIssues({ storageClass, claims = {} }: Kubernetes): Issue[] {
  if (storageClass === undefined) return [];
  const written = Object.values(claims).map((claim) => claim.storageClass);
  const named = written.length === 0 ? [standardClass] : written;
  if (named.includes(storageClass.name)) return [];
  const remedy = `name it as storageClass of a claim in kubernetes.claims, or leave kubernetes.storageClass out`;
  return [note(["kubernetes", "storageClass", "name"], "is the class of no claim of this stack", remedy)];
}

function storageIssues({ claims }: Kubernetes, backend: "file" | "s3"): Issue[] {
  if (claims === undefined) return [];
  const isClaimed = Object.hasOwn(claims, storageClaim);
  if (backend === "file" && !isClaimed) {
    const message = `lacks ${storageClaim}, which holds the objects of the file backend`;
    const remedy = `add ${storageClaim}: { size: 50Gi } to it, or set service.backend to s3`;
    return [error(["kubernetes", "claims"], message, remedy)];
  }
  if (backend === "file" || !isClaimed) return [];
  const message = "is mounted by nothing while service.backend is s3";
  return [note(["kubernetes", "claims", storageClaim], message, "leave it out, unless it holds objects to be moved")];
}

/** What the program can tell before it asks the cluster: an existing class it looks at before it uses it. */
function encryptionIssues({ claims, storageClass }: Kubernetes): Issue[] {
  if (claims !== undefined && !Object.hasOwn(claims, storageClaim)) return []; // which is an error already
  const { volume, storageClass: named = standardClass } = claims?.[storageClaim] ?? {};
  if (volume !== undefined) {
    const message = `cannot be seen to: kubernetes.claims.${storageClaim}.volume exists already, and a volume does not say whether it is encrypted`;
    const remedy = "let an encrypted storage class make the volume, or write false and see to it yourself";
    return [error(["service", "encryptAtRest"], message, remedy)];
  }
  if (storageClass?.name !== named || storageClass.parameters["encrypted"] === "true") return [];
  const message = `lacks encrypted: "true", and service.encryptAtRest is true: the service itself encrypts nothing`;
  const remedy = `add the line encrypted: "true" below kubernetes.storageClass.parameters, or write encryptAtRest: false`;
  return [error(["kubernetes", "storageClass", "parameters"], message, remedy)];
}
