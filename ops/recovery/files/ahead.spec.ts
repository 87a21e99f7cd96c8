import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { ahead, batches } from "./ahead";

describe("work done ahead", () => {
  const items = Array.from({ length: 20 }, (_, index) => index);

  it("is given in the items' order, so many at a time", async () => {
    let [busy, most] = [0, 0];
    const work = async (item: number) => {
      most = Math.max(most, ++busy);
      await sleep((item * 7) % 5);
      busy--;
      return item * 2;
    };
    const results: number[] = [];
    for await (const result of ahead(items, 4, work)) results.push(result);
    assert.deepEqual(
      results,
      items.map((item) => item * 2),
    );
    assert.equal(most, 4);
  });

  it("fails in its turn, and is ended by then", async () => {
    const results: number[] = [];
    let ended = 0;
    const work = async (item: number) => {
      await sleep(item === 2 ? 0 : 5);
      ended++;
      if (item === 2) throw new Error("two");
      return item;
    };
    await assert.rejects(async () => {
      for await (const result of ahead(items, 4, work)) results.push(result);
    }, new Error("two"));
    assert.deepEqual(results, [0, 1]);
    assert.equal(ended, 6);
  });
});

describe("batches", () => {
  for (const [count, sizes] of [
    [0, []],
    [3, [3]],
    [4, [4]],
    [9, [4, 4, 1]],
  ] as const) {
    it(`of 4 of ${count}`, async () => {
      async function* numbers() {
        for (let number = 0; number < count; number++) yield await Promise.resolve(number);
      }
      const seen: number[][] = [];
      for await (const batch of batches(numbers(), 4)) seen.push(batch);
      assert.deepEqual(
        seen.map(({ length }) => length),
        sizes,
      );
      assert.deepEqual(
        seen.flat(),
        Array.from({ length: count }, (_, index) => index),
      );
    });
  }
});
