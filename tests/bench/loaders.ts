import { buildSync } from "esbuild";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runOrFail } from "../harness/run";
import { checkout, interleaved, node } from "./figures";

/** A way to get the program's TypeScript into Node. */
export interface Loader {
  readonly name: string;
  /** Median, in milliseconds. */
  readonly time: number;
  /** Whether nothing has to be done between installing the packages and starting. */
  readonly afterInstall: string;
  /** Whether it can run something else than what the files say. */
  readonly stale: string;
}

/** The version that is compared; it is no dependency of the project, and is installed into a scratch folder. */
const tsx = "tsx@4.23.15";

/** The ways to load TypeScript, compared on the same program: its entry and the stack `dev`. */
export async function loaders(rounds: number): Promise<Loader[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "alfred-loaders-"));
  try {
    const where = path.join(folder, "tsx");
    await runOrFail("npm", ["install", "--prefix", where, "--no-save", "--no-audit", "--no-fund", tsx], {});
    symlinkSync(path.join(checkout, "node_modules"), path.join(folder, "node_modules"), "dir");
    const file = (name: string, text: string): string => {
      writeFileSync(path.join(folder, name), text);
      return path.join(folder, name);
    };
    const prebuilt = path.join(folder, "prebuilt.cjs");
    buildSync({ ...bundle, outfile: prebuilt });
    const tsNode = file("ts-node.cjs", tsNodeProgram);
    const inMemory = file("in-memory.cjs", inMemoryProgram);
    const times = await interleaved(rounds, {
      sdk: () => node(["-e", 'require("@pulumi/pulumi")']),
      tsNode: () => node([tsNode]),
      tsx: () => node(["--require", path.join(where, "node_modules/tsx/dist/cjs/index.cjs"), "-e", requires("")]),
      inMemory: () => node([inMemory]),
      kept: () => node(["-e", requires('require("./typescript.cjs");')]),
      prebuilt: () => node([prebuilt]),
    });
    return [
      { name: 'require("@pulumi/pulumi") alone, as the floor', time: times.sdk, afterInstall: "", stale: "" },
      {
        name: "ts-node without checking (the copy that the SDK brings), which keeps what it compiled",
        time: times.tsNode,
        afterInstall: "yes",
        stale: "no",
      },
      { name: `${tsx}, which keeps what it compiled`, time: times.tsx, afterInstall: "yes", stale: "no" },
      { name: "esbuild in memory, one call at every start", time: times.inMemory, afterInstall: "yes", stale: "no" },
      { name: "esbuild, kept by content (typescript.cjs)", time: times.kept, afterInstall: "yes", stale: "no" },
      { name: "prebuilt JavaScript", time: times.prebuilt, afterInstall: "only with a build step", stale: "yes" },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const requires = (before: string): string => `${before} require("./index.ts"); require("./stacks/docker.ts")`;

/** With source maps in the texts, as typescript.cjs makes them; Node reads them only where it is told to. */
const bundle = {
  stdin: { contents: requires(""), resolveDir: checkout },
  bundle: true,
  packages: "external",
  platform: "node",
  sourcemap: "inline",
  sourcesContent: false,
} as const;

const inMemoryProgram = `
const { outputFiles: [{ text }] } = require("esbuild").buildSync(${JSON.stringify({ ...bundle, write: false })});
module._compile(text, __filename);
`;

/** As `@pulumi/pulumi/cmd/run` does it, with the copies of ts-node and TypeScript that the SDK brings or finds. */
const tsNodeProgram = `
const { typeScriptRequireStrings } = require("@pulumi/pulumi/tsutils");
const { tsnodeRequire, typescriptRequire } = typeScriptRequireStrings();
require(tsnodeRequire).register({
  transpileOnly: true, compiler: typescriptRequire, skipProject: true,
  compilerOptions: { target: "es2022", module: "commonjs", esModuleInterop: true, resolveJsonModule: true },
});
require(${JSON.stringify(path.join(checkout, "index.ts"))});
require(${JSON.stringify(path.join(checkout, "stacks/docker.ts"))});
`;
