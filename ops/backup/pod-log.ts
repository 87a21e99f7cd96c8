import type { BatchCluster } from "../../cluster/batch-cluster";

/** Beyond the last reading, in seconds: clocks differ, and answers take their time. */
const overlap = 60;

/**
 * What a pod says, line by line, each once. It is asked for again and again, since a connection that follows it breaks at
 * each balancer and says nothing of it.
 */
export class PodLog {
  readonly #cluster: Pick<BatchCluster, "readLog">;
  readonly #container: string;
  readonly #onLine: (line: string) => void;
  #asked: number | undefined;
  /** The time of the last line, in the form of fixed length in which each begins with its own. */
  #last = "";

  constructor(cluster: Pick<BatchCluster, "readLog">, container: string, onLine: (line: string) => void) {
    this.#cluster = cluster;
    this.#container = container;
    this.#onLine = onLine;
  }

  /** @returns true, once it is read */
  async read(pod: string): Promise<true> {
    const now = Date.now();
    const since = this.#asked === undefined ? {} : { sinceSeconds: Math.ceil((now - this.#asked) / 1000) + overlap };
    const text = await this.#cluster.readLog(pod, { container: this.#container, timestamps: true, ...since });
    this.#asked = now;
    for (const line of text.split("\n")) {
      const [time = ""] = line.split(" ", 1);
      if (time <= this.#last) continue;
      this.#last = time;
      this.#onLine(line.slice(time.length + 1));
    }
    return true;
  }
}
