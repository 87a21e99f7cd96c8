import { setMaxListeners } from "node:events";
import pLimit from "p-limit";

/** So many results wait for their turn at most, for each worker: one that takes long does not hold up the others. */
const ahead = 8;

/**
 * Works on several items at a time, and gives the results in the order of the items. Where one fails, the others are
 * broken off and waited for before it is told.
 *
 * @param work gets a signal that breaks it off
 */
export async function* mapInOrder<Item, Result>(
  items: AsyncIterable<Item>,
  workers: number,
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const limit = pLimit(workers);
  const stop = new AbortController();
  const ends = AbortSignal.any([signal, stop.signal]);
  setMaxListeners(0, ends); // each request listens
  const results: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      const result = limit(async () => {
        ends.throwIfAborted();
        return work(item, ends);
      });
      result.catch(Boolean); // told when its turn comes
      results.push(result);
      yield* first(results, workers * ahead);
    }
    yield* first(results, 1);
  } finally {
    stop.abort();
    await Promise.allSettled(results);
  }
}

/** Takes results while there are so many. Each stays among them until it is there, so that it is waited for in any case. */
async function* first<Result>(results: Promise<Result>[], least: number): AsyncGenerator<Result, void, undefined> {
  for (;;) {
    const [result] = results;
    if (result === undefined || results.length < least) return;
    yield await result;
    void results.shift();
  }
}
