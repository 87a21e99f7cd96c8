import { setName, setTime } from "./set-name";

/** Of how many days, weeks and months that have a set the newest one is kept. */
export interface Keep {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

/**
 * Why a set is kept: as the newest of its day, week or month; as the newest complete one; since it is not complete but
 * no complete one is newer (it may be under way); since it is from the future, where no rule reaches.
 */
export type Reason = keyof Keep | "newest" | "unfinished" | "future";

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
 * that have a complete set. Removing the others changes nothing about those that are kept.
 */
export function kept(sets: readonly ListedSet[], keep: Keep, now: Date): ReadonlyMap<string, readonly Reason[]> {
  const newestFirst = sets.toSorted((one, other) => (one.name < other.name ? 1 : -1));
  const present = setName(now);
  const complete = newestFirst.filter((set) => set.complete && set.name <= present).map(({ name }) => name);
  const [newest = ""] = complete;
  const rules = (["daily", "weekly", "monthly"] as const).map(
    (rule) => [rule, newestOfPeriods(complete, periodOf[rule], keep[rule])] as const,
  );
  const reasons = (set: ListedSet): Reason[] => {
    if (set.name > present) return ["future"];
    if (!set.complete) return set.name > newest ? ["unfinished"] : [];
    const ruled = rules.filter(([, names]) => names.has(set.name)).map(([rule]) => rule);
    return set.name === newest ? [...ruled, "newest"] : ruled;
  };
  return new Map(
    newestFirst.map((set) => [set.name, reasons(set)] as const).filter(([, because]) => because.length > 0),
  );
}

/** @param names newest first */
function newestOfPeriods(names: readonly string[], periodOf: (name: string) => string, count: number): Set<string> {
  const newest = new Map<string, string>();
  for (const name of names) {
    const period = periodOf(name);
    if (!newest.has(period)) newest.set(period, name);
  }
  return new Set([...newest.values()].slice(0, count));
}
