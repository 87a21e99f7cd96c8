// Lets Node load this project's TypeScript as it stands. A file is stripped of its types by esbuild when it is first
// needed, together with what lies in the same folder at the top, and the result is kept under a key made of its content:
// there is no build to forget, none that can be stale, and from the second start on nothing to wait for.
// Compared with the alternatives in docs/decisions/0002-loading-typescript.md.
"use strict";
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

Module.enableCompileCache?.(); // Node 22.1 and newer: keeps V8's compiled code, too

const root = __dirname;
const cache = path.join(root, "node_modules/.cache/alfred-storage");
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
const salt = JSON.stringify([options, require("esbuild/package.json").version]);

Module._extensions[".ts"] = (module, file) => {
  module._compile(kept(file) ?? compileWithNeighbours(file), file);
};

const keyOf = (file) =>
  createHash("sha256")
    .update(salt)
    .update(path.relative(root, file))
    .update("\0")
    .update(readFileSync(file))
    .digest("hex");

function kept(file) {
  try {
    return readFileSync(path.join(cache, keyOf(file)), "utf8");
  } catch {
    return undefined;
  }
}

/** One call for a whole room costs little more than for one file: starting esbuild is most of it. */
function compileWithNeighbours(file) {
  const room = path.relative(root, file).split(path.sep).slice(0, -1)[0];
  const neighbours = (room === undefined ? [] : readdirSync(path.join(root, room), { recursive: true }))
    .filter(
      (name) =>
        name.endsWith(".ts") && !name.endsWith(".d.ts") && name.endsWith(".spec.ts") === file.endsWith(".spec.ts"),
    )
    .map((name) => path.join(root, room, name))
    .filter((name) => kept(name) === undefined);
  let texts;
  try {
    texts = compile([...new Set([file, ...neighbours])]);
  } catch {
    texts = compile([file]); // a mistake in a neighbour is not this file's
  }
  for (const [name, text] of texts) keep(name, text);
  return texts.get(file);
}

function compile(entryPoints) {
  const { buildSync } = require("esbuild");
  const { outputFiles } = buildSync({ ...options, entryPoints, outbase: root, outdir: root, write: false });
  return new Map(outputFiles.map(({ path: output, text }) => [output.replace(/\.js$/, ".ts"), text]));
}

/** Another process may write or read the same at this moment, so it appears whole or not at all. */
function keep(file, text) {
  const target = path.join(cache, keyOf(file));
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${target}.${process.pid}`, text);
    renameSync(`${target}.${process.pid}`, target);
  } catch {
    // A folder that cannot be written costs time at the next start, and nothing else.
  }
}
