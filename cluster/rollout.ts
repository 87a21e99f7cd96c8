import type { CoreV1Event, V1Deployment, V1Pod, V1ReplicaSet } from "@kubernetes/client-node";
import { setTimeout as sleep } from "node:timers/promises";
import type { Rollouts } from "../components/kubernetes-rollout";
import { Cluster } from "./cluster";
import { Failure, inTime, messageOf } from "./failure";
import { loadKubeConfig } from "./kubeconfig";
import { isOver, isReady, stateOf } from "./pod-state";
import { shortLine } from "./short-line";

/** How many kinds of trouble are told, how many events of each, and how many lines in all. */
const most = { groups: 4, events: 3, lines: 15 };

/** How long the cluster may be asked, in milliseconds: who waits is a `pulumi up` that has failed already. */
const patience = 45_000;

const purpose = { withoutNamespace: "It was deleted meanwhile." };

/** What a cluster says of pods that do not get ready. @param context the kubeconfig's; its current one by default */
export function rolloutReasons(context: string | undefined): Rollouts["reasons"] {
  return async (namespace, app) => {
    const cluster = new Cluster(await loadKubeConfig(context), namespace, purpose);
    return inTime(reasonsIn(cluster, { app }), patience);
  };
}

/**
 * Waits until a Deployment's rollout has come to an end, as `kubectl rollout status` does. A question that fails for what may
 * pass is put again: an answer that is missing is no end.
 *
 * @param context the kubeconfig's; its current one by default
 * @param pause between two looks, in milliseconds
 */
export function rolloutEnded(context: string | undefined, pause = 1000): Rollouts["ended"] {
  return async (namespace, deployment, minutes) => {
    const cluster = new Cluster(await loadKubeConfig(context), namespace, purpose);
    const end = Date.now() + minutes * 60_000;
    for (;;) {
      const late = Date.now() >= end;
      const found = await cluster.readDeployment(deployment).catch((error: unknown) => {
        if (late || !(error instanceof Failure) || !error.passing || error.missing) throw error;
        return undefined;
      });
      if (found !== undefined && isComplete(found)) return true;
      if (late || (found !== undefined && hasFailed(found))) return false;
      await sleep(pause);
    }
  };
}

/** Whether the controller has seen what is wanted, and each pod is of the newest kind and available. */
function isComplete(deployment: V1Deployment): boolean {
  const { spec, status } = deployment;
  const updated = status?.updatedReplicas ?? 0;
  const all = updated >= (spec?.replicas ?? 1) && updated >= (status?.replicas ?? 0);
  return all && updated <= (status?.availableReplicas ?? 0) && isSeen(deployment);
}

/** Whether the controller has seen what is wanted, and waited for it in vain. */
function hasFailed(deployment: V1Deployment): boolean {
  const late = (deployment.status?.conditions ?? []).some(
    ({ type, reason }) => type === "Progressing" && reason === "ProgressDeadlineExceeded",
  );
  return late && isSeen(deployment);
}

const isSeen = ({ metadata, status }: V1Deployment): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);

/** Of the pods that are not ready; where every pod that there is is ready, of why there are not more. */
async function reasonsIn(cluster: Cluster, labels: Readonly<Record<string, string>>): Promise<readonly string[]> {
  // A pod that is over has another one in its place, or none, of which the owners tell.
  const pods = (await cluster.listPods(labels)).filter((pod) => !isReady(pod) && !isOver(pod));
  const lines = pods.length > 0 ? await ofPods(cluster, pods) : await ofOwners(cluster, labels);
  return lines.map((line) => shortLine(line)).slice(0, most.lines);
}

/** Replicas mostly share their trouble, so pods in the same state are one group. */
async function ofPods(cluster: Cluster, pods: readonly V1Pod[]): Promise<string[]> {
  const groups = new Map<string, string[]>();
  for (const pod of pods) {
    const { words } = stateOf(pod);
    groups.set(words, [...(groups.get(words) ?? []), pod.metadata?.name ?? ""]);
  }
  const lines = [...groups].slice(0, most.groups).map(async ([words, [name = "", ...others]]) => {
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    return [`  ${name}${more}: ${words}`, ...(await eventsOf(cluster, "Pod", name))];
  });
  return (await Promise.all(lines)).flat();
}

/** A pod that is not admitted, such as by a quota or the Pod Security Standard, shows at what should have made it. */
async function ofOwners(cluster: Cluster, labels: Readonly<Record<string, string>>): Promise<string[]> {
  const [deployments, sets] = await Promise.all([cluster.listDeployments(labels), cluster.listReplicaSets(labels)]);
  const lacking = sets.filter(({ spec, status }) => (spec?.replicas ?? 1) > (status?.replicas ?? 0));
  const lines = lacking.slice(0, most.groups).map(async ({ metadata, spec, status }: V1ReplicaSet) => {
    const name = metadata?.name ?? "";
    const count = `has ${status?.replicas ?? 0} of ${spec?.replicas ?? 1} pods`;
    return [`  ReplicaSet ${name} ${count}`, ...(await eventsOf(cluster, "ReplicaSet", name))];
  });
  return [...deployments.flatMap(conditionsOf), ...(await Promise.all(lines)).flat()];
}

function conditionsOf({ metadata, status }: V1Deployment): string[] {
  return (status?.conditions ?? [])
    .filter((condition) => (condition.type === "ReplicaFailure") === (condition.status === "True"))
    .map(({ reason = "", message = "" }) => `  Deployment ${metadata?.name ?? ""}: ${reason}: ${message}`);
}

/** The last warnings, each once; where there are none, the last events. */
async function eventsOf(cluster: Cluster, kind: "Pod" | "ReplicaSet", name: string): Promise<string[]> {
  let events: readonly CoreV1Event[];
  try {
    events = await cluster.listEvents(kind, name);
  } catch (error) {
    return [`    its events are not known: ${messageOf(error)}`];
  }
  const warnings = events.filter(({ type }) => type === "Warning");
  const told = warnings.length > 0 ? warnings : events;
  const lines = told.map(({ reason = "", message = "" }) => `    ${reason}: ${message}`);
  return [...new Set(lines.reverse())].slice(0, most.events).reverse();
}
