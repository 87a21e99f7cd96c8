import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, isMissing } from "../../cluster/cluster";
import { Failure, inTime, messageOf } from "../../cluster/failure";
import { isOver } from "../../cluster/pod-state";
import type { PodStream } from "../../cluster/pod-stream";
import { relayPorts } from "./relay-pod";
import type { Times } from "./way";

/** Until a relay answers that is said to be ready, in milliseconds. */
const firstAnswer = 20_000;

/**
 * The sign to a relay pod that its tunnel is there, over a connection of its own that is made again when it is lost; the
 * relay says over it what kept it from the database.
 */
export class RelayControl {
  readonly pod: string;
  /** Whether the relay has ended, so that another is needed. */
  lost = false;
  connected = false;
  readonly #cluster: Cluster;
  readonly #times: Times;
  readonly #onFailed: (code: string) => void;
  readonly #end = new AbortController();
  #stream: PodStream | undefined;
  #fault = "it said nothing";

  /** @param onFailed is told Node's code of what kept the relay from the database */
  constructor(cluster: Cluster, pod: string, times: Times, onFailed: (code: string) => void) {
    this.#cluster = cluster;
    this.pod = pod;
    this.#times = times;
    this.#onFailed = onFailed;
  }

  /** Waits for the relay's first word. */
  async open(signal: AbortSignal): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      void this.#keep(resolve, reject);
    });
    try {
      await inTime(ready, firstAnswer, signal);
    } catch (error) {
      this.close();
      if (error instanceof Failure || signal.aborted) throw error;
      throw new Failure(
        `The relay pod ${this.pod} in namespace ${this.#cluster.namespace} runs, but does not answer through a ` +
          `forwarded port: ${this.#fault}.`,
      );
    }
  }

  close(): void {
    this.#end.abort();
    this.#stream?.destroy();
  }

  /** Whether the relay has ended, also where nobody has noticed yet. */
  async checkLost(): Promise<boolean> {
    if (this.connected || this.lost) return this.lost;
    try {
      const pod = await this.#cluster.readPod(this.pod);
      this.lost = isOver(pod);
    } catch (error) {
      this.lost = isMissing(error);
    }
    return this.lost;
  }

  async #keep(onReady: () => void, onHopeless: (failure: Error) => void): Promise<void> {
    while (!this.#closed()) {
      try {
        const stream = await this.#cluster.forward(this.pod, relayPorts.control);
        const fault = await this.#serve(stream, onReady);
        if (fault !== undefined) this.#fault = messageOf(fault);
      } catch (error) {
        this.#fault = messageOf(error);
        if (!(error instanceof Failure && error.passing)) onHopeless(error as Error);
      }
      this.connected = false;
      if (this.#closed() || (await this.checkLost())) return;
      await sleep(this.#times.poll / 2, undefined, { signal: this.#end.signal }).catch(Boolean);
    }
  }

  #closed(): boolean {
    return this.#end.signal.aborted;
  }

  /** Until the stream ends. */
  #serve(stream: PodStream, onReady: () => void): Promise<Error | undefined> {
    if (this.#closed()) stream.destroy();
    this.#stream = stream;
    const heartbeat = setInterval(() => stream.write("."), this.#times.heartbeat);
    let text = "";
    stream.on("data", (chunk: Buffer) => {
      const lines = (text + chunk.toString()).split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) {
        this.connected = true;
        if (line === "ready") onReady();
        const [, code] = /^failed (.*)$/.exec(line) ?? [];
        if (code !== undefined) this.#onFailed(code);
      }
    });
    stream.on("end", () => stream.destroy());
    return new Promise((done) => {
      stream.on("close", () => {
        clearInterval(heartbeat);
        done(stream.fault);
      });
    });
  }
}
