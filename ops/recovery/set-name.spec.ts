import assert from "node:assert/strict";
import fc from "fast-check";
import { Failure } from "../../cluster/failure";
import { setName, setTime } from "./set-name";

/** To the second, in years of four digits. */
const times = fc
  .integer({ min: Date.parse("0001-01-01T00:00:00Z") / 1000, max: Date.parse("9999-12-31T23:59:59Z") / 1000 })
  .map((seconds) => new Date(seconds * 1000));

describe("a set's name", () => {
  it("is the time in UTC at which it began, to the second", () => {
    assert.equal(setName(new Date("2026-11-27T02:17:00.999Z")), "20261127T021700Z");
    assert.equal(setName(new Date("2026-11-27T01:17:00+02:00")), "20261126T231700Z");
  });

  it("tells the time again", () => {
    fc.assert(
      fc.property(times, (time) => {
        assert.deepEqual(setTime(setName(time)), time);
      }),
    );
  });

  it("sorts as the times do", () => {
    fc.assert(
      fc.property(times, times, (one, other) => {
        assert.equal(setName(one) < setName(other), one < other);
      }),
    );
  });

  const others = ["", "latest", "20261127T021700", "20260230T000000Z", "20261127T240000Z", "20261127T021760Z"];
  for (const text of [...others, "20261127T021700Z\n", "+0261127T021700Z"]) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.throws(() => setTime(text), Failure);
    });
  }

  it("is told where there is none", () => {
    const message = '"today" is no name of a set. It is a time in UTC, such as 20261127T021700Z.';
    assert.throws(() => setTime("today"), { message });
  });
});
