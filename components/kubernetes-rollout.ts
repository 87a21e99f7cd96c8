import * as pulumi from "@pulumi/pulumi";

/** What a cluster is asked about rollouts. */
export interface Rollouts {
  /** Why the pods with an `app` label do not get ready, a line for each reason; nothing secret. */
  readonly reasons: (namespace: string, app: string) => Promise<readonly string[]>;
  /**
   * Whether a Deployment's pods are all of its newest kind and available, once it has come to an end; false where it does not
   * within so many minutes.
   */
  readonly ended: (namespace: string, deployment: string, minutes: number) => Promise<boolean>;
}

/** What the engine hands over of a Deployment. */
interface DeploymentState {
  readonly metadata?: { readonly namespace?: string; readonly name?: string };
}

interface Rollout extends Rollouts {
  /** Unique among the hooks of a program. */
  readonly name: string;
  /** The pods' label. */
  readonly app: string;
  readonly minutes: number;
}

/**
 * Looks after a Deployment's rollout, with the pods' own reasons where it fails: the provider knows the Deployment's state,
 * which says little of why no pod gets ready (pulumi/pulumi-kubernetes#535).
 *
 * The provider may also take the rollout for complete before it begins. Its plugin keeps one watch of all Deployments of a
 * namespace, so that the one which is awaited can first be seen as it was before the change; from then on, the old
 * ReplicaSet's readiness counts (`await/deployment.go` of version 4). Therefore the cluster is asked once more.
 */
export function rolloutHooks(rollout: Rollout): pulumi.ResourceHookBinding {
  const failed = new pulumi.ErrorHook(`${rollout.name}-rollout`, async ({ newInputs, failedOperation }) => {
    const { namespace } = (newInputs as DeploymentState | undefined)?.metadata ?? {};
    if (namespace === undefined || failedOperation === "delete") return false;
    const trouble = await troubleOf(rollout, namespace);
    if (trouble.length > 0) await pulumi.log.error(trouble.join("\n"));
    return false; // no second try: what keeps a pod from starting rarely goes away by itself
  });
  const ended = new pulumi.ResourceHook(`${rollout.name}-rolled-out`, async ({ newOutputs }) => {
    const { namespace, name } = (newOutputs as DeploymentState | undefined)?.metadata ?? {};
    if (namespace === undefined || name === undefined) return;
    const good = await rollout.ended(namespace, name, rollout.minutes).catch(async (error: unknown) => {
      await pulumi.log.warn(`${rollout.name}: whether its rollout has ended is not known: ${messageOf(error)}`);
      return true; // as the provider says
    });
    if (good) return;
    const trouble = await troubleOf(rollout, namespace);
    const late = `${rollout.name} did not get ready in ${rollout.minutes} minutes.`;
    throw new Error(trouble.length > 0 ? trouble.join("\n") : late);
  });
  return { onError: [failed], afterCreate: [ended], afterUpdate: [ended] };
}

/** Nothing where the cluster knows of none. */
async function troubleOf({ name, app, reasons }: Rollout, namespace: string): Promise<string[]> {
  const lines = await reasons(namespace, app).catch((error: unknown) => [
    `  the cluster could not be asked: ${messageOf(error)}`,
  ]);
  return lines.length > 0 ? [`${name} does not get ready. The cluster says:`, ...lines] : [];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
