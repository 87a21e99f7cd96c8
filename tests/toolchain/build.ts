import { cacheRoot } from "./cache";
import { toolchain } from "./toolchain";

const help = `Usage: npm run toolchain

Provides what the engine tests need: the pulumi command, its language host for Node.js and the real docker and random
providers. A pulumi on PATH that answers is used as it is, and so are plugins of the right version on PATH or among the
installed plugins. What is missing is built with Go from pinned modules, which takes some minutes once, into
  ${cacheRoot()}
and taken from there afterwards. Removing that folder is safe.`;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(help);
    return 0;
  }
  if (args.length > 0) {
    console.error(`toolchain: unknown argument ${String(args[0])}\n\n${help}`);
    return 1;
  }
  const started = Date.now();
  const { bin, pulumi, source, versions, plugins } = await toolchain((line) => {
    console.log(line);
  });
  const origin = source === "found" ? "from PATH" : "built here from pinned Go modules";
  console.log(`pulumi ${versions["pulumi"] ?? ""}, ${origin}: ${pulumi}`);
  for (const { name, version, program } of plugins) console.log(`plugin ${name} ${version}, the real one: ${program}`);
  console.log(`ready after ${((Date.now() - started) / 1000).toFixed(1)} s; to use it by hand:`);
  console.log(`  export PATH=${bin}:$PATH`);
  for (const { name, version, program } of plugins) {
    console.log(`  pulumi plugin install resource ${name} ${version} --file ${program}`);
  }
  return 0;
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
