import type { Order } from "./types";

/** Two entries with the same key, or one that the other list has not. */
export type Pair<Left, Right> =
  | { readonly left: Left; readonly right: Right }
  | { readonly left: Left; readonly right?: undefined }
  | { readonly left?: undefined; readonly right: Right };

/**
 * How two paths without NUL compare: by the bytes of UTF-8, in "folders" with the slash before all others. That is what
 * comparing segment by segment comes to.
 */
export function compare(order: Order): (left: string, right: string) => number {
  const rank = order === "bytes" ? byteRank : (unit: number) => (unit === slash ? 0 : byteRank(unit));
  return (left, right) => {
    const length = Math.min(left.length, right.length);
    for (let index = 0; index < length; index++) {
      const [one, other] = [left.charCodeAt(index), right.charCodeAt(index)];
      if (one !== other) return rank(one) - rank(other);
    }
    return left.length - right.length;
  };
}

const slash = 0x2f;

/** UTF-16 writes what lies beyond U+FFFF with units below U+E000; UTF-8 sorts it last. */
function byteRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * Goes through two lists of the same order side by side, with one entry of each in memory.
 *
 * @throws Error where a list is out of order or has a key twice: all that came of it would be wrong
 */
export async function* mergeOrdered<Left extends object, Right extends object>(
  left: AsyncIterable<Left>,
  right: AsyncIterable<Right>,
  leftKey: (entry: Left) => string,
  rightKey: (entry: Right) => string,
  order: Order,
): AsyncGenerator<Pair<Left, Right>, void, undefined> {
  const compared = compare(order);
  const lefts = ordered(left, leftKey, compared);
  const rights = ordered(right, rightKey, compared);
  try {
    let [one, other] = await Promise.all([next(lefts), next(rights)]);
    for (;;) {
      if (one !== undefined && (other === undefined || compared(one.key, other.key) < 0)) {
        yield { left: one.entry };
        one = await next(lefts);
      } else if (other !== undefined && (one === undefined || compared(one.key, other.key) > 0)) {
        yield { right: other.entry };
        other = await next(rights);
      } else if (one !== undefined && other !== undefined) {
        yield { left: one.entry, right: other.entry };
        [one, other] = await Promise.all([next(lefts), next(rights)]);
      } else {
        return;
      }
    }
  } finally {
    await Promise.all([lefts.return(), rights.return()]);
  }
}

/** Entries that have one key and follow each other, as one. */
export async function* sameKeys<Entry>(
  list: AsyncIterable<Entry>,
  keyOf: (entry: Entry) => string,
): AsyncGenerator<Same<Entry>, void, undefined> {
  let open: { readonly key: string; readonly entries: Entry[] } | undefined;
  for await (const entry of list) {
    const key = keyOf(entry);
    if (open?.key === key) {
      open.entries.push(entry);
      continue;
    }
    if (open !== undefined) yield open;
    open = { key, entries: [entry] };
  }
  if (open !== undefined) yield open;
}

interface Same<Entry> {
  readonly key: string;
  /** One at least. */
  readonly entries: readonly Entry[];
}

interface Keyed<Entry> {
  readonly key: string;
  readonly entry: Entry;
}

async function* ordered<Entry>(
  list: AsyncIterable<Entry>,
  keyOf: (entry: Entry) => string,
  compared: (left: string, right: string) => number,
): AsyncGenerator<Keyed<Entry>, void, undefined> {
  let last: string | undefined;
  for await (const entry of list) {
    const key = keyOf(entry);
    const step = last === undefined ? -1 : compared(last, key);
    if (step === 0) throw new Error(`A list has ${JSON.stringify(key)} twice.`);
    if (step > 0)
      throw new Error(`A list is out of order: ${JSON.stringify(key)} comes after ${JSON.stringify(last)}.`);
    last = key;
    yield { key, entry };
  }
}

async function next<Entry>(list: AsyncGenerator<Entry, void, undefined>): Promise<Entry | undefined> {
  return (await list.next()).value ?? undefined;
}
