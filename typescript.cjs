// Lets Node load this project's TypeScript as it stands: every .ts file is stripped of its types in memory by one call
// of esbuild when a process starts (about 60 ms), so there is no build to forget and none that can be stale.
// Compared with the alternatives in docs/decisions/0002-loading-typescript.md.
"use strict";
const { existsSync, readFileSync, readdirSync } = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

Module.enableCompileCache?.(); // Node 22.1 and newer: keeps V8's compiled code of the packages between runs

const root = __dirname;
const rooms = ["components", "config", "ops", "policies", "rehearsal", "stacks", "storagedb", "tests"];

/** Every TypeScript file of the project; specs only where mocha asks for them. */
function sources() {
  const wanted = (name) => name.endsWith(".ts") && !name.endsWith(".d.ts");
  const inRoom = (room) =>
    readdirSync(path.join(root, room), { recursive: true })
      .filter(wanted)
      .map((file) => path.join(root, room, file));
  return [
    path.join(root, "index.ts"),
    ...rooms.filter((room) => existsSync(path.join(root, room))).flatMap(inRoom),
  ].filter((file) => !file.endsWith(".spec.ts") || process.argv.some((argument) => argument.includes("mocha")));
}

const options = {
  bundle: false,
  format: "cjs",
  platform: "node",
  target: "node20.19",
  supported: { "dynamic-import": false }, // import() of our own files becomes require(), which knows .ts
  sourcemap: "inline",
  sourcesContent: false,
  logLevel: "silent",
};

let compiled;
function compile() {
  const { buildSync } = require("esbuild");
  const result = buildSync({ ...options, entryPoints: sources(), outbase: root, outdir: root, write: false });
  return new Map(result.outputFiles.map(({ path: file, text }) => [file.replace(/\.js$/, ".ts"), text]));
}

process.setSourceMapsEnabled(true);
Module._extensions[".ts"] = (module, file) => {
  compiled ??= compile();
  const text = compiled.get(file) ?? transform(file);
  module._compile(text, file);
};

function transform(file) {
  const { transformSync } = require("esbuild");
  return transformSync(readFileSync(file, "utf8"), { ...options, bundle: undefined, loader: "ts", sourcefile: file })
    .code;
}
