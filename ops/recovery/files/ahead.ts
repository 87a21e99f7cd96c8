/**
 * What becomes of each item, in the items' order; up to `most` of them are worked on at a time.
 *
 * @throws what the work of an item throws, once it is that item's turn
 */
export async function* ahead<Item, Result>(
  items: Iterable<Item>,
  most: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const begun: Promise<Result>[] = [];
  try {
    for (const item of items) {
      const one = work(item);
      one.catch(() => undefined); // it is thrown where it is awaited
      begun.push(one);
      if (begun.length >= most) yield (await begun.shift()) as Result;
    }
    for (let one = begun.shift(); one !== undefined; one = begun.shift()) yield await one;
  } finally {
    await Promise.allSettled(begun);
  }
}

/** Items in lists of up to `most`. */
export async function* batches<Item>(
  items: AsyncIterable<Item>,
  most: number,
): AsyncGenerator<Item[], void, undefined> {
  let batch: Item[] = [];
  for await (const item of items) {
    if (batch.push(item) < most) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
