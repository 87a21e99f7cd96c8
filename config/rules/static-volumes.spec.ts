import { goodConfig, goodKubernetes, judges } from "../fixture";

type Section = Readonly<Record<string, unknown>>;

const ebs = { driver: "ebs.csi.aws.com", handle: "vol-1" };
const folder = { path: "/mnt/redis", node: "node-1" };
const volume = (written: Section, claim: Section = {}) =>
  goodKubernetes({ claims: { "redis-data": { size: "10Gi", volume: written, ...claim } } });
const two = (one: Section, other: Section) =>
  goodKubernetes({ claims: { one: { size: "10Gi", volume: one }, other: { size: "10Gi", volume: other } } });

describe("the rules of volumes that exist", () => {
  judges(goodConfig, [
    ["a driver's volume", volume({ ...ebs, fsType: "xfs" }, { accessMode: "ReadWriteMany" }), ""],
    ["a folder of a node", volume(folder), ""],
    [
      "a volume without anything",
      volume({}),
      `error: FILE: alfred-storage:kubernetes.claims.redis-data.volume ({}) does not say which volume it is.
  Write driver and handle of the volume, or path and node of a folder; or leave volume out.`,
    ],
    [
      "a driver without its volume",
      volume({ driver: "ebs.csi.aws.com" }),
      `error: FILE: alfred-storage:kubernetes.claims.redis-data.volume.handle is missing beside driver.
  Add it: the driver's name of the volume, such as vol-0123.`,
    ],
    [
      "a volume without its driver",
      volume({ handle: "vol-1" }),
      `error: FILE: alfred-storage:kubernetes.claims.redis-data.volume.driver is missing beside handle.
  Add it: the CSI driver, such as ebs.csi.aws.com.`,
    ],
    [
      "a folder without its node",
      volume({ path: "/mnt/redis" }),
      `error: FILE: alfred-storage:kubernetes.claims.redis-data.volume.node is missing beside path.
  Add it: the name of the node that has the folder.`,
    ],
    [
      "a node without the folder",
      volume({ node: "node-1" }),
      `error: FILE: alfred-storage:kubernetes.claims.redis-data.volume.path is missing beside node.
  Add it: the absolute path of the folder.`,
    ],
    [
      "a folder and a driver's volume",
      volume({ ...ebs, path: "/mnt/redis" }),
      `error: FILE: alfred-storage:kubernetes.claims.redis-data.volume ({"driver":"ebs.csi.aws.com","handle":"vol-1","path":"/mnt/r…) has driver, handle and path, but a volume is either one of a driver or a folder of a node.
  Keep driver and handle, or path and node.`,
    ],
    [
      "a folder that the pods of all nodes would mount, with a file system of its own",
      volume({ ...folder, fsType: "ext4" }, { accessMode: "ReadWriteMany" }),
      `error: FILE: alfred-storage:kubernetes.claims.redis-data.volume.fsType (ext4) has no effect on a folder, which lies in a file system.
  Remove it.
error: FILE: alfred-storage:kubernetes.claims.redis-data.accessMode (ReadWriteMany) is not possible with a folder of a node, which the pods of other nodes do not reach.
  Write ReadWriteOnce.`,
    ],
    ["a folder of the same path on two nodes", two(folder, { ...folder, node: "node-2" }), ""],
    [
      "one volume of two claims",
      two(ebs, { ...ebs, fsType: "ext4" }),
      `error: FILE: alfred-storage:kubernetes.claims.other.volume ({"driver":"ebs.csi.aws.com","handle":"vol-1","fsType":"ext4…) is also that of kubernetes.claims.one: each would write over the other's data.
  Name another volume, or take one of the claims out.`,
    ],
    [
      "one folder of two claims",
      two(folder, folder),
      `error: FILE: alfred-storage:kubernetes.claims.other.volume ({"path":"/mnt/redis","node":"node-1"}) is also that of kubernetes.claims.one: each would write over the other's data.
  Name another volume, or take one of the claims out.`,
    ],
  ]);
});
