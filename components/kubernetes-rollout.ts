import * as pulumi from "@pulumi/pulumi";

/** Says why the pods with an `app` label do not get ready, a line for each reason; nothing secret. */
export type Explain = (namespace: string, app: string) => Promise<readonly string[]>;

/**
 * Prints the pods' own reasons where a rollout fails: the provider knows the Deployment's state, which says little of why
 * no pod gets ready (pulumi/pulumi-kubernetes#535).
 *
 * @param name unique among the hooks of a program
 */
export function tellWhy(name: string, app: string, explain: Explain): pulumi.ResourceHookBinding {
  const hook = new pulumi.ErrorHook(`${name}-rollout`, async ({ newInputs, failedOperation }) => {
    const { namespace } = (newInputs?.["metadata"] ?? {}) as { namespace?: string };
    if (namespace === undefined || failedOperation === "delete") return false;
    const lines = await explain(namespace, app).catch((error: unknown) => [
      `  the cluster could not be asked: ${error instanceof Error ? error.message : String(error)}`,
    ]);
    if (lines.length > 0)
      await pulumi.log.error([`${name} does not get ready. The cluster says:`, ...lines].join("\n"));
    return false; // no second try: what keeps a pod from starting rarely goes away by itself
  });
  return { onError: [hook] };
}
