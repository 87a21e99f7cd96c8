import { createHash } from "node:crypto";
import { createReadStream, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";

import { runOrFail } from "../run";

/** What an image says of how its containers run, as the image specification names it. */
export interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly Cmd: readonly string[];
  readonly Env: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly StopSignal?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  readonly Volumes?: Readonly<Record<string, object>>;
}

const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: "amd64" };

/**
 * Writes an archive for `docker load`. It can say everything about an image, where `docker import` cannot give a signal
 * to stop with, and images share the layers that are equal.
 *
 * @param layers folders, the lowest first. Their files belong to root in the image.
 */
export async function writeArchive(
  work: string,
  name: string,
  layers: readonly string[],
  config: ImageConfig,
  target: string,
): Promise<void> {
  const parts = layers.map((_, index) => `layer-${index}.tar`);
  const digests: string[] = [];
  for (const [index, layer] of layers.entries()) {
    const file = path.join(work, `layer-${index}.tar`);
    // The same files give the same archive to the byte, so that an engine sees that it has a layer.
    const equal = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--format=gnu"];
    await runOrFail("tar", ["--create", "--file", file, ...equal, "--directory", layer, "."]);
    const hash = createHash("sha256");
    await pipeline(createReadStream(file), hash);
    digests.push(`sha256:${hash.digest("hex")}`);
  }
  const image = {
    architecture: architectures[process.arch] ?? process.arch,
    os: "linux",
    config,
    rootfs: { type: "layers", diff_ids: digests },
  };
  const manifest = [{ Config: "config.json", RepoTags: [name], Layers: parts }];
  writeFileSync(path.join(work, "config.json"), JSON.stringify(image));
  writeFileSync(path.join(work, "manifest.json"), JSON.stringify(manifest));
  const partial = path.join(work, "archive.tar");
  await runOrFail("tar", ["--create", "--file", partial, "-C", work, "manifest.json", "config.json", ...parts]);
  for (const part of parts) rmSync(path.join(work, part));
  renameSync(partial, target);
}
