import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { BackupImages } from "../../components/backup-schedule/args";
import type { Bundle } from "./bundle";

/** How the image that makes recovery points on Docker is built. */
export interface ImageBuild {
  /** Another one for each program, Dockerfile and image that it is made of. */
  readonly name: string;
  /** The folder, relative to the project's, in which the docker provider works. It is the same on every machine. */
  readonly context: string;
  readonly buildArgs: Readonly<Record<string, string>>;
}

/**
 * Puts what an image is built of into a folder below `out`. The folder is named after its content and appears whole or
 * not at all, since another stack may be built at this moment.
 *
 * @param root the project's folder. Default: this project's
 */
export function prepareImage(
  { code, sha256 }: Bundle,
  { restic, node, postgresqlTools }: BackupImages,
  root = path.join(__dirname, "../.."),
): ImageBuild {
  const dockerfile = readFileSync(path.join(root, "images/backup/Dockerfile"), "utf8");
  const mark = hash([dockerfile, sha256, restic, node, postgresqlTools]).slice(0, 12);
  const context = `out/backup-image/${mark}`;
  writeWhole(path.join(root, context), { Dockerfile: dockerfile, "backup.cjs": code });
  return {
    name: `alfred-storage-backup:${mark}`,
    context,
    buildArgs: { RESTIC_IMAGE: restic, NODE_IMAGE: node, POSTGRESQL_TOOLS_IMAGE: postgresqlTools },
  };
}

function writeWhole(folder: string, files: Readonly<Record<string, string>>): void {
  if (existsSync(folder)) return;
  mkdirSync(path.dirname(folder), { recursive: true });
  const partial = mkdtempSync(`${folder}.`);
  for (const [file, content] of Object.entries(files)) writeFileSync(path.join(partial, file), content);
  try {
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another process has written the same meanwhile
  }
}

const hash = (parts: readonly string[]): string => createHash("sha256").update(JSON.stringify(parts)).digest("hex");
