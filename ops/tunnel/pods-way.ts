import type { V1Pod } from "@kubernetes/client-node";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cluster } from "../../cluster/cluster";
import { Failure } from "../../cluster/failure";
import { isReady, stateOf } from "../../cluster/pod-state";
import type { Listener } from "../../cluster/start-pod";
import type { PodPort, Times, Way } from "./way";

/** Straight to PostgreSQL's pods, by their labels; to another one as soon as one is replaced. */
export class PodsWay implements Way {
  readonly end: string;
  readonly #cluster: Cluster;
  readonly #labels: Readonly<Record<string, string>>;
  readonly #port: number;
  readonly #times: Times;
  readonly #listener: Listener;
  readonly #signal: AbortSignal;
  #manyTold = false;

  constructor(
    cluster: Cluster,
    { labels, port }: { readonly labels: Readonly<Record<string, string>>; readonly port: number },
    times: Times,
    listener: Listener,
    signal: AbortSignal,
  ) {
    this.#cluster = cluster;
    this.#labels = labels;
    this.#port = port;
    this.#times = times;
    this.#listener = listener;
    this.#signal = signal;
    this.end = `port ${port} of the pods with ${this.#words()} in namespace ${cluster.namespace}`;
  }

  async target(): Promise<PodPort> {
    const end = Date.now() + this.#times.ready;
    for (;;) {
      const pods = await this.#cluster.listPods(this.#labels);
      const ready = pods.filter(isReady).map(nameOf).sort();
      const [pod] = ready;
      if (pod !== undefined) {
        this.#tellOfMany(ready);
        return { pod, port: this.#port };
      }
      if (pods.length === 0) await this.#cluster.checkNamespace();
      const states = pods.map((pod) => `${nameOf(pod)}: ${stateOf(pod).words}`);
      if (pods.length === 0 || Date.now() > end) throw this.#none(states);
      this.#listener.progress(`waiting for a pod with ${this.#words()} (${states.join("; ")})`);
      await sleep(this.#times.poll, undefined, { signal: this.#signal });
    }
  }

  reason(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    // Nothing here is ours.
  }

  #none(states: readonly string[]): Failure {
    const { namespace } = this.#cluster;
    const found = states.length === 0 ? "There is no pod" : "No pod is ready";
    return new Failure(
      [
        `${found} with ${this.#words()} in namespace ${namespace}. Correct database.tunnel.pods or ` +
          `database.tunnel.namespace in the stack file, or see why PostgreSQL does not run.`,
        ...states.map((state) => `  ${state}`),
      ].join("\n"),
    );
  }

  #tellOfMany(ready: readonly string[]): void {
    if (ready.length < 2 || this.#manyTold) return;
    this.#manyTold = true;
    this.#listener.say(
      `${ready.length} pods have ${this.#words()}; connections go to ${ready[0] ?? ""}. If it is not the primary, add ` +
        `a label to database.tunnel.pods that only the primary has.`,
    );
  }

  #words(): string {
    const labels = Object.entries(this.#labels).map(([key, value]) => `${key}: ${value}`);
    return `the label${labels.length === 1 ? "" : "s"} ${labels.join(", ")}`;
  }
}

const nameOf = ({ metadata }: V1Pod): string => metadata?.name ?? "";
