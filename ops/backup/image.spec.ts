import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BackupImages } from "../../components/backup-schedule/args";
import type { ImageReference } from "../../components/image-reference";
import type { Bundle } from "./bundle";
import { prepareImage } from "./image";

const program: Bundle = { code: "console.log(1)", sha256: "ab".repeat(32), gzip: "" };
const images = {
  restic: "restic/restic:0.18.0",
  node: "node:24.21.0-bookworm-slim",
  postgresqlTools: "postgres:17.6-bookworm",
} as Record<keyof BackupImages, string> as BackupImages;

describe("the image that makes recovery points", () => {
  let root: string;
  const dockerfile = () => path.join(root, "images/backup/Dockerfile");

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "alfred-image-"));
    cpSync(path.join(__dirname, "../../images/backup"), path.join(root, "images/backup"), { recursive: true });
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it("is built in a folder of the project, of the program, the Dockerfile and the images", () => {
    const { name, context, buildArgs } = prepareImage(program, images, root);
    assert.match(name, /^alfred-storage-backup:[0-9a-f]{12}$/);
    assert.equal(context, `out/backup-image/${name.slice(-12)}`);
    const folder = path.join(root, context);
    assert.deepEqual(readdirSync(folder).sort(), ["Dockerfile", "backup.cjs"]);
    assert.equal(readFileSync(path.join(folder, "backup.cjs"), "utf8"), "console.log(1)");
    assert.equal(readFileSync(path.join(folder, "Dockerfile"), "utf8"), readFileSync(dockerfile(), "utf8"));
    assert.deepEqual(buildArgs, {
      RESTIC_IMAGE: "restic/restic:0.18.0",
      NODE_IMAGE: "node:24.21.0-bookworm-slim",
      POSTGRESQL_TOOLS_IMAGE: "postgres:17.6-bookworm",
    });
  });

  it("has another name and folder for another program, and for each image that is another", () => {
    const builds = [
      prepareImage(program, images, root),
      prepareImage({ ...program, sha256: "cd".repeat(32) }, images, root),
      ...(["restic", "node", "postgresqlTools"] as const).map((key) =>
        prepareImage(program, { ...images, [key]: "other:1" as ImageReference }, root),
      ),
    ];
    assert.equal(new Set(builds.map(({ name }) => name)).size, 5);
    assert.equal(new Set(builds.map(({ context }) => context)).size, 5);
  });

  it("is prepared once, and leaves nothing half written", () => {
    const first = prepareImage(program, images, root);
    assert.deepEqual(prepareImage(program, images, root), first);
    assert.deepEqual(readdirSync(path.join(root, "out/backup-image")), [path.basename(first.context)]);
  });

  it("takes what three images have, and runs nothing that would need a network", () => {
    const lines = readFileSync(dockerfile(), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    assert.deepEqual(
      lines.map((line) => line.split(" ")[0]),
      ["ARG", "ARG", "ARG", "FROM", "FROM", "FROM", "COPY", "COPY", "COPY", "STOPSIGNAL", "ENTRYPOINT", "CMD"],
    );
    assert.ok(lines.every((line) => !line.startsWith("COPY") || /--from=(restic|node) | backup\.cjs /.test(line)));
  });
});
