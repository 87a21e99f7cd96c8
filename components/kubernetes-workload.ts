import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type KubernetesArgs, objectLabels } from "./kubernetes";
import { type PodArgs, podTemplate } from "./kubernetes-pod";
import { rolloutHooks, type Rollouts } from "./kubernetes-rollout";

/** What all workloads of a stack share. */
export interface WorkloadSurroundings extends KubernetesArgs {
  /**
   * The PriorityClass of the pods.
   * @default the cluster's default
   */
  readonly priorityClass?: pulumi.Input<string>;
  /** How long a rollout may take before it counts as failed. */
  readonly rolloutMinutes: number;
  /** Secrets with passwords of registries. */
  readonly pullSecrets: readonly pulumi.Input<string>[];
  /**
   * Asks the cluster whether a rollout has ended, and why pods do not get ready.
   * @default what the provider says has to do
   */
  readonly rollouts?: Rollouts;
}

type OfPod = "labels" | "selector" | "serviceAccount" | "priorityClass" | "pullSecrets";

export interface WorkloadArgs extends Omit<PodArgs, OfPod> {
  /** The seed's `app` label, by which everything selects the pods. */
  readonly app: string;
  /** What it does in the storage layer. */
  readonly component: string;
  readonly replicas: number;
  /** Whether an autoscaler decides their number once they are there. */
  readonly autoscaled?: boolean;
  /** Whether the old pod has to be gone before a new one starts, since they share a volume. */
  readonly oneAtATime: boolean;
  readonly serviceAccountAnnotations?: Readonly<Record<string, pulumi.Input<string>>>;
  /** The Services in front of it by name, with their port and the name of the container's. */
  readonly services: Readonly<Record<string, { readonly port: number; readonly target: string }>>;
}

export interface Workload {
  readonly deployment: k8s.apps.v1.Deployment;
  readonly services: readonly k8s.core.v1.Service[];
}

/**
 * A Deployment with what belongs to it: an account of its own without any right, Services, and a budget that lets a
 * cluster's upgrade take one pod at a time, also one that is not healthy.
 */
export function workload(
  name: string,
  surroundings: WorkloadSurroundings,
  args: WorkloadArgs,
  parent: pulumi.Resource,
): Workload {
  const { provider, namespace } = surroundings;
  const options = { parent, provider };
  const labels = objectLabels(surroundings, args.app, args.component);
  const metadata = { name, namespace, labels };
  const selector = { app: args.app };
  const timeout = `${surroundings.rolloutMinutes}m`;

  const account = new k8s.core.v1.ServiceAccount(
    name,
    {
      metadata: {
        ...metadata,
        ...(args.serviceAccountAnnotations === undefined ? {} : { annotations: args.serviceAccountAnnotations }),
      },
      automountServiceAccountToken: false,
    },
    options,
  );
  const deployment = new k8s.apps.v1.Deployment(
    name,
    {
      metadata,
      spec: {
        replicas: args.replicas,
        revisionHistoryLimit: 3,
        progressDeadlineSeconds: surroundings.rolloutMinutes * 60,
        selector: { matchLabels: selector },
        strategy: args.oneAtATime
          ? { type: "Recreate" }
          : { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        template: podTemplate({
          ...args,
          labels,
          selector,
          serviceAccount: account.metadata.name,
          pullSecrets: surroundings.pullSecrets,
          ...(surroundings.priorityClass === undefined ? {} : { priorityClass: surroundings.priorityClass }),
        }),
      },
    },
    {
      ...options,
      // The provider then also leaves the number alone when it changes something else.
      ...(args.autoscaled === true ? { ignoreChanges: ["spec.replicas"] } : {}),
      // Without it the provider waits for ten minutes whatever the Deployment's own deadline is.
      customTimeouts: { create: timeout, update: timeout },
      ...(surroundings.rollouts === undefined
        ? {}
        : {
            hooks: rolloutHooks({
              ...surroundings.rollouts,
              name,
              app: args.app,
              minutes: surroundings.rolloutMinutes,
            }),
          }),
    },
  );
  const services = Object.entries(args.services).map(
    ([service, { port, target }]) =>
      new k8s.core.v1.Service(
        service,
        {
          metadata: { name: service, namespace, labels },
          spec: {
            type: "ClusterIP",
            selector,
            ports: [{ name: target, port, targetPort: target, protocol: "TCP", appProtocol: "http" }],
          },
        },
        { ...options, dependsOn: deployment }, // a Service counts as ready once it has a pod
      ),
  );
  new k8s.policy.v1.PodDisruptionBudget(
    name,
    {
      metadata,
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        selector: { matchLabels: selector },
      },
    },
    options,
  );
  return { deployment, services };
}
