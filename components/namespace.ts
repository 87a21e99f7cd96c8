import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

export interface NamespaceArgs {
  readonly provider: k8s.Provider;
  readonly name: string;
  /** Whether it is made; else it is there already, and stays as it is. */
  readonly create: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

/** The release whose definition of the standard holds, so that an upgraded cluster refuses no pod that it took before. */
const podSecurityVersion = "v1.34";

/**
 * The name of the namespace, once it is there. One that the program makes admits only pods that meet the restricted Pod
 * Security Standard; it is protected, because the claims in it would go with it.
 */
export function namespaceOf({ provider, name, create, labels }: NamespaceArgs): pulumi.Input<string> {
  if (!create) return name;
  const modes = ["enforce", "audit", "warn"].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, "restricted"],
    [`pod-security.kubernetes.io/${mode}-version`, podSecurityVersion],
  ]);
  return new k8s.core.v1.Namespace(
    name,
    { metadata: { name, labels: { ...labels, ...(Object.fromEntries(modes) as Record<string, string>) } } },
    { provider, protect: true },
  ).metadata.name;
}
