import assert from "node:assert/strict";
import fc from "fast-check";
import { compare, mergeOrdered } from "./merge";
import type { Order } from "./types";

const orders: readonly Order[] = ["bytes", "folders"];

/** What the orders are by definition. */
const oracle: Readonly<Record<Order, (left: string, right: string) => number>> = {
  bytes: (left, right) => Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right))),
  folders: (left, right) => {
    const [lefts, rights] = [left.split("/"), right.split("/")];
    for (const [index, segment] of lefts.entries()) {
      const other = rights[index];
      if (other === undefined) return 1;
      const sign = oracle.bytes(segment, other);
      if (sign !== 0) return sign;
    }
    return Math.sign(lefts.length - rights.length);
  },
};

/** Paths of signs that are sorted otherwise in UTF-16, in folders or as numbers. */
const sign = fc.constantFrom("/", "!", "0", "a", "\n", "\x01", "\u00e9", "e\u0301", "\ud7ff", "\ue000", "\uff5e", "😀");
const paths = fc.oneof(
  fc.array(sign, { maxLength: 6 }).map((signs) => signs.join("")),
  fc.string({ unit: "binary", maxLength: 8 }).map((text) => text.replaceAll("\0", "")),
);

interface Entry {
  readonly path: string;
}

async function* listed(list: readonly string[]): AsyncGenerator<Entry> {
  for (const path of list) yield await Promise.resolve({ path });
}

async function merged(left: readonly string[], right: readonly string[], order: Order) {
  const key = ({ path }: Entry) => path;
  const pairs: [left: string | undefined, right: string | undefined][] = [];
  for await (const pair of mergeOrdered(listed(left), listed(right), key, key, order)) {
    pairs.push([pair.left?.path, pair.right?.path]);
  }
  return pairs;
}

for (const order of orders) {
  describe(`paths in the order "${order}"`, () => {
    const sorted = (list: readonly string[]) => [...new Set(list)].sort(oracle[order]);

    it("compare as its definition says", () => {
      fc.assert(
        fc.property(paths, paths, (left, right) => {
          assert.equal(Math.sign(compare(order)(left, right)), oracle[order](left, right));
        }),
        { numRuns: 2000 },
      );
    });

    it("are merged as sets are", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(paths), fc.array(paths), async (left, right) => {
          const [lefts, rights] = [new Set(left), new Set(right)];
          const expected = sorted([...left, ...right]).map((path) => [
            lefts.has(path) ? path : undefined,
            rights.has(path) ? path : undefined,
          ]);
          assert.deepEqual(await merged(sorted(left), sorted(right), order), expected);
        }),
      );
    });

    it("fail where a list is out of order", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(paths, { minLength: 2 }),
          fc.array(paths),
          fc.nat(),
          async (list, other, at) => {
            const right = sorted(list);
            const index = at % (right.length - 1);
            const [before = "", after = ""] = right.splice(index, 2);
            right.splice(index, 0, after, before);
            const message = `A list is out of order: ${JSON.stringify(before)} comes after ${JSON.stringify(after)}.`;
            await assert.rejects(merged(sorted(other), right, order), { message });
            await assert.rejects(merged(right, sorted(other), order), { message });
          },
        ),
      );
    });

    it("fail where a list has one twice", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(paths, { minLength: 1 }), fc.array(paths), fc.nat(), async (list, other, at) => {
          const left = sorted(list);
          const twice = left[at % left.length] ?? "";
          left.splice(left.indexOf(twice), 0, twice);
          const message = `A list has ${JSON.stringify(twice)} twice.`;
          await assert.rejects(merged(left, sorted(other), order), { message });
          await assert.rejects(merged(sorted(other), left, order), { message });
        }),
      );
    });
  });
}

describe("a merge", () => {
  it("tells apart what the orders disagree about", async () => {
    const list = ["a!", "a/b", "a0"];
    assert.deepEqual(await merged(list, [], "bytes"), [
      ["a!", undefined],
      ["a/b", undefined],
      ["a0", undefined],
    ]);
    await assert.rejects(merged(list, [], "folders"), { message: 'A list is out of order: "a/b" comes after "a!".' });
  });

  it("holds one entry of each list", async () => {
    let ahead = 0;
    async function* counted(): AsyncGenerator<Entry> {
      for (let number = 1000; number < 2000; number++) {
        ahead++;
        yield await Promise.resolve({ path: String(number) });
      }
    }
    const key = ({ path }: Entry) => path;
    let seen = 0;
    for await (const { left } of mergeOrdered(counted(), listed([]), key, key, "bytes")) {
      assert.equal(left?.path, String(1000 + seen++));
      assert.equal(ahead, seen);
    }
    assert.equal(seen, 1000);
  });

  it("closes both lists where its reader stops, and where one of them fails", async () => {
    let closed: string[] = [];
    async function* open(name: string, paths: readonly string[], failure?: Error): AsyncGenerator<Entry> {
      try {
        yield* listed(paths);
        if (failure !== undefined) throw failure;
      } finally {
        closed.push(name);
      }
    }
    const key = ({ path }: Entry) => path;
    for await (const { left } of mergeOrdered(open("one", ["a", "b"]), open("other", ["a", "b"]), key, key, "bytes")) {
      assert.equal(left?.path, "a");
      break;
    }
    assert.deepEqual(closed, ["one", "other"]);
    closed = [];
    const failure = new Error("broken off");
    const failing = mergeOrdered(open("one", ["a"], failure), open("other", ["b", "c"]), key, key, "bytes");
    await assert.rejects(async () => {
      for await (const { left } of failing) assert.equal(left?.path, "a");
    }, failure);
    assert.deepEqual(closed, ["one", "other"]);
  });
});
