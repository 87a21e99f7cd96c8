import type * as random from "@pulumi/random";
import { type Issue, under } from "../issue";

export interface ServiceKeysArgs {
  readonly keys: KeyArgs;
  /** Makes the keys. */
  readonly provider: random.Provider;
}

/** Which keys there are. A key's generation is a name that the user chose; a new name makes a new key. */
export interface KeyArgs {
  /** The keys of tokens, the API keys among them. */
  readonly tokens: Generations;
  /** The keys of signed URLs. */
  readonly urls: Generations;
}

export interface Generations {
  /** The one that signs. It is among {@link accept}. */
  readonly sign: string;
  /** Those whose signatures are accepted, in any order. The key of one that is taken out is deleted. */
  readonly accept: readonly string[];
}

/** Everything that is wrong with the generations. Paths begin with `tokens` or `urls`. */
export function checkKeys({ tokens, urls }: KeyArgs): Issue[] {
  return Object.entries({ tokens, urls }).flatMap(([purpose, generations]) =>
    [...nameIssues(generations), ...repeated(generations), ...unaccepted(generations)].map((issue) =>
      under([purpose], issue),
    ),
  );
}

// No underscore: to newer versions of the service a key's id is only what follows its last underscore, so that two keys
// could become one (supabase/storage#1257, #1331).
export const generationPattern = /^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/;
export const generationName = "a name of letters, digits, dots and dashes, at most 40, a letter or digit first";

function nameIssues({ accept }: Generations): Issue[] {
  return accept.flatMap((generation, position): Issue[] => {
    if (generationPattern.test(generation)) return [];
    const message = `is not ${generationName}`;
    return [{ severity: "error", path: ["accept", position], value: generation, message, remedy: "choose another" }];
  });
}

function repeated({ accept }: Generations): Issue[] {
  return accept.flatMap((generation, position): Issue[] => {
    if (accept.indexOf(generation) === position) return [];
    const message = "stands there twice";
    return [{ severity: "error", path: ["accept", position], value: generation, message, remedy: "take one out" }];
  });
}

function unaccepted({ sign, accept }: Generations): Issue[] {
  if (accept.includes(sign)) return [];
  return [
    {
      severity: "error",
      path: ["sign"],
      value: sign,
      message: "is not among the generations in accept, so nothing that it signs would be valid",
      remedy: "add it to accept, run pulumi up, and only then let it sign",
    },
  ];
}
