import assert from "node:assert/strict";
import fc from "fast-check";
import { kept, type Keep, type ListedSet, type Reason } from "./retention";
import { setName, setTime } from "./set-name";

const hour = 3_600_000;
const day = 24 * hour;
const keep: Keep = { daily: 7, weekly: 4, monthly: 12 };
/** A Friday. */
const now = new Date("2026-11-27T02:30:00Z");

const complete = (name: string): ListedSet => ({ name, complete: true });
const incomplete = (name: string): ListedSet => ({ name, complete: false });
const pick = <T>(record: Readonly<Record<string, T>>, which: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => which(name)));
const names = (times: readonly number[]) => [...new Set(times.map((time) => setName(new Date(time))))];
/** As many sets as there are, so far apart, the last one half an hour before now. */
const series = (count: number, apart: number) =>
  names(Array.from({ length: count }, (_, index) => now.getTime() - hour / 2 - index * apart));
const told = (sets: readonly ListedSet[], how = keep, at = now) => Object.fromEntries(kept(sets, how, at));

/** The newest set of each of the newest periods, where each period is a stretch of time that is looked at anew. */
function oracle(sets: readonly string[], rule: keyof Keep, count: number): string[] {
  const startOf = (time: Date) => {
    const start = new Date(
      Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), rule === "monthly" ? 1 : time.getUTCDate()),
    );
    while (rule === "weekly" && start.getUTCDay() !== 1) start.setTime(start.getTime() - day);
    return start.getTime();
  };
  const times = sets.map((name) => setTime(name).getTime());
  const found: string[] = [];
  for (let end = Infinity; found.length < count;) {
    const newest = times.reduce((last, time) => (time < end && time > last ? time : last), -Infinity);
    if (newest === -Infinity) break;
    found.push(setName(new Date(newest)));
    end = startOf(new Date(newest));
  }
  return found;
}

function expected(sets: readonly string[]): Record<string, Reason[]> {
  const reasons: Record<string, Reason[]> = {};
  for (const rule of ["daily", "weekly", "monthly"] as const) {
    for (const name of oracle(sets, rule, keep[rule])) (reasons[name] ??= []).push(rule);
  }
  const newest = sets.toSorted().at(-1);
  if (newest !== undefined) (reasons[newest] ??= []).push("newest");
  return reasons;
}

describe("which sets are kept", () => {
  const yearsOfDays = {
    "20261127T020000Z": ["daily", "weekly", "monthly", "newest"],
    "20261126T020000Z": ["daily"],
    "20261125T020000Z": ["daily"],
    "20261124T020000Z": ["daily"],
    "20261123T020000Z": ["daily"],
    "20261122T020000Z": ["daily", "weekly"],
    "20261121T020000Z": ["daily"],
    "20261115T020000Z": ["weekly"],
    "20261108T020000Z": ["weekly"],
    "20261031T020000Z": ["monthly"],
    "20260930T020000Z": ["monthly"],
    "20260831T020000Z": ["monthly"],
    "20260731T020000Z": ["monthly"],
    "20260630T020000Z": ["monthly"],
    "20260531T020000Z": ["monthly"],
    "20260430T020000Z": ["monthly"],
    "20260331T020000Z": ["monthly"],
    "20260228T020000Z": ["monthly"],
    "20260131T020000Z": ["monthly"],
    "20251231T020000Z": ["monthly"],
  };

  it("of two years of days are 7 days, 4 weeks and 12 months, some of them for more than one reason", () => {
    const result = told(series(730, day).map(complete));
    assert.deepEqual(result, yearsOfDays);
    const count = (reason: Reason) => Object.values(result).filter((reasons) => reasons.includes(reason)).length;
    assert.deepEqual([count("daily"), count("weekly"), count("monthly"), count("newest")], [7, 4, 12, 1]);
  });

  it("of two years are the same where the others were removed each day", () => {
    let sets: readonly string[] = [];
    for (const name of series(730, day).reverse()) {
      const because = kept([...sets, name].map(complete), keep, setTime(name));
      sets = [...because.keys()];
      assert.ok(sets.length <= 23, `${sets.length} sets`);
    }
    assert.deepEqual(told(sets.map(complete)), yearsOfDays);
  });

  it("of two years of hours are the last of each period", () => {
    const sets = series(730 * 24, hour);
    const result = told(sets.map(complete));
    assert.deepEqual(result, expected(sets));
    assert.deepEqual(Object.keys(result).slice(0, 3), ["20261127T020000Z", "20261126T230000Z", "20261125T230000Z"]);
    assert.equal(Object.keys(result).length, 20);
  });

  it("counts only periods that have one", () => {
    const sets = ["20261127T020000Z", "20261101T020000Z", "20260401T020000Z", "20240229T020000Z"];
    assert.deepEqual(told(sets.map(complete)), {
      "20261127T020000Z": ["daily", "weekly", "monthly", "newest"],
      "20261101T020000Z": ["daily", "weekly"],
      "20260401T020000Z": ["daily", "weekly", "monthly"],
      "20240229T020000Z": ["daily", "weekly", "monthly"],
    });
  });

  it("knows the weeks of ISO 8601 beyond a year's end", () => {
    const sets = ["20270104T000000Z", "20270103T235959Z", "20261228T000000Z", "20261227T235959Z"];
    assert.deepEqual(told(sets.map(complete), { daily: 0, weekly: 9, monthly: 0 }, new Date("2027-02-01T00:00:00Z")), {
      "20270104T000000Z": ["weekly", "newest"],
      "20270103T235959Z": ["weekly"],
      "20261227T235959Z": ["weekly"],
    });
  });

  const times = fc.array(fc.integer({ min: now.getTime() - 900 * day, max: now.getTime() }), { maxLength: 200 });

  it("with holes are what the definition says, and stay so once the others are removed", () => {
    fc.assert(
      fc.property(times, (list) => {
        const sets = names(list);
        const result = told(sets.map(complete));
        assert.deepEqual(result, expected(sets));
        assert.deepEqual(told(Object.keys(result).map(complete)), result);
      }),
    );
  });

  it("are the complete ones as if there were no others, and of these so many at most, and stay so", () => {
    fc.assert(
      fc.property(times, times, (list, others) => {
        const sets = names(list);
        const rest = names(others).filter((name) => !sets.includes(name));
        const all = [...sets.map(complete), ...rest.map(incomplete)];
        const result = told(all);
        const of = (which: readonly string[]) => pick(result, (name) => which.includes(name));
        assert.deepEqual(of(sets), told(sets.map(complete)));
        for (const rule of ["daily", "weekly", "monthly"] as const) {
          assert.ok(Object.values(of(rest)).filter((because) => because.includes(rule)).length <= keep[rule]);
        }
        assert.deepEqual(told(all.filter(({ name }) => name in result)), result);
      }),
    );
  });

  it("are as many where no set is complete any more, beside those that were, and none of them is lost", () => {
    const lost = 60;
    const sets = series(730, day);
    let stay: readonly ListedSet[] = [];
    for (const [age, name] of [...sets.entries()].reverse()) {
      const all = [...stay, { name, complete: age >= lost }];
      const because = kept(all, keep, setTime(name));
      stay = all.filter((set) => because.has(set.name));
    }
    const result = told(stay);
    const before = sets.slice(lost);
    assert.deepEqual(
      pick(result, (name) => before.includes(name)),
      told(before.map(complete)),
    );
    assert.deepEqual(
      pick(result, (name) => !before.includes(name)),
      {
        ...pick(yearsOfDays, (name) => name >= "20261108T020000Z"),
        "20261031T020000Z": ["monthly"],
      },
    );
  });

  it("are of a day, week and month those that are not complete, until one is", () => {
    const incompletes = ["20261127T010000Z", "20261126T020000Z", "20261126T010000Z"].map(incomplete);
    assert.deepEqual(told(incompletes), {
      "20261127T010000Z": ["daily", "weekly", "monthly", "newest"],
      "20261126T020000Z": ["daily"],
    });
    assert.deepEqual(told([complete("20261126T000000Z"), ...incompletes]), {
      "20261127T010000Z": ["daily", "newest"],
      "20261126T000000Z": ["daily", "weekly", "monthly", "newest"],
    });
  });

  it("has the newest one, and the newest complete one, even where nothing is to be kept", () => {
    const sets = [...series(3, day).map(complete), incomplete(setName(now))];
    assert.deepEqual(told(sets, { daily: 0, weekly: 0, monthly: 0 }), {
      "20261127T023000Z": ["newest"],
      "20261127T020000Z": ["newest"],
    });
  });

  it("has those of the future, which take no other's place", () => {
    const sets = [...series(1, day), "20261127T023001Z", "20310101T000000Z"].map(complete);
    assert.deepEqual(told([...sets, incomplete("20261127T022900Z")]), {
      "20310101T000000Z": ["future"],
      "20261127T023001Z": ["future"],
      "20261127T022900Z": ["newest"],
      "20261127T020000Z": ["daily", "weekly", "monthly", "newest"],
    });
  });
});
