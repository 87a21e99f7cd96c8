import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import { isMap, isSeq, parseDocument } from "yaml";

import type { Plugin, Toolchain } from "../toolchain/toolchain";
import { runOrFail } from "./run";

const checkout = path.resolve(__dirname, "../..");

/** Copies what belongs to this checkout, committed or not: what git ignores stays behind. */
export async function copyCheckout(folder: string): Promise<void> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { stdout } = await runOrFail("git", args, { cwd: checkout });
  for (const file of stdout.split("\0")) {
    const source = path.join(checkout, file);
    if (file === "" || !existsSync(source)) continue; // deleted, but not yet committed
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    copyFileSync(source, path.join(folder, file));
  }
}

/** Gives a project the packages of this checkout. */
export function linkPackages(folder: string): void {
  symlinkSync(path.join(checkout, "node_modules"), path.join(folder, "node_modules"), "dir");
}

/**
 * Bridges what the old language host of a built toolchain cannot do, which is to start a plugin from a folder with a
 * `PulumiPlugin.yaml`: the engine runs an executable `pulumi-resource-NAME` in that folder instead, if there is one.
 * It starts the folder's main module, as a current language host does.
 * And names a stand-in for the postgresql plugin, whose real code cannot be had from any package registry.
 */
export function bridgePlugins(folder: string): void {
  if (isPlugin(path.join(folder, "storagedb"))) writeLauncher(path.join(folder, "storagedb"), "storagedb");
  const standIn = "rehearsal/postgresql";
  if (isPlugin(path.join(folder, standIn))) {
    writeLauncher(path.join(folder, standIn), "postgresql");
    addPlugin(path.join(folder, "Pulumi.yaml"), "postgresql", standIn);
  }
}

function isPlugin(folder: string): boolean {
  return existsSync(path.join(folder, "PulumiPlugin.yaml"));
}

function writeLauncher(folder: string, name: string): void {
  const file = path.join(folder, `pulumi-resource-${name}`);
  writeFileSync(file, '#!/usr/bin/env node\nrequire(".");\n');
  chmodSync(file, 0o755);
}

/**
 * The path to give to `--policy-pack`. A folder is what a person gives; the old language host of a built toolchain cannot
 * start a pack from one, and the engine also takes a program, which it calls with its address as the first argument.
 */
export function bridgePack(folder: string, source: Toolchain["source"]): string {
  if (source === "found") return folder;
  const program = path.join(folder, "pulumi-analyzer-policy-pack");
  const start = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  writeFileSync(program, `#!/bin/sh\ncd "$(dirname "$0")" && exec node '${start}' "$1" .\n`);
  chmodSync(program, 0o755);
  return program;
}

/** Adds an entry to `plugins.providers`, unless the project names that plugin itself. */
function addPlugin(file: string, name: string, folder: string): void {
  const document = parseDocument(readFileSync(file, "utf8"));
  const key = ["plugins", "providers"];
  const providers = document.getIn(key);
  if (isSeq(providers)) {
    if (providers.items.some((item) => isMap(item) && item.get("name") === name)) return;
    document.addIn(key, document.createNode({ name, path: folder }));
  } else {
    document.setIn(key, document.createNode([{ name, path: folder }]));
  }
  writeFileSync(file, document.toString());
}

/** Installs plugins where the engine looks for them, as `pulumi plugin install` would, by links. */
export function installPlugins(home: string, plugins: readonly Plugin[]): void {
  for (const { name, version, program } of plugins) {
    const folder = path.join(home, "plugins", `resource-${name}-v${version}`);
    mkdirSync(folder, { recursive: true });
    symlinkSync(program, path.join(folder, `pulumi-resource-${name}`));
  }
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
