/** One thing that is wrong with inputs, in one place. */
export interface Breakage {
  readonly kind: "unknown key" | "key missing" | "wrong type" | "another value";
  /** Where, through lists and maps alike: `rules.status`. */
  readonly place: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

type Broken = readonly [kind: Breakage["kind"], place: string, value: unknown];

/** Inputs with one thing wrong, for each thing that can be in each place. */
export function breakages(inputs: Readonly<Record<string, unknown>>, type: string): Breakage[] {
  return breakMap(inputs, type).map(([kind, place, value]) => ({ kind, place, inputs: value as Breakage["inputs"] }));
}

function breakMap(map: Readonly<Record<string, unknown>>, place: string): Broken[] {
  const of = (key: string) => `${place}.${key}`;
  const inKeys = Object.entries(map).flatMap(([key, value]): Broken[] => {
    const others = Object.fromEntries(Object.entries(map).filter(([other]) => other !== key));
    const changed = breakValue(value, of(key)).map(([kind, at, broken]): Broken => [
      kind,
      at,
      { ...map, [key]: broken },
    ]);
    return [["key missing", of(key), others], ...changed];
  });
  const tags = place.endsWith(".tags"); // any key is one
  return tags ? inKeys : [["unknown key", of("unknownKey"), { ...map, unknownKey: "x" }], ...inKeys];
}

function breakValue(value: unknown, place: string): Broken[] {
  const wrong: Broken = ["wrong type", place, typeof value === "string" ? 1 : "text"];
  if (Array.isArray(value)) {
    const list = value as unknown[];
    const inElements = list.flatMap((element, index) =>
      breakValue(element, place).map(([kind, at, broken]): Broken => [kind, at, list.with(index, broken)]),
    );
    return [wrong, ...inElements];
  }
  if (typeof value === "string") return [wrong, ["another value", place, `${value}-or-so`]];
  if (typeof value === "number") return [wrong, ["another value", place, value + 1_000_000]];
  return isMap(value) ? [wrong, ...breakMap(value, place)] : [wrong];
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
