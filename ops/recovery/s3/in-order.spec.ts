import assert from "node:assert/strict";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { mapInOrder } from "./in-order";

const signal = new AbortController().signal;

async function* each<T>(list: readonly T[]): AsyncGenerator<T, void, undefined> {
  for (const one of list) yield await Promise.resolve(one);
}

async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = [];
  for await (const one of list) gathered.push(one);
  return gathered;
}

describe("work on several items at a time", () => {
  it("gives its results in their order, by no more workers than there are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5)), fc.integer({ min: 1, max: 4 }), async (turns, workers) => {
        let busy = 0;
        let most = 0;
        const results = mapInOrder(each(turns), workers, signal, async (turnsToTake) => {
          most = Math.max(most, ++busy);
          for (let left = turnsToTake; left > 0; left--) await turn();
          busy--;
          return turnsToTake;
        });
        assert.deepEqual(await all(results), turns);
        assert.ok(most <= workers);
      }),
      { numRuns: 50 },
    );
  });

  it("does not run far ahead of whoever takes the results", async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<number, void, undefined> {
      for (;;) yield await Promise.resolve(++taken);
    }
    const results = mapInOrder(endless(), 2, signal, (item) => Promise.resolve(item));
    assert.equal((await results.next()).value, 1);
    await sleep(20);
    assert.equal(taken, 16);
    await results.return();
  });

  it("breaks the others off where one fails, and waits for them", async () => {
    const ended: string[] = [];
    const results = mapInOrder(each(["slow", "bad", "waiting", "last"]), 3, signal, async (item, ends) => {
      if (item === "bad") throw new Error("this one failed");
      await sleep(item === "slow" ? 20 : 60_000, undefined, { signal: ends }).catch(async () => {
        await turn();
        ended.push(item);
      });
      return item;
    });
    await assert.rejects(all(results), { message: "this one failed" });
    assert.deepEqual(ended, ["waiting", "last"]);
  });

  it("ends with whoever ends it", async () => {
    const stop = new AbortController();
    const results = mapInOrder(each([1, 2, 3]), 2, stop.signal, (_, ends) => sleep(60_000, 0, { signal: ends }));
    const end = all(results);
    await turn();
    stop.abort();
    await assert.rejects(end, { name: "AbortError" });
  });
});
