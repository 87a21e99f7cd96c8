/** Surroundings of components on Kubernetes, for specs. */
import * as k8s from "@pulumi/kubernetes";
import type { WorkloadSurroundings } from "./kubernetes-workload";
import { bytes, cpu } from "./units";

export const around = (): WorkloadSurroundings => ({
  provider: new k8s.Provider("kubernetes"),
  namespace: "alfred-platform",
  labels: { owner: "platform" },
  priorityClass: "alfred-storage",
  rolloutMinutes: 10,
  pullSecrets: ["registries"],
});

export const resources = {
  requests: { cpu: cpu("0.5"), memory: bytes("1GiB") },
  limits: { cpu: cpu("1"), memory: bytes("2GiB") },
};

/** The labels of what is made in these surroundings. */
export const labelsOf = (app: string, component: string) => ({
  owner: "platform",
  "app.kubernetes.io/part-of": "alfred-storage",
  app,
  "app.kubernetes.io/name": app,
  "app.kubernetes.io/component": component,
  "app.kubernetes.io/managed-by": "pulumi",
});
