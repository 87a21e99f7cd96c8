interface Stream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** How far something is: on a terminal one line that changes, elsewhere a line now and then. */
export class StatusLine {
  readonly #stream: Stream;
  readonly #pause: number;
  #shown = Date.now();
  #open = false;

  /** @param pause before and between two texts, in milliseconds */
  constructor(stream: Stream, pause = stream.isTTY === true ? 100 : 5000) {
    this.#stream = stream;
    this.#pause = pause;
  }

  show(text: string): void {
    if (Date.now() - this.#shown < this.#pause) return;
    this.#shown = Date.now();
    this.#open = this.#stream.isTTY === true;
    this.#stream.write(this.#open ? `\r${text}\x1b[K` : `${text}\n`);
  }

  /** Takes the line away, since what came of it is told elsewhere. */
  end(): void {
    if (this.#open) this.#stream.write("\r\x1b[K");
    this.#open = false;
  }
}
