import { type Cluster, deleteIfThere } from "../../cluster/cluster";
import { messageOf } from "../../cluster/failure";
import { isReady } from "../../cluster/pod-state";
import { deleteLeftovers, type Listener, startPod } from "../../cluster/start-pod";
import { RelayControl } from "./relay-control";
import { type RelayArgs, relayLabels, relayPod, relayPorts } from "./relay-pod";
import type { PodPort, Times, Way } from "./way";

/** Through a pod of ours to what only the cluster reaches; through another one when it is gone. */
export class RelayWay implements Way {
  readonly end: string;
  readonly #server: string;
  readonly #cluster: Cluster;
  readonly #args: RelayArgs;
  readonly #times: Times;
  readonly #listener: Listener;
  readonly #signal: AbortSignal;
  #relay: Promise<RelayControl> | undefined;
  #reason: string | undefined;

  constructor(cluster: Cluster, args: RelayArgs, times: Times, listener: Listener, signal: AbortSignal) {
    this.#cluster = cluster;
    this.#args = args;
    this.#times = times;
    this.#listener = listener;
    this.#signal = signal;
    this.#server = `${args.target.host}:${args.target.port}`;
    this.end = `${this.#server} through a pod in namespace ${cluster.namespace}`;
  }

  async target(): Promise<PodPort> {
    for (;;) {
      const asked = (this.#relay ??= this.#start());
      let relay;
      try {
        relay = await asked;
      } catch (error) {
        this.#forget(asked);
        throw error;
      }
      if (!(await relay.checkLost())) return { pod: relay.pod, port: relayPorts.data };
      if (this.#forget(asked)) {
        this.#listener.say(`The relay pod ${relay.pod} is gone; another one takes its place.`);
        relay.close();
      }
    }
  }

  reason(): string | undefined {
    return this.#reason;
  }

  async close(): Promise<void> {
    const relay = await this.#relay?.catch(() => undefined);
    if (relay === undefined) return;
    relay.close();
    try {
      await deleteIfThere(this.#cluster, relay.pod);
    } catch (error) {
      this.#listener.say(`The relay pod ${relay.pod} was not deleted, and ends itself: ${messageOf(error)}.`);
    }
  }

  async #start(): Promise<RelayControl> {
    this.#signal.throwIfAborted();
    await deleteLeftovers(this.#cluster, relayLabels, "earlier tunnels", this.#listener.say);
    const pod = await startPod(
      this.#cluster,
      relayPod(this.#args),
      {
        what: "relay pod",
        failing: { never: "will not be ready", late: "was not ready" },
        reached: isReady,
        times: this.#times,
        signal: this.#signal,
      },
      this.#listener,
    );
    const relay = new RelayControl(this.#cluster, pod, this.#times, (code) => {
      this.#failed(code);
    });
    try {
      await relay.open(this.#signal);
      return relay;
    } catch (error) {
      await deleteIfThere(this.#cluster, pod).catch(Boolean);
      throw error;
    }
  }

  /** Whether nobody else has done so before. */
  #forget(relay: Promise<RelayControl>): boolean {
    if (this.#relay !== relay) return false;
    this.#relay = undefined;
    return true;
  }

  #failed(code: string): void {
    const { host } = this.#args.target;
    const reason =
      reasons[code]?.(host, this.#server) ?? `the relay pod has no connection to ${this.#server} (${code})`;
    this.#reason = reason;
    if (!this.#signal.aborted) this.#listener.say(`Tunnel: ${reason}.`);
  }
}

const blocked =
  "a network policy or firewall between the namespaces may not let it through; docs/tunnel.md names what is needed";

/** By Node's codes. */
const reasons: Readonly<Record<string, (host: string, server: string) => string>> = {
  ENOTFOUND: (host) => `the cluster does not know the host name ${host}; correct database.host in the stack file`,
  EAI_AGAIN: (host) => `the relay pod could not look up ${host}: ${blocked}`,
  ECONNREFUSED: (_, server) =>
    `nothing listens on ${server} in the cluster; start the database, or correct database.host and database.port`,
  ETIMEDOUT: (_, server) => `${server} did not answer the relay pod in time: ${blocked}`,
  EHOSTUNREACH: (_, server) => `the relay pod has no route to ${server}: ${blocked}`,
  ENETUNREACH: (_, server) => `the relay pod has no route to ${server}: ${blocked}`,
};
