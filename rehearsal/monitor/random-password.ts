import { randomInt } from "node:crypto";
import { z } from "zod";

const inputs = z.looseObject({
  length: z.int().min(1),
  upper: z.boolean().default(true),
  lower: z.boolean().default(true),
  numeric: z.boolean().default(true),
  special: z.boolean().default(true),
  overrideSpecial: z.string().optional(),
});

/** `random.RandomPassword`: a password of the kinds of characters that are asked for, from the system's random source. */
export function randomPassword(given: object): { readonly id: string; readonly state: Record<string, unknown> } {
  const { length, upper, lower, numeric, special, overrideSpecial } = inputs.parse(given);
  const alphabet = [
    upper ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ" : "",
    lower ? "abcdefghijklmnopqrstuvwxyz" : "",
    numeric ? "0123456789" : "",
    special ? (overrideSpecial ?? "!@#$%&*()-_=+[]{}<>:?") : "",
  ].join("");
  if (alphabet === "") throw new Error("a random password needs at least one kind of characters");
  const result = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
  // As the real provider: the id says nothing of the password.
  return { id: "none", state: { ...given, upper, lower, numeric, number: numeric, special, result } };
}
