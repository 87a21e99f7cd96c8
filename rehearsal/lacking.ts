import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { inAws, policyOf } from "./aws-objects";
import { awsPlaceOf } from "./monitor/aws-places";
import { listed, serverAddress } from "./report/words";
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
  const used = new Set(reports.flatMap(({ resources }) => resources.map(({ type }) => packageOf(type))));
  const plugins = existsSync(path.join(home, "plugins")) ? readdirSync(path.join(home, "plugins")) : [];
  const absent = [...used].filter(
    (name) =>
      !["pulumi", "alfred", "storagedb"].includes(name) &&
      !has(`pulumi-resource-${name}`) &&
      !plugins.some((folder) => folder.startsWith(`resource-${name}-v`)),
  );
  if (absent.length > 0) {
    const plugins = absent.length === 1 ? "plugin" : "plugins";
    missing.push(
      `the ${plugins} ${listed(absent)}, which the CLI downloads at the first run, if it reaches the network`,
    );
  }
  if (reports.some(({ platform }) => platform === "docker") && !hasEngine(environment, userHome)) {
    missing.push("a Docker Engine: install it as https://docs.docker.com/engine/install/ says, and start it");
  }
  if (reports.some(({ platform }) => platform === "kubernetes") && !hasKubeconfig(environment, userHome)) {
    missing.push("a kubeconfig, ~/.kube/config or what KUBECONFIG names: the cluster's provider has it for you");
  }
  if (used.has("aws") && !hasAwsCredentials(environment, userHome)) {
    missing.push(
      "credentials of AWS, unless this machine itself has a role there: " +
        "aws configure sso makes a profile, and AWS_PROFILE names it",
    );
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

/** A provider may be all that there is of a package, where what exists is only looked at. */
function packageOf(type: string): string {
  const [name = "", , provided = ""] = type.split(":");
  return type.startsWith("pulumi:providers:") ? provided : name;
}

/**
 * Whether there is something that the AWS SDK would sign in with: variables, a file, or what a pipeline's or a pod's token
 * stands for. Their values are of no interest here.
 */
function hasAwsCredentials(environment: NodeJS.ProcessEnv, home: string): boolean {
  const variables = [
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  ];
  const files = [
    environment["AWS_SHARED_CREDENTIALS_FILE"] ?? path.join(home, ".aws", "credentials"),
    environment["AWS_CONFIG_FILE"] ?? path.join(home, ".aws", "config"),
  ];
  return variables.some((name) => (environment[name] ?? "") !== "") || files.some((file) => existsSync(file));
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
export function needed({ stack, cluster, databaseServer, service, resources }: StackReport): string | undefined {
  if (databaseServer === undefined) return undefined;
  const { objects } = service ?? {};
  const ownBuckets = inAws(resources, "aws:s3/bucket:Bucket").map(({ inputs }) => inputs.bucket);
  const needs = [
    ...(databaseServer.server === "own" ? [] : [`PostgreSQL on ${serverAddress(databaseServer)}`]),
    ...(objects?.kind === "s3" && !ownBuckets.includes(objects.bucket)
      ? [`the bucket ${objects.bucket} of ${objects.endpoint ?? `S3 in ${objects.region}`}`]
      : []),
    ...awsNeeds(resources),
  ];
  const given = databaseServer.server === "own" ? ", where it runs its own PostgreSQL" : "";
  const reached =
    needs.length === 1 ? "Whether it can be reached was not tried." : "Whether they can be reached was not tried.";
  const sentences = [
    `${stack} is for ${place(cluster)}${given}${needs.length === 0 ? "" : `; it needs ${listed(needs)}`}.`,
    needs.length === 0 ? "Whether it runs was not tried." : reached,
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

/** The account that the program works in, and what has to exist there. */
function awsNeeds(resources: StackReport["resources"]): string[] {
  const providers = resources.filter(({ type }) => type === "pulumi:providers:aws");
  const accounts = providers.map(({ inputs }) => {
    const said = "allowedAccountIds" in inputs || "assumeRoles" in inputs;
    return said ? `the AWS account ${awsPlaceOf(inputs).account}` : "the AWS account of your credentials";
  });
  const clusters = inAws(resources, "aws:eks/podIdentityAssociation:PodIdentityAssociation").map(
    ({ inputs }) => `the EKS cluster ${inputs.clusterName} with the agent of Pod Identity`,
  );
  const issuers = inAws(resources, "aws:iam/role:Role").flatMap(({ inputs }) =>
    policyOf(inputs.assumeRolePolicy).Statement.flatMap(({ Principal }) => {
      const federated = typeof Principal === "object" ? [Principal.Federated ?? []].flat() : [];
      return federated.map((arn) => `the issuer ${arn.split("/").slice(1).join("/")} as a provider of IAM`);
    }),
  );
  return [...new Set([...accounts, ...clusters, ...issuers])];
}
