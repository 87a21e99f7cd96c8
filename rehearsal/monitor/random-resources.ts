import { randomBytes, randomInt } from "node:crypto";
import { z } from "zod";

/** What the random provider would answer. */
export interface MadeAtRandom {
  readonly id: string;
  readonly state: Readonly<Record<string, unknown>>;
  /** The outputs that are secret. */
  readonly secrets: readonly string[];
  /** The texts by which what is secret would be known again. */
  readonly forms: readonly string[];
}

/** The resources of the random provider that are made, by their types: really, from the system's random source. */
export const randomResources: Readonly<Record<string, (inputs: object) => MadeAtRandom>> = {
  "random:index/randomPassword:RandomPassword": password,
  "random:index/randomBytes:RandomBytes": bytes,
};

const passwordInputs = z.looseObject({
  length: z.int().min(1),
  upper: z.boolean().default(true),
  lower: z.boolean().default(true),
  numeric: z.boolean().default(true),
  special: z.boolean().default(true),
  overrideSpecial: z.string().optional(),
});

/** A password of the kinds of characters that are asked for. */
function password(inputs: object): MadeAtRandom {
  const { length, upper, lower, numeric, special, overrideSpecial } = passwordInputs.parse(inputs);
  const alphabet = [
    upper ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ" : "",
    lower ? "abcdefghijklmnopqrstuvwxyz" : "",
    numeric ? "0123456789" : "",
    special ? (overrideSpecial ?? "!@#$%&*()-_=+[]{}<>:?") : "",
  ].join("");
  if (alphabet === "") throw new Error("a random password needs at least one kind of characters");
  const result = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
  return {
    id: "none", // as the real provider's: it says nothing of the password
    state: { ...inputs, upper, lower, numeric, number: numeric, special, result },
    secrets: ["result"],
    forms: [result],
  };
}

const bytesInputs = z.looseObject({ length: z.int().min(1) });

function bytes(inputs: object): MadeAtRandom {
  const made = randomBytes(bytesInputs.parse(inputs).length);
  const [base64, hex] = [made.toString("base64"), made.toString("hex")];
  return {
    id: base64, // as the real provider's, which so gives away in every state what the outputs hide
    state: { ...inputs, base64, hex },
    secrets: ["base64", "hex"],
    forms: [base64, hex, made.toString("base64url")],
  };
}
