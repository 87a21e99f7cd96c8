import type { V1Pod } from "@kubernetes/client-node";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, deleteIfThere } from "./cluster";
import { Failure, messageOf } from "./failure";
import { eventLines, isOver, stateOf } from "./pod-state";

/** What one hears of a pod's start. */
export interface Listener {
  /** How far it is. */
  readonly progress: (text: string) => void;
  /** Something that a person should know, in whole sentences. */
  readonly say: (text: string) => void;
}

export interface Awaited {
  /** What the pod is, in messages. */
  readonly what: string;
  /** What it then does, in messages: of one that never will, and of one that did not yet. */
  readonly failing: { readonly never: string; readonly late: string };
  /** Whether the pod is as far as wanted. */
  readonly reached: (pod: V1Pod) => boolean;
  /** In milliseconds: until it is as far, and between two looks at it. */
  readonly times: { readonly ready: number; readonly poll: number };
  readonly signal: AbortSignal;
}

/** Makes a pod and waits until it is as far as wanted. Else the pod is deleted, and the failure says why it is not. */
export async function startPod(cluster: Cluster, body: V1Pod, awaited: Awaited, listener: Listener): Promise<string> {
  const made = await cluster.createPod(body);
  const pod = made.metadata?.name ?? "";
  try {
    awaited.signal.throwIfAborted();
    await until(cluster, pod, awaited, listener.progress);
    return pod;
  } catch (error) {
    await deleteIfThere(cluster, pod).catch((left: unknown) => {
      listener.say(`The ${awaited.what} ${pod} stays until it ends itself: ${messageOf(left)}.`);
    });
    throw error;
  }
}

async function until(
  cluster: Cluster,
  name: string,
  awaited: Awaited,
  progress: (text: string) => void,
): Promise<void> {
  const { reached, signal, times, what } = awaited;
  const end = Date.now() + times.ready;
  for (;;) {
    const pod = await read(cluster, name);
    if (pod !== undefined && reached(pod)) return;
    const { words, hopeless } = pod === undefined ? { words: "unknown", hopeless: false } : stateOf(pod);
    if (hopeless || Date.now() > end) throw await unready(cluster, name, words, awaited, hopeless);
    progress(`${what} ${name}: ${words}`);
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

async function unready(
  cluster: Cluster,
  name: string,
  words: string,
  { what, failing, times }: Awaited,
  hopeless: boolean,
): Promise<Failure> {
  const lines = await cluster.listEvents("Pod", name).then(eventLines, (error: unknown) => [`  ${messageOf(error)}.`]);
  const when = hopeless ? failing.never : `${failing.late} within ${Math.ceil(times.ready / 1000)} s`;
  return new Failure(
    [
      `The ${what} ${name} in namespace ${cluster.namespace} ${when}: ${words}.`,
      ...(lines.length === 0 ? [] : ["Its events:", ...lines]),
    ].join("\n"),
  );
}

/**
 * Deletes pods that nobody has deleted: those that have ended, and those that outlived their own deadline, which does
 * not count for a pod that no node has taken.
 *
 * @param of whose they were, in a message
 */
export async function deleteLeftovers(
  cluster: Cluster,
  labels: Readonly<Record<string, string>>,
  of: string,
  say: Listener["say"],
): Promise<void> {
  const pods = await cluster.listPods(labels);
  const left = pods.filter((pod) => (isOver(pod) || isOverdue(pod)) && !pod.metadata?.deletionTimestamp);
  for (const { metadata } of left) await deleteIfThere(cluster, metadata?.name ?? "");
  if (left.length > 0) say(`Deleted what was left of ${of}: ${left.map(({ metadata }) => metadata?.name).join(", ")}.`);
}

function isOverdue({ metadata, spec }: V1Pod): boolean {
  const created = metadata?.creationTimestamp;
  const deadline = spec?.activeDeadlineSeconds;
  if (created === undefined || deadline === undefined) return false;
  return Date.now() - new Date(created).getTime() > deadline * 1000;
}
