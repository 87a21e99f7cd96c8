import { copyFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DockerEngine } from "../harness/docker";

/** The names of stand-ins for the images that recovery points are made with. */
export const backupImages = {
  restic: "example/restic:1",
  node: "example/node:1",
  postgresqlTools: "example/postgres-tools:15.1",
} as const;

/** The last one has PostgreSQL's tools, and the libraries that Node needs, but not Node. */
const definition = `FROM example/node:1 AS restic
COPY restic /usr/bin/restic

FROM example/postgres:15.1 AS postgresqlTools
COPY --from=example/node:1 /usr/lib /usr/lib
`;

/** Gives an engine these images, made of this machine's restic, Node and PostgreSQL. */
export async function loadBackupImages(engine: DockerEngine): Promise<void> {
  await engine.image("postgrest", backupImages.node); // it runs on Node, and has little else
  await engine.image("postgres", "example/postgres:15.1");
  const work = await mkdtemp(path.join(tmpdir(), "alfred-backup-images-"));
  try {
    copyFileSync("/usr/bin/restic", path.join(work, "restic"));
    writeFileSync(path.join(work, "Dockerfile"), definition);
    for (const target of ["restic", "postgresqlTools"] as const) {
      await engine.must(["build", "--quiet", "--target", target, "--tag", backupImages[target], work]);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
