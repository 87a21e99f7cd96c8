import assert from "node:assert/strict";
import { Cron } from "croner";
import fc from "fast-check";
import { scheduleProblem, skips } from "./cron";

const bounds: readonly (readonly [from: number, to: number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
];

/** A field, with the values that it stands for; undefined for any. */
type Written = readonly [text: string, values: ReadonlySet<number> | undefined];

const between = (from: number, to: number, step = 1) =>
  new Set(
    Array.from({ length: to - from + 1 }, (_, position) => from + position).filter((n) => (n - from) % step === 0),
  );

function field([from, to]: (typeof bounds)[number]): fc.Arbitrary<Written> {
  const value = fc.integer({ min: from, max: to });
  const range = fc
    .tuple(value, value)
    .map(([one, other]): [number, number] => [Math.min(one, other), Math.max(one, other)]);
  const item = fc.oneof(
    value.map((n): Written => [String(n), new Set([n])]),
    range.map(([first, last]): Written => [`${first}-${last}`, between(first, last)]),
    fc
      .tuple(range, fc.integer({ min: 1, max: to }))
      .map(([[first, last], step]): Written => [`${first}-${last}/${step}`, between(first, last, step)]),
  );
  return fc.oneof(
    fc.constant<Written>(["*", undefined]),
    fc.integer({ min: 2, max: to }).map((step): Written => [`*/${step}`, between(from, to, step)]),
    fc
      .array(item, { minLength: 1, maxLength: 3 })
      .map((items): Written => [
        items.map(([text]) => text).join(","),
        new Set(items.flatMap(([, values]) => [...(values ?? [])])),
      ]),
  );
}

const schedule = fc.tuple(...bounds.map(field));

describe("a schedule", () => {
  const problems: [string, string | undefined][] = [
    ["17 2 * * *", undefined],
    ["17 */6 * * *", undefined],
    ["0,30 8-17/3 1-7 jan-MAR,12 *", undefined],
    ["17 4 * * Sun", undefined],
    ["0 0 29 2 *", undefined],
    ["@daily", notFive()],
    ["0 17 2 * * *", notFive()],
    ["17  2 * * *", notFive()],
    ["17 2 * *", notFive()],
    ["", notFive()],
    ["0 0 31 2 *", "names a day that never comes"],
    ["60 2 * * *", wrong("60", "minute", "0 to 59, ranges such as 0-4")],
    ["17 24 * * *", wrong("24", "hour", "0 to 23, ranges such as 0-4")],
    ["17 2 0 * *", wrong("0", "day of the month", "1 to 31, ranges such as 1-5")],
    ["17 2 L * *", wrong("L", "day of the month", "1 to 31, ranges such as 1-5")],
    ["17 2 ? * *", wrong("?", "day of the month", "1 to 31, ranges such as 1-5")],
    ["17 2 */1 * *", wrong("*/1", "day of the month", "1 to 31, ranges such as 1-5")],
    ["17 2 *,5 * *", wrong("*,5", "day of the month", "1 to 31, ranges such as 1-5")],
    ["17 2 * 13 *", wrong("13", "month", "1 to 12 (or jan to dec), ranges such as 1-5")],
    ["17 2 * * 7", wrong("7", "day of the week", "0 to 6 (or sun to sat), ranges such as 0-4")],
    ["17 2 * * fri-sun", wrong("fri-sun", "day of the week", "0 to 6 (or sun to sat), ranges such as 0-4")],
    ["17 2 * * mon#1", wrong("mon#1", "day of the week", "0 to 6 (or sun to sat), ranges such as 0-4")],
    ["5/15 * * * *", wrong("5/15", "minute", "0 to 59, ranges such as 0-4")],
    ["1-5/0 * * * *", wrong("1-5/0", "minute", "0 to 59, ranges such as 0-4")],
    ["1-5/60 * * * *", wrong("1-5/60", "minute", "0 to 59, ranges such as 0-4")],
    ["1-2-3 * * * *", wrong("1-2-3", "minute", "0 to 59, ranges such as 0-4")],
    ["1-5/2/2 * * * *", wrong("1-5/2/2", "minute", "0 to 59, ranges such as 0-4")],
    ["1,,2 * * * *", wrong("1,,2", "minute", "0 to 59, ranges such as 0-4")],
    ["001 * * * *", wrong("001", "minute", "0 to 59, ranges such as 0-4")],
  ];
  for (const [text, expected] of problems) {
    it(`that is ${JSON.stringify(text)} is ${expected === undefined ? "taken" : "refused"}`, () => {
      assert.equal(scheduleProblem(text), expected);
    });
  }

  it("comes when its fields say: on the day of the month or of the week, where both are given", () => {
    fc.assert(
      fc.property(schedule, fc.integer({ min: 0, max: 3000 }), (fields, day) => {
        const text = fields.map(([written]) => written).join(" ");
        const problem = scheduleProblem(text);
        if (problem === "names a day that never comes") return;
        assert.equal(problem, undefined, text);
        const cron = new Cron(text, { mode: "5-part", timezone: "UTC", paused: true });
        const next = cron.nextRun(new Date(Date.UTC(2026, 0, 1 + day)));
        assert.ok(next !== null && comes(fields, next), `${text} at ${next?.toISOString() ?? "no time"}`);
      }),
    );
  });

  it("is read without a failure, whatever it is", () => {
    const characters = fc.constantFrom(...Array.from("0123456789*/-, LW#?@jansu"));
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 20 }), (text) => {
        if (scheduleProblem(text) !== undefined) return;
        assert.notEqual(new Cron(text, { mode: "5-part", paused: true }).nextRun(), null);
      }),
      { numRuns: 2000 },
    );
  });

  const gaps: [string, number, boolean][] = [
    ["17 4 * * 0", 8, false],
    ["17 4 * * 0", 5, true],
    ["17 4 1 1 *", 372, false],
    ["17 4 1 1 *", 186, true],
    ["17 4 29 2 *", 372, true],
    ["* * * * *", 31, false],
  ];
  for (const [text, days, expected] of gaps) {
    it(`of ${text} ${expected ? "leaves" : "never leaves"} more than ${days} days out`, () => {
      assert.equal(skips(text, days), expected);
    });
  }
});

function notFive(): string {
  return "is not a schedule; write five fields with a blank between them, such as 17 2 * * *: minute, hour, day of the month, month and day of the week";
}

function wrong(part: string, name: string, allowed: string): string {
  return `has ${part} as its ${name}; write *, */2 and so on, or numbers from ${allowed}, and several of them with commas`;
}

function comes([minute, hour, day, month, weekday]: readonly Written[], time: Date): boolean {
  const has = (written: Written | undefined, value: number) => written?.[1]?.has(value) ?? true;
  const either = day?.[1] !== undefined && weekday?.[1] !== undefined;
  const [onDay, onWeekday] = [has(day, time.getUTCDate()), has(weekday, time.getUTCDay())];
  return (
    has(minute, time.getUTCMinutes()) &&
    has(hour, time.getUTCHours()) &&
    has(month, time.getUTCMonth() + 1) &&
    (either ? onDay || onWeekday : onDay && onWeekday)
  );
}
