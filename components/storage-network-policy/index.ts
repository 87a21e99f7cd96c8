import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1"; // with the whole SDK a program starts 100 ms later
import * as pulumi from "@pulumi/pulumi";
import { type KubernetesArgs, objectLabels } from "../kubernetes";
import { checkNetwork, type NetworkArgs } from "./args";
import { allowances, defaultDeny, type Policy } from "./rules";

export interface StorageNetworkPolicyArgs extends KubernetesArgs, NetworkArgs {}

/**
 * Who may talk to the pods of the storage layer, and whom they may talk to; nothing else gets through. Other pods of the
 * namespace are left alone.
 *
 * It takes effect where the cluster's network enforces NetworkPolicies; a cluster that does not will not say so.
 *
 * @example
 * ```ts
 * new StorageNetworkPolicy("network", {
 *   provider,
 *   namespace: "alfred-platform",
 *   labels: {},
 *   servicePort: 5000,
 *   databases: [{ pods: { app: "db-postgres" }, port: 5432 }],
 *   objectStore: { port: 443 }, // any public address
 *   workloads: { imageProxy: true, api: true },
 *   controllerNamespace: "ingress-nginx",
 * });
 * ```
 */
export class StorageNetworkPolicy extends pulumi.ComponentResource {
  constructor(name: string, args: StorageNetworkPolicyArgs, options?: pulumi.ComponentResourceOptions) {
    refuseMistakes(args);
    super("alfred:storage:kubernetes:StorageNetworkPolicy", name, {}, options);
    const { provider, namespace } = args;
    const labels = objectLabels(args, "db-storage", "network-policy");
    const policy = ({ name, spec }: Policy, dependsOn: NetworkPolicy[]) =>
      new NetworkPolicy(name, { metadata: { name, namespace, labels }, spec }, { parent: this, provider, dependsOn });
    const allowing = allowances(args).map((one) => policy(one, []));
    // At last, so that an `up` does not cut off pods that run already from what they may reach.
    policy(defaultDeny, allowing);
    this.registerOutputs({});
  }
}

function refuseMistakes(args: NetworkArgs): void {
  const mistakes = checkNetwork(args).filter(({ severity }) => severity === "error");
  if (mistakes.length === 0) return;
  const sentences = mistakes.map(
    ({ path, value, message, remedy }) => `${path.join(".")}: ${String(value)} ${message}; ${remedy ?? ""}`,
  );
  throw new pulumi.RunError(sentences.join("\n"));
}
