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
  for (const { stack, hasPassword, databaseServer } of reports) {
    if (hasPassword || databaseServer === undefined) continue;
    missing.push(
      `the password of ${databaseServer.host}:${databaseServer.port}, unless the server asks for none: ` +
        `pulumi config set --stack ${stack} --secret --path 'alfred-storage:database.password'`,
    );
  }
  return missing;
}

/** What a stack needs beside this machine; it is not tried here. */
export function needed({ stack, platform, databaseServer }: StackReport): string | undefined {
  if (databaseServer === undefined) return undefined;
  const server = `PostgreSQL on ${databaseServer.host}:${databaseServer.port}`;
  const where = platform === "docker" ? "a Docker Engine on this machine" : "a Kubernetes cluster in kubectl's context";
  return `${stack} is for ${where} and needs ${server}; whether they can be reached was not tried.`;
}
