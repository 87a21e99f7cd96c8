import type { V1Pod } from "@kubernetes/client-node";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, deleteIfThere } from "../../cluster/cluster";
import { Failure, messageOf } from "../../cluster/failure";
import { eventLines, isOver, isReady, stateOf } from "../../cluster/pod-state";
import { relayLabels, relayPod, type RelayArgs } from "./relay-pod";
import type { Listener, Times } from "./way";

/** Makes a relay pod and waits until it is ready. Where that fails, the pod is deleted and the failure says why. */
export async function startRelay(
  cluster: Cluster,
  args: RelayArgs,
  times: Times,
  { progress, say }: Listener,
  signal: AbortSignal,
): Promise<string> {
  const made = await cluster.createPod(relayPod(args));
  const pod = made.metadata?.name ?? "";
  try {
    signal.throwIfAborted();
    await untilReady(cluster, pod, times, progress, signal);
    return pod;
  } catch (error) {
    await deleteIfThere(cluster, pod).catch((left: unknown) => {
      say(`The relay pod ${pod} stays until it ends itself: ${messageOf(left)}.`);
    });
    throw error;
  }
}

async function untilReady(
  cluster: Cluster,
  name: string,
  times: Times,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const end = Date.now() + times.ready;
  for (;;) {
    const pod = await read(cluster, name);
    if (pod !== undefined && isReady(pod)) return;
    const { words, hopeless } = pod === undefined ? { words: "unknown", hopeless: false } : stateOf(pod);
    if (hopeless || Date.now() > end) throw await unready(cluster, name, words, hopeless ? undefined : times.ready);
    progress(`relay pod ${name}: ${words}`);
    await sleep(times.poll, undefined, { signal });
  }
}

/** Undefined where the API server does not say just now. */
async function read(cluster: Cluster, name: string): Promise<V1Pod | undefined> {
  try {
    return await cluster.readPod(name);
  } catch (error) {
    if (error instanceof Failure && error.passing && !error.missing) return undefined;
    throw error;
  }
}

async function unready(cluster: Cluster, name: string, words: string, after: number | undefined): Promise<Failure> {
  const lines = await cluster.listEvents(name).then(eventLines, (error: unknown) => [`  ${messageOf(error)}.`]);
  const when = after === undefined ? "will not be ready" : `was not ready within ${Math.ceil(after / 1000)} s`;
  return new Failure(
    [
      `The relay pod ${name} in namespace ${cluster.namespace} ${when}: ${words}.`,
      ...(lines.length === 0 ? [] : ["Its events:", ...lines]),
    ].join("\n"),
  );
}

/** Deletes relay pods that have ended and that nobody has deleted. */
export async function deleteLeftovers(cluster: Cluster, { say }: Listener): Promise<void> {
  const over = (await cluster.listPods(relayLabels)).filter((pod) => isOver(pod) && !pod.metadata?.deletionTimestamp);
  for (const { metadata } of over) await deleteIfThere(cluster, metadata?.name ?? "");
  if (over.length > 0)
    say(`Deleted what was left of earlier tunnels: ${over.map(({ metadata }) => metadata?.name).join(", ")}.`);
}
