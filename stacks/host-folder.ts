import { execFile } from "node:child_process";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { namespace, type Settings } from "../config";

/** A folder of this machine in which a volume is to lie. */
export interface HostFolder {
  readonly folder: string;
  /** Whether what lies in it has to be encrypted on the disk. */
  readonly encrypted: boolean;
}

/** What can be asked about a machine. */
export interface Machine {
  /** The folder with links resolved; fails where it is none. */
  folder(path: string): Promise<string>;
  /** The text of /proc/self/mountinfo. */
  mounts(): Promise<string>;
  /** The device mapper's ids of a block device, `8:1`, and of those below it. */
  mapperIds(device: string): Promise<readonly string[]>;
  /** The attributes that `lsattr -d` shows for the folder; empty where it shows none. */
  attributes(folder: string): Promise<string>;
}

/**
 * Ends the program where a volume cannot lie in the folder that the stack file names for it.
 * @throws RunError with every problem
 */
export async function refuseHostFolders({ service: { backend }, backup }: Pick<Settings, "service" | "backup">) {
  const problems: string[] = [];
  if (backend.kind === "file" && backend.hostFolder !== undefined) {
    const found = await hostFolderProblems({ folder: backend.hostFolder, encrypted: backend.encryptAtRest });
    problems.push(...found.map((problem) => `service.hostFolder: ${problem}`));
  }
  if (backup?.kind === "recovery-points" && backup.to.kind === "folder") {
    const { path } = backup.to;
    const there = await thisMachine.folder(path).catch(() => undefined);
    if (there === undefined)
      problems.push(`backup.to.folder: ${path} is not a folder of this machine; make it, or mount it`);
  }
  if (problems.length === 0) return;
  throw new RunError(problems.map((problem) => `${namespace}:${problem}.`).join("\n"));
}

/**
 * Why no volume of the file backend can lie at a place on the Docker host. Only its path is looked at, since Docker's own
 * folders are closed to other users; where Docker runs on another machine nothing is known, and so nothing is said.
 */
export async function attributeProblems(place: string, machine: Machine = thisMachine): Promise<string[]> {
  const mount = mountOf(place, await machine.mounts().catch(() => ""));
  return mount === undefined ? [] : attributeProblemsOf(place, mount);
}

/**
 * Why a volume cannot lie in a folder of the Docker host, as sentences that begin with the folder: it is not there, its
 * file system keeps no extended attributes (in which the service keeps an object's type), or it is not encrypted
 * though it has to be. What counts as encrypted: gocryptfs, EncFS, CryFS, securefs, eCryptfs, a LUKS or plain dm-crypt
 * device, also below LVM, and a folder encrypted by the file system itself (fscrypt).
 */
export async function hostFolderProblems(
  { folder, encrypted }: HostFolder,
  machine: Machine = thisMachine,
): Promise<string[]> {
  const real = await machine.folder(folder).catch(() => undefined);
  if (real === undefined)
    return [`${folder} is not a folder of this machine; make it, and mount what is encrypted there`];
  const mount = mountOf(real, await machine.mounts());
  if (mount === undefined) return [`${folder} lies in no file system that /proc/self/mountinfo knows`];
  const problems = attributeProblemsOf(folder, mount);
  if (encrypted && !(await isEncrypted(real, mount, machine))) {
    problems.push(
      `${folder} lies on ${mount.type} at ${mount.point}, which is not encrypted; ` +
        `mount a gocryptfs, LUKS or fscrypt folder there (docs/dev.md, "Encryption at rest")`,
    );
  }
  return problems;
}

function attributeProblemsOf(place: string, { type }: Mount): string[] {
  if (!withoutAttributes.test(type)) return [];
  return [
    `${place} lies on ${type}, which keeps no user extended attributes: every upload would fail; use ext4, xfs or btrfs`,
  ];
}

interface Mount {
  readonly device: string;
  readonly point: string;
  readonly type: string;
}

/** File systems without `user.*` attributes. */
const withoutAttributes = /^(vfat|msdos|exfat|nfs|9p|fuse\.sshfs|ramfs)$/;
const encryptedTypes = /^(ecryptfs|fuse\.(gocryptfs|encfs|cryfs|securefs))$/;

/** The mount with the longest path that holds the folder; of two at one place, the later one (proc(5)). */
function mountOf(folder: string, mountinfo: string): Mount | undefined {
  const mounts = mountinfo.split("\n").flatMap((line): Mount[] => {
    const [before = "", after = ""] = line.split(" - ");
    const [, , device, , point] = before.split(" ");
    const [type] = after.split(" ");
    return device === undefined || point === undefined || type === undefined || type === ""
      ? []
      : [{ device, point: unescaped(point), type }];
  });
  const holds = ({ point }: Mount) => point === "/" || folder === point || folder.startsWith(`${point}/`);
  return mounts.filter(holds).reduce<Mount | undefined>((best, mount) => {
    return best === undefined || mount.point.length >= best.point.length ? mount : best;
  }, undefined);
}

/** Blanks and the like stand as `\040` there. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

async function isEncrypted(folder: string, { type, device }: Mount, machine: Machine): Promise<boolean> {
  if (encryptedTypes.test(type)) return true;
  if ((await machine.mapperIds(device)).some((id) => id.startsWith("CRYPT-"))) return true;
  return (await machine.attributes(folder)).includes("E");
}

const thisMachine: Machine = {
  async folder(path) {
    const real = await realpath(path);
    if (!(await stat(real)).isDirectory()) throw new Error("not a folder");
    return real;
  },
  mounts: () => readFile("/proc/self/mountinfo", "utf8"),
  mapperIds: (device) => mapperIdsBelow(`/sys/dev/block/${device}`),
  async attributes(folder) {
    const answer = await promisify(execFile)("lsattr", ["-d", folder]).catch(() => undefined);
    return answer?.stdout.split(" ", 1)[0] ?? "";
  },
};

async function mapperIdsBelow(device: string): Promise<string[]> {
  const own = await readFile(`${device}/dm/uuid`, "utf8").catch(() => "");
  const below = await readdir(`${device}/slaves`).catch(() => []);
  const deeper = await Promise.all(below.map((name) => mapperIdsBelow(`${device}/slaves/${name}`)));
  return [...(own === "" ? [] : [own.trim()]), ...deeper.flat()];
}
