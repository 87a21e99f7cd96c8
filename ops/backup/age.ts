const units = { m: 60_000, h: 3_600_000, d: 24 * 3_600_000 } as const;

/**
 * An age such as `30m`, `24h` or `7d`, in milliseconds.
 *
 * @param option how it is called where it is wrong
 */
export function ageOf(option: string, text: string): number {
  const [, count = "", unit = ""] = /^([1-9]\d{0,5})([mhd])$/.exec(text) ?? [];
  if (count === "") throw new Error(`${option} is an age such as 30m, 24h or 7d, and "${text}" is none.`);
  return Number(count) * units[unit as keyof typeof units];
}
