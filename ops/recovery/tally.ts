/** How much of something there is, and the first of it. */
export interface Tallied {
  readonly count: number;
  /** In bytes. */
  readonly bytes: number;
  readonly first: readonly string[];
}

/** Counts what it is given and keeps the first paths of it, so that it stays small however much there is. */
export class Tally {
  readonly #most: number;
  readonly #first: string[] = [];
  count = 0;
  /** In bytes. */
  bytes = 0;

  /** @param most how many paths are kept */
  constructor(most = 10_000) {
    this.#most = most;
  }

  add(path: string, bytes = 0): void {
    if (this.#first.length < this.#most) this.#first.push(path);
    this.count++;
    this.bytes += bytes;
  }

  tallied(): Tallied {
    return { count: this.count, bytes: this.bytes, first: this.#first };
  }
}
