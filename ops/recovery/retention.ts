import { setName, setTime } from "./set-name";

/** Of how many days, weeks and months that have a set the newest one is kept. */
export interface Keep {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

/**
 * Why a set is kept: for its day, week or month; as the newest of all, or of the complete ones; since it is from the
 * future, where no rule reaches.
 */
export type Reason = keyof Keep | "newest" | "future";

/** What is known of a set where sets are listed. */
export interface ListedSet {
  readonly name: string;
  readonly complete: boolean;
}

/** What the period of a set is called. Days and weeks are those of UTC; a week begins on Monday, as in ISO 8601. */
const periodOf: Readonly<Record<keyof Keep, (name: string) => string>> = {
  daily: (name) => name.slice(0, "20261127".length),
  weekly: (name) => {
    const day = setTime(name);
    day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
    return setName(day).slice(0, "20261127".length);
  },
  monthly: (name) => name.slice(0, "202611".length),
};

/**
 * The sets to keep, newest first, and why; the others are to be removed. It counts as `restic forget` does: only periods
 * that have a set. Complete ones are kept as if there were no others. Beside them so many periods are counted in which
 * any set is; of one that has no complete set, its newest stays. So an object that lost its blob for good neither costs
 * what was complete before, nor keeps every set since. Removing the others changes nothing about those that are kept.
 */
export function kept(sets: readonly ListedSet[], keep: Keep, now: Date): ReadonlyMap<string, readonly Reason[]> {
  const newestFirst = sets.toSorted((one, other) => (one.name < other.name ? 1 : -1));
  const present = setName(now);
  const past = newestFirst.filter(({ name }) => name <= present);
  const complete = past.filter((set) => set.complete);
  const newest = [past[0], complete[0]];
  const rules = (["daily", "weekly", "monthly"] as const).map((rule) => {
    const best = [complete, past].flatMap((list) => bestOfPeriods(list, periodOf[rule], keep[rule]));
    return [rule, new Set(best)] as const;
  });
  const reasons = (set: ListedSet): Reason[] => {
    if (set.name > present) return ["future"];
    const ruled = rules.filter(([, best]) => best.has(set)).map(([rule]) => rule);
    return newest.includes(set) ? [...ruled, "newest"] : ruled;
  };
  return new Map(
    newestFirst.map((set) => [set.name, reasons(set)] as const).filter(([, because]) => because.length > 0),
  );
}

/** Of each of the newest periods that have a set, the newest complete one, or else the newest. @param sets newest first */
function bestOfPeriods(
  sets: readonly ListedSet[],
  periodOf: (name: string) => string,
  count: number,
): readonly ListedSet[] {
  const best = new Map<string, ListedSet>();
  for (const set of sets) {
    const period = periodOf(set.name);
    const found = best.get(period);
    if (found === undefined || (set.complete && !found.complete)) best.set(period, set);
  }
  return [...best.values()].slice(0, count);
}
