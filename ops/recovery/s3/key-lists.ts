import { compare } from "../merge";

const compared = compare("bytes");

/** Several ordered lists of keys, side by side, with one key of each in memory. */
export class KeyLists {
  readonly #lists: readonly Keys[];

  constructor(lists: readonly AsyncIterable<{ readonly key: string }>[]) {
    this.#lists = lists.map((list) => new Keys(list));
  }

  /**
   * Whether one of them has the key. Keys have to be asked for in their order.
   *
   * @throws Error where a list is out of order
   */
  async includes(key: string): Promise<boolean> {
    let found = false;
    for (const list of this.#lists) found = (await list.includes(key)) || found;
    return found;
  }

  /** Reads all lists to their ends. */
  async end(): Promise<void> {
    for (const list of this.#lists) await list.end();
  }

  async close(): Promise<void> {
    await Promise.all(this.#lists.map((list) => list.close()));
  }
}

class Keys {
  readonly #list: AsyncIterator<{ readonly key: string }, unknown>;
  #next: string | undefined;
  #ended = false;

  constructor(list: AsyncIterable<{ readonly key: string }>) {
    this.#list = list[Symbol.asyncIterator]();
  }

  async includes(key: string): Promise<boolean> {
    while (!this.#ended && (this.#next === undefined || compared(this.#next, key) < 0)) await this.#advance();
    return this.#next === key;
  }

  async end(): Promise<void> {
    while (!this.#ended) await this.#advance();
  }

  async close(): Promise<void> {
    await this.#list.return?.();
  }

  async #advance(): Promise<void> {
    const result = await this.#list.next();
    this.#ended = result.done === true;
    const last = this.#next;
    this.#next = result.done === true ? undefined : result.value.key;
    if (last === undefined || this.#next === undefined || compared(last, this.#next) <= 0) return;
    throw new Error(`A list is out of order: ${JSON.stringify(this.#next)} comes after ${JSON.stringify(last)}.`);
  }
}
