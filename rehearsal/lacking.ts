import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { serverAddress } from "./report/words";
import type { StackReport } from "./stack-report";

/** What this machine and the stack files lack for a real `pulumi up`, a sentence each. Nothing is contacted. */
export function lacking(reports: readonly StackReport[], environment: NodeJS.ProcessEnv = process.env): string[] {
  const userHome = environment["HOME"] ?? homedir();
  const home = environment["PULUMI_HOME"] ?? path.join(userHome, ".pulumi");
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
  if (reports.some(({ platform }) => platform === "docker") && !hasEngine(environment, userHome)) {
    missing.push("a Docker Engine: install it as https://docs.docker.com/engine/install/ says, and start it");
  }
  if (reports.some(({ platform }) => platform === "kubernetes") && !hasKubeconfig(environment, userHome)) {
    missing.push("a kubeconfig, ~/.kube/config or what KUBECONFIG names: the cluster's provider has it for you");
  }
  for (const { stack, hasPassword, databaseServer } of reports) {
    if (hasPassword || databaseServer === undefined || databaseServer.server === "own") continue;
    missing.push(
      `the password of ${serverAddress(databaseServer)}, unless the server asks for none: ` +
        `pulumi config set --stack ${stack} --secret --path 'alfred-storage:database.password'`,
    );
  }
  return missing;
}

/** Docker's socket, or the address of an engine elsewhere. */
function hasEngine(environment: NodeJS.ProcessEnv, home: string): boolean {
  const sockets = ["/var/run/docker.sock", path.join(home, ".docker", "run", "docker.sock")];
  return (
    process.platform === "win32" || environment["DOCKER_HOST"] !== undefined || sockets.some((file) => existsSync(file))
  );
}

/** A file, or the account of the pod that this runs in. */
function hasKubeconfig({ KUBECONFIG, KUBERNETES_SERVICE_HOST }: NodeJS.ProcessEnv, home: string): boolean {
  const files =
    KUBECONFIG === undefined || KUBECONFIG === ""
      ? [path.join(home, ".kube", "config")]
      : KUBECONFIG.split(path.delimiter);
  return KUBERNETES_SERVICE_HOST !== undefined || files.some((file) => file !== "" && existsSync(file));
}

/** What a stack needs beside this machine; it is not tried here. */
export function needed({ stack, cluster, databaseServer, service }: StackReport): string | undefined {
  if (databaseServer === undefined) return undefined;
  const { objects } = service ?? {};
  const needs = [
    ...(databaseServer.server === "own" ? [] : [`PostgreSQL on ${serverAddress(databaseServer)}`]),
    ...(objects?.kind === "s3"
      ? [`the bucket ${objects.bucket} of ${objects.endpoint ?? `S3 in ${objects.region}`}`]
      : []),
  ];
  const given = databaseServer.server === "own" ? ", where it runs its own PostgreSQL" : "";
  const sentences = [
    `${stack} is for ${place(cluster)}${given}${needs.length === 0 ? "" : `; it needs ${needs.join(" and ")}`}.`,
    needs.length === 0 ? "Whether it runs was not tried." : "Whether they can be reached was not tried.",
  ];
  if (databaseServer.tunnel !== undefined) {
    const tunnel = `npm run ops -- tunnel --stack ${stack} -- pulumi up --stack ${stack}`;
    sentences.push(`Its database needs a tunnel around each command of Pulumi: ${tunnel}`);
  }
  return sentences.join(" ");
}

function place(cluster: StackReport["cluster"]): string {
  if (cluster === undefined) return "a Docker Engine on this machine";
  const { context } = cluster;
  return `the Kubernetes cluster in the ${context === undefined ? "current context" : `context ${context}`} of kubectl`;
}
