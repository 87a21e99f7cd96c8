import { chmodSync, copyFileSync, cpSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import type { Built, PluginName } from "./choice";

/** Where a recipe works: a copy of the module, the folder for what it makes, and the `go` command in that copy. */
export interface Bench {
  readonly source: string;
  readonly out: string;
  /** Runs `go` and gives its standard output. */
  readonly go: (...args: string[]) => Promise<string>;
}

/** How one module becomes programs. */
export interface Recipe {
  readonly version: string;
  /** Every flag that decides what comes out; part of the cache's key. */
  readonly flags: readonly string[];
  readonly make: (bench: Bench) => Promise<void>;
}

const strip = "-s -w"; // without symbols and debug information: a third smaller

/** The recipe of a module, whose versions are those that its `go.mod` requires. */
export function recipe(name: Built, folder: string): Recipe {
  switch (name) {
    case "pulumi":
      return engine(required(folder, "github.com/pulumi/pulumi/pkg/v3"));
    case "language-nodejs":
      return languageHost(required(folder, "github.com/pulumi/pulumi/sdk/v3"));
    case "docker":
      return plugin(name, ["-tags=no_compose"]);
    case "random":
      return plugin(name, []);
  }
}

/** The version of the npm package whose programs a plugin serves. */
export function pluginVersion(name: PluginName): string {
  const file = require.resolve(`@pulumi/${name}/package.json`);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

function required(folder: string, module: string): string {
  const line = new RegExp(`^\\s*(?:require\\s+)?${module.replaceAll(".", "\\.")} (v\\S+)`, "m");
  const version = line.exec(readFileSync(path.join(folder, "go.mod"), "utf8"))?.[1];
  if (version === undefined) throw new Error(`${folder}/go.mod does not require ${module}`);
  return version;
}

/** The linker flag by which both programs of Pulumi learn their own version. */
function stamped(version: string): string {
  return `-ldflags=${strip} -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`;
}

function engine(version: string): Recipe {
  const flags = ["-trimpath", "-tags=osusergo,grpcnotrace", stamped(version)];
  return {
    version,
    flags,
    make: async ({ out, go }) => {
      await go("build", ...flags, "-o", path.join(out, "pulumi"), "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi");
    },
  };
}

function languageHost(version: string): Recipe {
  const flags = ["-trimpath", stamped(version)];
  const module = "github.com/pulumi/pulumi/sdk/v3";
  return {
    version,
    flags,
    make: async ({ out, go }) => {
      const program = "pulumi-language-nodejs";
      await go("build", ...flags, "-o", path.join(out, program), `${module}/nodejs/cmd/${program}`);
      const folder = path.join((await go("list", "-m", "-f", "{{.Dir}}", module)).trim(), "nodejs", "dist");
      for (const script of ["pulumi-resource-pulumi-nodejs", "pulumi-analyzer-policy"]) {
        copyFileSync(path.join(folder, script), path.join(out, script));
        chmodSync(path.join(out, script), 0o755);
      }
    },
  };
}

/**
 * A plugin that is upstream's provider behind Pulumi's bridge. Pulumi's copy of terraform-plugin-sdk lacks one method
 * that upstream's code needs (see the file below `_terraform-plugin-sdk`), and Go takes no overlay inside its module
 * cache. So the copy that go.sum vouches for is copied once more, and the module pointed at it.
 */
function plugin(name: PluginName, options: readonly string[]): Recipe {
  const version = pluginVersion(name);
  const flags = ["-trimpath", ...options, `-ldflags=${strip} -X toolchain/${name}/provider.Version=${version}`];
  const sdk = "github.com/hashicorp/terraform-plugin-sdk/v2";
  return {
    version,
    flags,
    make: async ({ source, out, go }) => {
      await go("mod", "download", sdk);
      const original = (await go("list", "-m", "-f", "{{.Replace.Dir}}", sdk)).trim();
      const copy = path.join(source, "terraform-plugin-sdk");
      cpSync(original, copy, { recursive: true });
      makeWritable(copy); // what lies in Go's module cache is read-only
      cpSync(path.join(source, "_terraform-plugin-sdk"), copy, { recursive: true });
      await go("mod", "edit", `-replace=${sdk}=./terraform-plugin-sdk`);
      await go("run", ...flags, "./generate");
      await go("build", ...flags, "-o", path.join(out, `pulumi-resource-${name}`), ".");
    },
  };
}

function makeWritable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) makeWritable(file);
    else chmodSync(file, 0o644);
  }
}
