import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { StackReport } from "./stack-report";

/** What this machine and the stack files lack for a real `pulumi up`, a sentence each. Nothing is contacted. */
export function lacking(reports: readonly StackReport[], environment: NodeJS.ProcessEnv = process.env): string[] {
  const home = environment["PULUMI_HOME"] ?? path.join(homedir(), ".pulumi");
  const folders = [...(environment["PATH"] ?? "").split(path.delimiter), path.join(home, "bin")];
  const has = (program: string) =>
    folders.some((folder) => folder !== "" && ["", ".exe"].some((end) => existsSync(path.join(folder, program + end))));
  const missing: string[] = [];
  if (!has("pulumi")) missing.push("the Pulumi CLI: install it as https://www.pulumi.com/docs/install/ says");
  else if (!has("pulumi-language-nodejs")) {
    missing.push("Pulumi's language host for Node, pulumi-language-nodejs, which comes with the CLI: install it again");
  }
  const used = new Set(reports.flatMap(({ resources }) => resources.map(({ type }) => type.split(":")[0] ?? "")));
  const plugins = existsSync(path.join(home, "plugins")) ? readdirSync(path.join(home, "plugins")) : [];
  const absent = [...used].filter(
    (name) =>
      !["pulumi", "alfred", "storagedb"].includes(name) &&
      !has(`pulumi-resource-${name}`) &&
      !plugins.some((folder) => folder.startsWith(`resource-${name}-v`)),
  );
  if (absent.length > 0) {
    missing.push(
      `the plugins ${absent.join(" and ")}: the CLI downloads them at the first run, if it reaches the network`,
    );
  }
  if (reports.some(({ platform }) => platform === "docker") && !hasEngine(environment)) {
    missing.push("a Docker Engine: install it as https://docs.docker.com/engine/install/ says, and start it");
  }
  for (const { stack, hasPassword, databaseServer } of reports) {
    if (hasPassword || databaseServer === undefined || databaseServer.server === "own") continue;
    missing.push(
      `the password of ${databaseServer.host}:${databaseServer.port}, unless the server asks for none: ` +
        `pulumi config set --stack ${stack} --secret --path 'alfred-storage:database.password'`,
    );
  }
  return missing;
}

/** Docker's socket, or the address of an engine elsewhere. */
function hasEngine(environment: NodeJS.ProcessEnv): boolean {
  const sockets = ["/var/run/docker.sock", path.join(homedir(), ".docker", "run", "docker.sock")];
  return (
    process.platform === "win32" || environment["DOCKER_HOST"] !== undefined || sockets.some((file) => existsSync(file))
  );
}

/** What a stack needs beside this machine; it is not tried here. */
export function needed({ stack, platform, databaseServer }: StackReport): string | undefined {
  if (databaseServer === undefined) return undefined;
  const { server, host, port } = databaseServer;
  const where = platform === "docker" ? "a Docker Engine on this machine" : "a Kubernetes cluster in kubectl's context";
  const given = server === "own" ? ", where it runs its own PostgreSQL" : ` and needs PostgreSQL on ${host}:${port}`;
  return `${stack} is for ${where}${given}; whether it can be reached was not tried.`;
}
