import { Cron } from "croner";

/**
 * What every cron understands alike. Kubernetes knows neither 7 for Sunday nor L, W, # and 5/15; where the day of the
 * month and that of the week are both given, schedulers take a step of 1, and a * in a list, for different things.
 */
const fields = [
  { name: "minute", from: 0, to: 59, names: [] },
  { name: "hour", from: 0, to: 23, names: [] },
  { name: "day of the month", from: 1, to: 31, names: [] },
  {
    name: "month",
    from: 1,
    to: 12,
    names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  { name: "day of the week", from: 0, to: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
] as const;

type Field = (typeof fields)[number];

const example = "such as 17 2 * * *: minute, hour, day of the month, month and day of the week";

/**
 * Why a text is no schedule that cron keeps to; undefined where it is one. Continues a sentence that begins with the text.
 *
 * @example
 * ```ts
 * scheduleProblem("17 2 * * *"); // undefined
 * scheduleProblem("0 0 31 2 *"); // "names a day that never comes"
 * ```
 */
export function scheduleProblem(text: string): string | undefined {
  const written = text.split(" ");
  if (written.length !== fields.length || written.includes("")) {
    return `is not a schedule; write five fields with a blank between them, ${example}`;
  }
  for (const [position, field] of fields.entries()) {
    const part = written[position] ?? "";
    if (!isField(part, field)) return `has ${part} as its ${field.name}; ${allowed(field)}`;
  }
  return runs(text).nextRun(start) === null ? "names a day that never comes" : undefined;
}

function isField(part: string, field: Field): boolean {
  const every = /^\*(?:\/([0-9]{1,2}))?$/.exec(part);
  if (every !== null) return every[1] === undefined || isStep(every[1], 2, field);
  return part.split(",").every((item) => {
    const [range = "", step, ...more] = item.split("/");
    const [first = "", last, ...others] = range.split("-");
    if (more.length > 0 || others.length > 0) return false;
    const from = valueOf(first, field);
    if (last === undefined) return step === undefined && from !== undefined;
    const to = valueOf(last, field);
    return from !== undefined && to !== undefined && from <= to && (step === undefined || isStep(step, 1, field));
  });
}

const isStep = (step: string, least: number, { to }: Field): boolean =>
  /^[0-9]{1,2}$/.test(step) && Number(step) >= least && Number(step) <= to;

function valueOf(text: string, { from, to, names }: Field): number | undefined {
  const position = names.findIndex((name) => name === text.toLowerCase());
  const value = position === -1 ? (/^[0-9]{1,2}$/.test(text) ? Number(text) : undefined) : position + from;
  return value !== undefined && value >= from && value <= to ? value : undefined;
}

function allowed({ from, to, names }: Field): string {
  const [first, last] = [names[0], names.at(-1)];
  const words = first === undefined || last === undefined ? "" : ` (or ${first} to ${last})`;
  return `write *, */2 and so on, or numbers from ${from} to ${to}${words}, ranges such as ${from}-${from + 4}, and several of them with commas`;
}

const start = new Date("2026-01-01T00:00:00Z");
const day = 86_400_000;

const runs = (schedule: string): Cron => new Cron(schedule, { mode: "5-part", timezone: "UTC", paused: true });

/**
 * Whether a schedule leaves more than so many days out, some time in eight years. It looks four times in as many days,
 * which finds any gap that is a quarter longer.
 */
export function skips(schedule: string, days: number): boolean {
  const cron = runs(schedule);
  const end = start.getTime() + 8 * 366 * day;
  for (let from = start.getTime(); from < end;) {
    const next = cron.nextRun(new Date(from))?.getTime() ?? Infinity;
    if (next > from + days * day) return true;
    from = next + (days * day) / 4;
  }
  return false;
}
