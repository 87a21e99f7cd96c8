import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const project = path.join(__dirname, "../..");

/** A docker command with the containers that a test writes into files; its jobs are what JOB says. */
const fakeDocker = `#!/bin/sh
cd "$STATE" || exit 99
echo "$*" >> calls
case "$*" in
  "container inspect --format"*) cat writers ;;
  "container inspect "*) cat "container-$3" 2>/dev/null || { echo "Error: No such container: $3" >&2; exit 1; } ;;
  "ps "*) [ ! -s writers ] || echo db-vector ;;
  "exec "*) eval "$JOB" ;;
  "cp - "*) cat > settings ;;
  "cp "*) [ -z "$NO_SETTINGS" ] || { echo "Error: no such folder" >&2; exit 1; }; printf 'plan and secrets' ;;
  "start --attach"*) eval "$JOB" ;;
  "create "* | "network "* | "rm "* | "stop "* | "start "*) ;;
  *) exit 99 ;;
esac
`;

const entries = { backup: "command", orphans: "orphans", repairAttributes: "repair-attributes" } as const;

/** A stack file, a docker command, and ops backup, or what works like it, in a process of its own. */
export class TestBackup {
  readonly folder = mkdtempSync(path.join(tmpdir(), "ops-backup-"));

  readonly #name: keyof typeof entries;

  constructor(name: keyof typeof entries = "backup") {
    this.#name = name;
    writeFileSync(this.at("docker"), fakeDocker);
    chmodSync(this.at("docker"), 0o755);
    this.write("writers", "");
  }

  at(name: string): string {
    return path.join(this.folder, name);
  }

  write(name: string, content: string): void {
    writeFileSync(this.at(name), content);
  }

  read(name: string): string {
    return readFileSync(this.at(name), "utf8");
  }

  stackFile(config: Readonly<Record<string, unknown>>): void {
    const written = Object.entries(config).map(([key, value]) => [`alfred-storage:${key}`, value]);
    this.write("Pulumi.dev.yaml", JSON.stringify({ config: Object.fromEntries(written) as unknown }));
  }

  /** A container as docker inspect shows it. */
  container(name: string, state: "running" | "paused" | "exited", more: object = {}): void {
    const State = { Running: state !== "exited", Paused: state === "paused" };
    const Config = { Labels: { "alfred-storage.stack": "dev", "alfred-storage.makes": "recovery-points" } };
    const HostConfig = {
      ...{ Memory: 1073741824, MemorySwap: 1073741824, NanoCpus: 1500000000 },
      ExtraHosts: ["host.docker.internal:host-gateway"],
    };
    const NetworkSettings = { Networks: { "alfred-platform-database": {}, other: {} } };
    const volume = (Name: string, Destination: string, RW: boolean) => ({ Type: "volume", Name, Destination, RW });
    const Mounts = [
      volume("alfred-backups", "/var/lib/alfred-backups", true),
      volume("db-storage-data", "/data/storage", false),
      volume("redis-data", "/data/redis", false),
    ];
    const found = { Image: "sha256:abc", State, Config, HostConfig, NetworkSettings, Mounts, ...more };
    this.write(`container-${name}`, JSON.stringify([found]));
  }

  calls(): string[] {
    return existsSync(this.at("calls")) ? this.read("calls").trim().split("\n") : [];
  }

  #started(args: string, environment: NodeJS.ProcessEnv) {
    const program = `require("./ops/backup/${entries[this.#name]}.ts").${this.#name}(process.argv.slice(2), { root: process.argv[1], times: { ready: 3000, poll: 20 } })
      .then((status) => { process.exit(status); });`;
    const env = {
      ...{ PATH: `${this.folder}:/usr/bin:/bin`, HOME: this.folder, STATE: this.folder },
      ...{ KUBECONFIG: this.at("kubeconfig"), JOB: "exit 0", ...environment },
    };
    const given = ["-r", path.join(project, "typescript.cjs"), "-e", program, "--", this.folder];
    return { command: [...given, ...args.split(" ")], options: { cwd: project, env } };
  }

  run(args: string, environment: NodeJS.ProcessEnv = {}) {
    const { command, options } = this.#started(args, environment);
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { ...options, encoding: "utf8" });
    return { status, stdout: stdout.trim(), stderr: stderr.trim() };
  }

  /** Beside a test that answers it. */
  start(args: string, environment: NodeJS.ProcessEnv = {}) {
    const { command, options } = this.#started(args, environment);
    const child = spawn(process.execPath, command, { ...options, stdio: ["ignore", "pipe", "pipe"], detached: true });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (part: Buffer) => (said.stdout += part.toString()));
    child.stderr.on("data", (part: Buffer) => (said.stderr += part.toString()));
    const ended = once(child, "close").then(([status]) => ({
      ...{ status: status as number | null, stdout: said.stdout.trim(), stderr: said.stderr.trim() },
    }));
    return { child, ended };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
