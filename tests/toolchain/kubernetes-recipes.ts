import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { pythonTool } from "./python-recipe";
import { required, sourceOf, strip, type Recipe } from "./recipe";

/** What tests on Kubernetes need besides the provider plugin, by the names of the folders here. */
export type KubernetesTool = "etcd" | "control-plane" | "kwok" | "kube-score" | "checkov";

export function kubernetesRecipe(name: KubernetesTool, folder: string): Recipe {
  switch (name) {
    case "etcd": {
      const module = "go.etcd.io/etcd/server/v3";
      return programs(required(folder, module), { etcd: module });
    }
    case "control-plane":
      return controlPlane(required(folder, "k8s.io/kubernetes"));
    case "kwok":
      return kwok(required(folder, "sigs.k8s.io/kwok"));
    case "kube-score": {
      const module = "github.com/zegl/kube-score";
      return programs(required(folder, module), { "kube-score": `${module}/cmd/kube-score` });
    }
    case "checkov":
      return pythonTool("checkov", "-m checkov.main", folder);
  }
}

/** The real provider, whose module has everything but the version, which the published one's build puts in. */
export function kubernetesPlugin(version: string): Recipe {
  const module = "github.com/pulumi/pulumi-kubernetes/provider/v4";
  const link = `-X ${module}/pkg/version.Version=${version}`;
  const { flags, make } = programs(version, { "pulumi-resource-kubernetes": "." }, link);
  return {
    version,
    flags,
    make: async (bench) => {
      const original = path.join(await sourceOf(bench, module), "cmd", "pulumi-resource-kubernetes");
      const schema = JSON.parse(readFileSync(path.join(original, "schema.json"), "utf8")) as object;
      writeFileSync(path.join(bench.source, "schema.json"), JSON.stringify({ ...schema, version }));
      copyFileSync(path.join(original, "terraform-mapping.json"), path.join(bench.source, "terraform-mapping.json"));
      await make(bench);
    },
  };
}

/** What Go builds of packages of the module that a folder requires. */
export function programs(version: string, packages: Readonly<Record<string, string>>, link = ""): Recipe {
  const flags = ["-trimpath", `-ldflags=${`${strip} ${link}`.trim()}`];
  return {
    version,
    flags,
    make: async ({ out, run }) => {
      for (const [program, name] of Object.entries(packages)) {
        await run("go", "build", ...flags, "-o", path.join(out, program), name);
      }
    },
  };
}

/** The API server tells its clients the version, and some of them decide by it what they may use. */
function controlPlane(version: string): Recipe {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(version) ?? [];
  const stamps = { gitVersion: version, gitMajor: String(major), gitMinor: String(minor) };
  const link = Object.entries(stamps).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  const names = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];
  const packages = Object.fromEntries(names.map((name) => [name, `k8s.io/kubernetes/cmd/${name}`]));
  return programs(version, packages, link.join(" "));
}

/** What kwok is to simulate is written in files of its module, one for each stage in the life of an object. */
const stages = [
  "node/fast/node-initialize",
  "node/heartbeat/node-heartbeat",
  "pod/fast/pod-ready",
  "pod/fast/pod-complete",
  "pod/fast/pod-delete",
];

function kwok(version: string): Recipe {
  const module = "sigs.k8s.io/kwok";
  const { flags, make } = programs(version, { kwok: `${module}/cmd/kwok` });
  return {
    version,
    flags: [...flags, ...stages],
    make: async (bench) => {
      await make(bench);
      const original = path.join(await sourceOf(bench, module), "kustomize", "stage");
      const folder = path.join(bench.out, "stages");
      mkdirSync(folder);
      for (const stage of stages) {
        const file = path.join(folder, `${path.basename(stage)}.yaml`);
        copyFileSync(path.join(original, `${stage}.yaml`), file);
        chmodSync(file, 0o644); // what lies in Go's module cache is read-only
      }
    },
  };
}
