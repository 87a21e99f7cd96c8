import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** What every component on Kubernetes needs to know of its surroundings. */
export interface KubernetesArgs {
  readonly provider: k8s.Provider;
  /** The name of the namespace. */
  readonly namespace: pulumi.Input<string>;
  /** Put on every object, beside those that say what it is. */
  readonly labels: Readonly<Record<string, string>>;
}

/** On every pod of the storage layer; network policies select them by it. */
export const partOf = { "app.kubernetes.io/part-of": "alfred-storage" } as const;

/**
 * The labels of an object: those of the stack, the seed's `app`, by which selectors find it, and Kubernetes' own.
 *
 * @param app the seed's name for it
 * @param component what it does in the storage layer
 */
export function objectLabels({ labels }: Pick<KubernetesArgs, "labels">, app: string, component: string) {
  return {
    ...labels,
    ...partOf,
    app,
    "app.kubernetes.io/name": app,
    "app.kubernetes.io/component": component,
    "app.kubernetes.io/managed-by": "pulumi",
  };
}
