import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type KubernetesArgs, objectLabels } from "./kubernetes";

/** Where the content of a Secret comes from: the program, a Secret that exists, or a store of External Secrets. */
export type SecretSource =
  | {
      readonly kind: "made";
      /** Texts by key. Kept as secrets. */
      readonly content: Readonly<Record<string, pulumi.Input<string>>>;
    }
  | { readonly kind: "given"; readonly name: string }
  | {
      readonly kind: "external";
      /** The name of the Secret, and of the entry in the store. */
      readonly name: string;
      /** The ClusterSecretStore. */
      readonly store: string;
    };

/**
 * The name of a Secret that has the content. What the program makes gets a new name with each content: pods of the old
 * one keep theirs until they are replaced, and a rollout that fails leaves them as they were.
 */
export function secretOf(
  role: string,
  { provider, namespace, labels }: KubernetesArgs,
  source: SecretSource,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const own = objectLabels({ labels }, role, "secret");
  switch (source.kind) {
    case "given":
      return pulumi.output(source.name);
    case "made":
      return new k8s.core.v1.Secret(
        role,
        {
          metadata: { namespace, labels: own },
          type: "Opaque",
          immutable: true,
          stringData: pulumi.secret(source.content),
        },
        { ...options, provider },
      ).metadata.name;
    case "external":
      new k8s.apiextensions.CustomResource(
        role,
        {
          apiVersion: "external-secrets.io/v1",
          kind: "ExternalSecret",
          metadata: { name: source.name, namespace, labels: own },
          spec: {
            refreshInterval: "1h",
            secretStoreRef: { kind: "ClusterSecretStore", name: source.store },
            target: { name: source.name, creationPolicy: "Owner" },
            dataFrom: [{ extract: { key: source.name } }],
          },
        },
        { ...options, provider },
      );
      return pulumi.output(source.name);
  }
}
