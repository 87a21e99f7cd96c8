import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { Failure } from "../../cluster/failure";

/** Whoever runs a job, at the other end of its standard input. */
export class Caller {
  readonly #stream: Readable;
  readonly #lines: ReturnType<typeof createInterface>;

  constructor(stream: Readable) {
    this.#stream = stream;
    this.#lines = createInterface({ input: stream });
  }

  /** Acts where the input ends, as it does where the caller is gone. */
  onEnd(act: () => void): void {
    this.#lines.once("close", act);
  }

  /** The first line of what the caller writes. Has to be asked for at once, since nothing is kept. */
  async line(signal: AbortSignal): Promise<string> {
    const ended = new AbortController();
    const none = () => {
      ended.abort();
    };
    this.#lines.once("close", none);
    try {
      const [line] = (await once(this.#lines, "line", { signal: AbortSignal.any([signal, ended.signal]) })) as [string];
      return line;
    } catch (error) {
      signal.throwIfAborted();
      throw new Failure("Standard input ended before it had a line.", { cause: error });
    } finally {
      this.#lines.off("close", none);
    }
  }

  /** Listens no longer, so that the process can end. */
  leave(): void {
    this.#lines.removeAllListeners("close").close();
    this.#stream.destroy();
  }
}
