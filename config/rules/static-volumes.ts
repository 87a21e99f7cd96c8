import type { Issue } from "../../components/issue";
import { keyText } from "../key-text";
import type { StackConfig } from "../settings";
import { error, listed, written } from "./issues";

type Claim = NonNullable<StackConfig["kubernetes"]["claims"]>[string];
type Volume = NonNullable<Claim["volume"]>;

/** Volumes that exist: each is one of a driver or a folder of a node, whole, and of one claim. */
export function staticVolumeIssues(claims: readonly (readonly [name: string, claim: Claim])[]): Issue[] {
  const volumes = claims.flatMap(([name, { accessMode, volume }]) =>
    volume === undefined ? [] : [{ claim: ["kubernetes", "claims", name], accessMode, volume }],
  );
  return volumes.flatMap(({ claim, accessMode, volume }, position) => {
    const path = [...claim, "volume"];
    const issues = volumeIssues(path, volume);
    if (volume.path !== undefined && accessMode === "ReadWriteMany") {
      const message = "is not possible with a folder of a node, which the pods of other nodes do not reach";
      issues.push(error([...claim, "accessMode"], message, "write ReadWriteOnce"));
    }
    const other = volumes.slice(0, position).find((candidate) => isSame(candidate.volume, volume));
    if (other === undefined) return issues;
    const message = `is also that of ${keyText(other.claim, "")}: each would write over the other's data`;
    return [...issues, error(path, message, "name another volume, or take one of the claims out")];
  });
}

const ofDriver = ["driver", "handle"] as const;
const ofNode = ["path", "node"] as const;
const meaning = {
  driver: "the CSI driver, such as ebs.csi.aws.com",
  handle: "the driver's name of the volume, such as vol-0123",
  path: "the absolute path of the folder",
  node: "the name of the node that has the folder",
} as const;

function volumeIssues(path: Issue["path"], volume: Volume): Issue[] {
  const driver = written(volume, ...ofDriver);
  const node = written(volume, ...ofNode);
  if (driver.length > 0 && node.length > 0) {
    const message = `has ${listed([...driver, ...node])}, but a volume is either one of a driver or a folder of a node`;
    return [error(path, message, "keep driver and handle, or path and node")];
  }
  if (driver.length === 0 && node.length === 0) {
    const remedy = "write driver and handle of the volume, or path and node of a folder; or leave volume out";
    return [error(path, "does not say which volume it is", remedy)];
  }
  const [keys, present] = driver.length > 0 ? [ofDriver, driver] : [ofNode, node];
  const issues = keys
    .filter((key) => volume[key] === undefined)
    .map((key) => error([...path, key], `is missing beside ${present.join()}`, `add it: ${meaning[key]}`));
  if (node.length > 0 && volume.fsType !== undefined) {
    issues.push(error([...path, "fsType"], "has no effect on a folder, which lies in a file system", "remove it"));
  }
  return issues;
}

const isSame = (one: Volume, other: Volume): boolean =>
  [ofDriver, ofNode].some((keys) => keys.every((key) => one[key] !== undefined && one[key] === other[key]));
