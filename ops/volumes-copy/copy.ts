import { Failure } from "../../cluster/failure";
import { docker, type DockerListener, ensureImage, hardening, must, writersInto } from "../docker";

export interface CopyArgs {
  /** Names of Docker volumes, as Docker knows them. The second one is made. */
  readonly from: string;
  readonly to: string;
  /** One with GNU tar. */
  readonly image: string;
}

export interface Copied {
  readonly files: number;
  /** Of the archive of all contents, owners, permissions, times and extended attributes. */
  readonly sha256: string;
}

/** What it takes to read files of every owner, and to hand copies to the same owners. */
const rights = ["CHOWN", "DAC_OVERRIDE", "FOWNER"].flatMap((right) => ["--cap-add", right]);

/** Until the engine has answered, in milliseconds. Copying may take as long as it takes. */
const patience = 60_000;

/** The same bytes for the same files, wherever they are: in order, with attributes, without what reading them changes. */
const archiveWith = (tar: string): string =>
  `LC_ALL=C ${tar} --create --xattrs --numeric-owner --sort=name --format=posix` +
  " --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime";

/**
 * A pipe that fails where either end does. A plain one ends as its last command does, and what tar could not read would
 * then be missing in the copy and in both sums alike.
 */
export function strictPipe(from: string, to: string): string {
  return `exec 4>&1
failed=$( { { ${from} || echo from >&3; } | { ${to} >&4 || echo to >&3; }; } 3>&1 )
[ -z "$failed" ]`;
}

/**
 * Copies a Docker volume to a new one and compares them. The new one is there afterwards only where both are the same;
 * the old one is never changed.
 */
export async function copyVolume({ from, to, image }: CopyArgs, listener: DockerListener): Promise<Copied> {
  const container = `alfred-storage-copy-to-${to}`;
  await requireUnused(from, listener);
  await requireNew(to, listener);
  await ensureImage(image, "Correct images.database in the stack file, or --image.", listener);
  await must(["volume", "create", to], `The volume ${to} was not made`, listener);
  try {
    const tar = await gnuTar(image, listener);
    const archive = archiveWith(tar);
    const extract = `${tar} --extract --xattrs -p --numeric-owner -C /to`;
    await inContainer("copying", strictPipe(`${archive} -C /from .`, extract));
    const digest = async (folder: string): Promise<Copied> => {
      const script = `cd ${folder}; find . -type f -exec echo ';' | wc -l\n${strictPipe(`${archive} .`, "sha256sum")}`;
      const [files = "", sum = ""] = (await inContainer("comparing", script)).trim().split("\n");
      return { files: Number(files.trim()), sha256: sum.split(" ")[0] ?? "" };
    };
    const [before, after] = [await digest("/from"), await digest("/to")];
    if (before.sha256 !== after.sha256 || before.files !== after.files) {
      throw new Failure(
        `The copy in ${to} is not the same as ${from}: ${after.files} of ${before.files} files. Does the volume's file system ` +
          `keep user extended attributes, and does nothing else write into ${from}?`,
      );
    }
    return after;
  } catch (error) {
    // An interruption ends the docker command, not the container that it started.
    const cleanUp = new AbortController().signal;
    await docker(["rm", "--force", container], cleanUp, patience).catch(() => undefined);
    await docker(["volume", "rm", to], cleanUp, patience).catch(() => undefined);
    throw error;
  }

  async function inContainer(what: string, script: string): Promise<string> {
    const begin = Date.now();
    const timer = setInterval(() => {
      listener.progress(`${what} ${from}, ${Math.round((Date.now() - begin) / 1000)} s`);
    }, 1000);
    const mounts = ["--volume", `${from}:/from:ro`, "--volume", `${to}:/to`];
    const run = [
      "run",
      "--rm",
      "--name",
      container,
      "--pull",
      "never",
      "--user",
      "0",
      ...hardening,
      ...rights,
      ...mounts,
    ];
    const { status, stdout, said } = await docker(
      [...run, "--entrypoint", "sh", image, "-c", `set -eu\n${script}`],
      listener.signal,
    ).finally(() => {
      clearInterval(timer);
    });
    if (status === 0) return stdout;
    throw new Failure(`${what} ${from} failed: ${said}. Nothing was changed; ${to} is removed.`);
  }
}

async function requireUnused(volume: string, { signal }: DockerListener): Promise<void> {
  const { status, said } = await docker(["volume", "inspect", "--format", "{{.Name}}", volume], signal, patience);
  if (status !== 0) {
    throw /no such volume/i.test(said)
      ? new Failure(`There is no volume ${volume} on this Docker Engine.`)
      : new Failure(`The Docker Engine was not reached: ${said}. Start it; "docker ps" has to work for you.`);
  }
  const users = await writersInto(volume, { signal });
  if (users.length === 0) return;
  throw new Failure(
    `${users.join(" and ")} would write into ${volume} while it is copied. First: docker stop ${users.join(" ")}`,
  );
}

async function requireNew(volume: string, { signal }: DockerListener): Promise<void> {
  const { status } = await docker(["volume", "inspect", "--format", "{{.Name}}", volume], signal, patience);
  if (status === 0) throw new Failure(`There is a volume ${volume} already. Name one that is not there yet.`);
}

/**
 * The path of GNU tar in the image. Not every tar keeps attributes: that of busybox, in images made from Alpine, leaves
 * them out without a word; and a shell of busybox may prefer its own to one on the path.
 */
async function gnuTar(image: string, { signal }: DockerListener): Promise<string> {
  const look =
    'IFS=:; for folder in $PATH; do "$folder/tar" --version 2>&1 | grep -q GNU && echo "$folder/tar" && exit; done';
  const run = ["run", "--rm", "--pull", "never", ...hardening, "--entrypoint", "sh", image, "-c", look];
  const { stdout } = await docker(run, signal, patience);
  if (stdout !== "") return stdout.trim();
  throw new Failure(
    `The image ${image} has no GNU tar, which keeps extended attributes. Name one that has it: --image.`,
  );
}
