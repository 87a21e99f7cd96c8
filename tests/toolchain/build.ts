import { awsToolchain } from "./aws";
import { cacheRoot } from "./cache";
import { clusterToolchain } from "./cluster";
import { toolchain, type Toolchain } from "./toolchain";
import { versitygw } from "./versitygw";
import { workflowLinters } from "./workflow-linters";

const help = `Usage: npm run toolchain [-- engine|cluster|aws|backup]

Provides what the tests with real programs need, or one part of it:
  engine   for npm run test:engine: the pulumi command, its language host for Node.js and the real docker and random
           providers, actionlint and shellcheck
  cluster  for npm run test:conformance: the same with the real kubernetes provider in place of docker, a Kubernetes
           control plane with simulated nodes, kube-score and checkov
  aws      also for npm run test:conformance: the real kubernetes, random and aws providers, the last one reduced to the
           services that this project uses, and moto, which emulates AWS
  backup   for npm run test:backup: versitygw, an S3 server with versions
A pulumi on PATH that answers is used as it is, and so are plugins of the right version on PATH or among the installed
plugins. What is missing is built with Go from pinned modules (checkov and moto: installed from pinned packages), which
takes minutes for the engine, half an hour for the cluster and minutes more for aws and backup each, once, into
  ${cacheRoot()}
and taken from there afterwards. Removing that folder is safe.`;

const report = (line: string) => {
  console.log(line);
};

const parts: Readonly<Record<string, () => Promise<Toolchain | undefined>>> = {
  engine: async () => {
    const tools = await toolchain(report);
    for (const program of Object.values(await workflowLinters(report))) console.log(`program ${program}`);
    return tools;
  },
  cluster: async () => {
    const tools = await clusterToolchain(report);
    const { stages, ...programs } = { ...tools.controlPlane, ...tools.linters };
    for (const program of Object.values(programs)) console.log(`program ${program}`);
    console.log(`kwok's stages: ${stages.length} files`);
    return tools;
  },
  aws: async () => {
    const tools = await awsToolchain(report);
    console.log(`program ${tools.moto}`);
    return tools;
  },
  backup: async () => {
    console.log(`program ${await versitygw(report)}`);
    return undefined;
  },
};

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(help);
    return 0;
  }
  const unknown = args.find((name) => parts[name] === undefined);
  if (unknown !== undefined) {
    console.error(`toolchain: unknown argument ${unknown}\n\n${help}`);
    return 1;
  }
  const started = Date.now();
  const provided: Toolchain[] = [];
  for (const [name, part] of Object.entries(parts)) {
    const tools = args.length === 0 || args.includes(name) ? await part() : undefined;
    if (tools !== undefined) provided.push(tools);
  }
  const ready = `ready after ${((Date.now() - started) / 1000).toFixed(1)} s`;
  const [engine] = provided;
  if (engine === undefined) console.log(ready);
  else tellEngine(engine, provided, ready);
  return 0;
}

function tellEngine(engine: Toolchain, provided: readonly Toolchain[], ready: string): void {
  const origin = engine.source === "found" ? "from PATH" : "built here from pinned Go modules";
  console.log(`pulumi ${engine.versions["pulumi"] ?? ""}, ${origin}: ${engine.pulumi}`);
  const plugins = [
    ...new Map(provided.flatMap((part) => part.plugins).map((plugin) => [plugin.name, plugin])).values(),
  ];
  for (const { name, version, program } of plugins) console.log(`plugin ${name} ${version}, the real one: ${program}`);
  console.log(`${ready}; to use it by hand:`);
  console.log(`  export PATH=${engine.bin}:$PATH`);
  for (const { name, version, program } of plugins) {
    console.log(`  pulumi plugin install resource ${name} ${version} --file ${program}`);
  }
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(`toolchain: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  },
);
