import { buildSync } from "esbuild";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkout, type Figure, interleaved, node, seconds } from "./figures";

const rounds = 7;

/** How long it takes until the program can run, against the SDK alone, and the commands that a person waits for. */
export async function startUp(): Promise<Figure[]> {
  const program = 'require("./index.cjs"); require("./stacks/docker.ts")';
  const times = await interleaved(rounds, {
    sdk: () => node(["-e", 'require("@pulumi/pulumi")']),
    program: () => node(["-e", program]),
    nothing: () => node(["-e", "0"]),
    check: () => node(["ops/run.cjs", "check"]),
  });
  const rehearsal = await interleaved(1, { start: () => node(["ops/run.cjs", "start"]) });
  return [
    {
      what: "load the program",
      measured: seconds(times.program),
      floor: `${seconds(times.sdk)}, require("@pulumi/pulumi") alone`,
      reached: times.program / times.sdk,
      aim: 2,
      unit: "×",
    },
    {
      what: "npm run check",
      measured: seconds(times.check),
      floor: `${seconds(times.nothing)}, node -e 0`,
      reached: times.check / 1000,
      aim: 1,
      unit: "s",
    },
    {
      what: "npm start",
      measured: seconds(rehearsal.start),
      floor: "",
      reached: rehearsal.start / 1000,
      aim: 15,
      unit: "s",
    },
  ];
}

/** The ways to load TypeScript, compared on the same program: name to median in milliseconds. */
export async function loaders(): Promise<Record<string, number>> {
  const folder = mkdtempSync(path.join(tmpdir(), "alfred-loaders-"));
  try {
    symlinkSync(path.join(checkout, "node_modules"), path.join(folder, "node_modules"), "dir");
    const prebuilt = path.join(folder, "prebuilt.cjs");
    buildSync({
      stdin: { contents: 'require("./index.ts"); require("./stacks/docker.ts")', resolveDir: checkout },
      bundle: true,
      packages: "external",
      platform: "node",
      outfile: prebuilt,
    });
    const tsNode = path.join(folder, "ts-node.cjs");
    writeFileSync(tsNode, tsNodeProgram);
    return await interleaved(rounds, {
      "ts-node without checking": () => node([tsNode]),
      "esbuild in memory": () =>
        node(["-e", 'require("./typescript.cjs"); require("./index.ts"); require("./stacks/docker.ts")']),
      "prebuilt JavaScript": () => node([prebuilt]),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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
