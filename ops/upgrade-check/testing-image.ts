import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What a stand-in of the storage service's image has: a folder of migrations. */
export const imageFiles: Readonly<Record<string, string>> = {
  "0001-initialmigration.sql": "CREATE TABLE storage.x (id int)",
  "0002-storage-schema.sql": "ALTER TABLE storage.x ADD COLUMN name text",
  "0003-name-index.sql": "CREATE INDEX name_index ON storage.x (name)",
  "0004-wide-ids.sql":
    "ALTER TABLE storage.x ALTER COLUMN id TYPE bigint; UPDATE storage.x SET id = 1;\nUPDATE storage.x SET id = 2",
};

export function writeImage(folder: string, files = imageFiles): void {
  const migrations = path.join(folder, "migrations/tenant");
  mkdirSync(migrations, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(migrations, name), text);
}

/** Runs a container's command where its image would be. */
export function runInImage(folder: string, [, ...args]: readonly string[]) {
  return spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
}

/** What a command of the stand-in for docker does; what is not said succeeds, `run` by running its script. */
export type DockerOutcomes = Readonly<Record<string, { readonly status: number; readonly stderr: string }>>;

/** Writes a program `docker` into a folder for the PATH. It keeps what it was asked in `docker.log` beside itself. */
export function writeDocker(folder: string, image: string, outcomes: DockerOutcomes): void {
  const program = `#!${process.execPath}
    const { spawnSync } = require("node:child_process");
    const { appendFileSync } = require("node:fs");
    const args = process.argv.slice(2);
    appendFileSync(__dirname + "/docker.log", JSON.stringify(args.filter((arg) => !arg.includes("\\n"))) + "\\n");
    const outcome = ${JSON.stringify(outcomes)}[args[0]];
    if (outcome) {
      process.stderr.write(outcome.stderr);
      process.exit(outcome.status);
    }
    if (args[0] === "run") {
      const script = args.slice(args.indexOf("-e"));
      process.exit(spawnSync(process.execPath, script, { cwd: ${JSON.stringify(image)}, stdio: "inherit" }).status);
    }`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "docker"), program);
  chmodSync(path.join(folder, "docker"), 0o755);
}
