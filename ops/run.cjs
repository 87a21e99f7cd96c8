// Runs one of the project's commands, after installing the packages that are missing. Plain JavaScript that needs
// nothing but Node, since it runs before there is anything else.
"use strict";
const { spawnSync } = require("node:child_process");
const { readFileSync } = require("node:fs");
const { availableParallelism } = require("node:os");
const path = require("node:path");

const root = path.join(__dirname, "..");

const commands = {
  start: () => load("rehearsal/main.ts"),
  check: () => load("ops/check.ts"),
  test: () => steps({ ...checks, ...specs }),
  // The tests alone, for another version of Node: what types, lint and format say does not depend on it.
  "test:specs": () => steps(specs),
  "test:engine": () =>
    steps({
      "engine tests": [
        ...mocha,
        "tests/{harness,engine}/**/*.spec.ts",
        ...platformSpecs.flatMap((spec) => ["--ignore", spec]),
      ],
    }),
  "test:conformance": () =>
    steps({ "conformance tests": [...mocha, ...platformSpecs, "tests/conformance/**/*.spec.ts"] }),
  // Two at once: those that kill runs wait for most of their time.
  "test:backup": () => steps({ "backup tests": [...mocha, "--parallel", "--jobs", "2", "tests/backup/**/*.spec.ts"] }),
  toolchain: () => load("tests/toolchain/build.ts"),
  bench: () => load("tests/bench/main.ts"),
  ops: () => load("ops/main.ts"),
  schema: () => load("config/write-schema.ts"),
  policies: () => load("policies/write-catalogue.ts"),
  format: () => steps({ format: ["prettier/bin/prettier.cjs", "--write", "--log-level", "warn", "."] }),
};
const mocha = ["mocha/bin/mocha.js"];
const checks = {
  "type-check": ["typescript/bin/tsc", "--noEmit"],
  lint: ["eslint/bin/eslint.js", "."],
  format: ["prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."],
};
const specs = {
  tests: [
    ...mocha,
    ...["--parallel", "--jobs", String(availableParallelism())],
    "{cluster,components,config,ops,policies,rehearsal,stacks,storagedb,tests/aws,tests/toolchain,tests/verifier}/**/*.spec.ts",
  ],
};
// Those of the harness that need Kubernetes or AWS.
const platformSpecs = ["tests/harness/cluster.spec.ts", "tests/harness/aws.spec.ts"];

function main([name, ...rest]) {
  const command = commands[name];
  if (command === undefined) {
    console.error(`There is no command "${name ?? ""}". There are: ${Object.keys(commands).join(", ")}.`);
    process.exitCode = 2;
    return;
  }
  if (!installed() && !install()) {
    process.exitCode = 1;
    return;
  }
  process.argv.splice(1, process.argv.length, path.join(root, "ops", `run.cjs ${name}`), ...rest);
  process.chdir(root);
  command();
}

/** Whether node_modules holds what package-lock.json asks for; npm keeps its own record of what it put there. */
function installed() {
  const packages = (file) => JSON.parse(readFileSync(path.join(root, file), "utf8")).packages;
  try {
    const present = packages("node_modules/.package-lock.json");
    return Object.entries(packages("package-lock.json")).every(
      ([name, wanted]) => name === "" || wanted.optional || present[name]?.version === wanted.version,
    );
  } catch {
    return false;
  }
}

function install() {
  const begin = Date.now();
  process.stderr.write(
    "Installing the packages that package-lock.json names; this happens once and takes a minute …\n",
  );
  // npm tells where it lives when it started us; by hand, it is looked for on the PATH.
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const { status, error } = spawnSync(npm[0], [...npm.slice(1), "ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    shell: npm[0] === "npm" && process.platform === "win32",
  });
  if (status !== 0) {
    process.stderr.write(
      `The packages could not be installed${error ? `: ${error.message}` : ""}. Is npm there, and the network?\n`,
    );
    return false;
  }
  process.stderr.write(`Installed in ${((Date.now() - begin) / 1000).toFixed(0)} s.\n`);
  return true;
}

/** In this process: a second one would cost half of what a check may take. */
function load(file) {
  require("../typescript.cjs");
  require(path.join(root, file));
}

/** One after the other, each with its time; stops at the first that fails. */
function steps(list) {
  for (const [name, [script, ...args]] of Object.entries(list)) {
    const begin = Date.now();
    process.stdout.write(`${name} …\n`);
    const { status } = spawnSync(
      process.execPath,
      [path.join(root, "node_modules", script), ...args, ...(script === mocha[0] ? process.argv.slice(2) : [])],
      { cwd: root, stdio: "inherit" },
    );
    const took = `${((Date.now() - begin) / 1000).toFixed(1)} s`;
    if (status !== 0) {
      process.stdout.write(`${name} failed after ${took}.\n`);
      process.exitCode = 1;
      return;
    }
    process.stdout.write(`${name}: fine, ${took}\n`);
  }
}

main(process.argv.slice(2));
