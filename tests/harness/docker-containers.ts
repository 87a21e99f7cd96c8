import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { DockerEngine } from "./docker";

export interface ContainerOptions {
  readonly image: string;
  readonly network: string;
  /** Linux capabilities, without `CAP_`. All others are dropped. */
  readonly capabilities?: readonly string[];
  /** Name to path. */
  readonly volumes?: Readonly<Record<string, string>>;
  /** Inside to outside, on 127.0.0.1. */
  readonly ports?: Readonly<Record<number, number>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Path to content. They are put in before the start; their folders must be in the image. */
  readonly files?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** The command of the health check. */
  readonly health: string;
}

/** Starts a container by hand as this project's components run theirs: hardened, limited, with files put in before. */
export async function startContainer(engine: DockerEngine, name: string, options: ContainerOptions): Promise<void> {
  const { capabilities = [], volumes = {}, ports = {}, environment = {}, files = {}, command = [] } = options;
  const each = (flag: string, values: readonly string[]) => values.flatMap((value) => [flag, value]);
  await engine.must([
    ...["create", "--name", name, "--network", options.network, "--init"],
    ...["--cap-drop", "ALL", "--security-opt", "no-new-privileges:true"],
    ...["--memory", "512m", "--memory-swap", "512m", "--cpus", "1"],
    ...["--health-cmd", options.health, "--health-interval", "1s", "--health-start-period", "30s"],
    ...each("--cap-add", capabilities),
    ...each(
      "--volume",
      Object.entries(volumes).map(([volume, place]) => `${volume}:${place}`),
    ),
    ...each(
      "--publish",
      Object.entries(ports).map(([inside, outside]) => `127.0.0.1:${outside}:${inside}`),
    ),
    ...each(
      "--env",
      Object.entries(environment).map(([key, value]) => `${key}=${value}`),
    ),
    options.image,
    ...command,
  ]);
  const scratch = mkdtempSync(path.join(tmpdir(), "alfred-docker-file-"));
  try {
    for (const [file, content] of Object.entries(files)) {
      writeFileSync(path.join(scratch, "file"), content);
      await engine.must(["cp", path.join(scratch, "file"), `${name}:${file}`]);
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
  await engine.must(["start", name]);
}
