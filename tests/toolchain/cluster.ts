import { readdirSync } from "node:fs";
import path from "node:path";

import { findPython } from "./builder";
import { cacheRoot } from "./cache";
import { findGo } from "./go";
import { provide, type Report } from "./provide";
import { toolchain, toStandardError, type Toolchain } from "./toolchain";

/** The programs of a Kubernetes control plane with simulated nodes, by their paths. */
export interface ControlPlane {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly scheduler: string;
  /** Simulates nodes and the pods on them. */
  readonly kwok: string;
  /** The files that tell kwok how its nodes and pods behave. */
  readonly stages: readonly string[];
}

/** Programs that judge manifests, by their paths. */
export interface Linters {
  readonly kubeScore: string;
  readonly checkov: string;
}

/** All that tests on Kubernetes need: the engine with the real providers of that platform, and a cluster. */
export interface ClusterToolchain extends Toolchain {
  readonly controlPlane: ControlPlane;
  readonly linters: Linters;
}

/**
 * Provides them from the cache, else by building them there, one after the other (half an hour on two cores).
 * @throws one line and, where a build failed, the end of its log.
 */
export async function clusterToolchain(report: Report = toStandardError): Promise<ClusterToolchain> {
  const engine = await toolchain(report, ["random", "kubernetes"]);
  return { ...engine, controlPlane: await controlPlane(report), linters: await linters(report) };
}

/** Only what a cluster is made of. */
export async function controlPlane(report: Report = toStandardError): Promise<ControlPlane> {
  const go = await findGo(cacheRoot());
  try {
    const etcd = await provide("etcd", go, report);
    const kubernetes = await provide("control-plane", go, report);
    const kwok = await provide("kwok", go, report);
    const stages = path.join(kwok.folder, "stages");
    return {
      etcd: path.join(etcd.folder, "etcd"),
      apiServer: path.join(kubernetes.folder, "kube-apiserver"),
      controllerManager: path.join(kubernetes.folder, "kube-controller-manager"),
      scheduler: path.join(kubernetes.folder, "kube-scheduler"),
      kwok: path.join(kwok.folder, "kwok"),
      stages: readdirSync(stages).map((name) => path.join(stages, name)),
    };
  } finally {
    go.close();
  }
}

/** Only what judges manifests. */
export async function linters(report: Report = toStandardError): Promise<Linters> {
  const go = await findGo(cacheRoot());
  try {
    const kubeScore = await provide("kube-score", go, report);
    const checkov = await provide("checkov", await findPython(), report);
    return { kubeScore: path.join(kubeScore.folder, "kube-score"), checkov: path.join(checkov.folder, "checkov") };
  } finally {
    go.close();
  }
}
