import { Failure } from "../../cluster/failure";
import { shortLine } from "../../cluster/short-line";
import { endOf, type Ended } from "./program";
import { inText } from "./restic-messages";

/** What was asked of restic, for a sentence about why it was in vain. */
export interface Asked {
  readonly location: string;
  readonly passwordFile: string;
  /** What it was to do, such as "list the snapshots". */
  readonly act: string;
}

interface Case {
  /** restic's exit status for it, which older ones do not have. */
  readonly status?: number;
  readonly pattern: RegExp;
  readonly failure: (asked: Asked, found: readonly string[]) => Failure;
}

/**
 * Most telling first: a server that is not reached is also one where restic finds no repository, and says so.
 */
const cases: readonly Case[] = [
  {
    status: 12,
    pattern: /wrong password or no key found/,
    failure: ({ location, passwordFile }) =>
      new Failure(
        `The password in ${passwordFile} does not open the repository ${location}. Give the one it was made with.`,
      ),
  },
  {
    pattern: /Resolving password failed: (?:Fatal: )?(.*)/,
    failure: ({ passwordFile }, [why = ""]) =>
      new Failure(`The repository's password cannot be read: ${sentence(why)} It should be in ${passwordFile}.`),
  },
  {
    status: 11,
    pattern: /already locked (exclusively )?by (PID \d+ on \S+ by .+) \(UID[^]*?\((\S+) ago\)/,
    failure: ({ location }, [exclusively, owner = "another process", age]) =>
      new Failure(
        `The repository ${location} is locked${exclusively === undefined ? "" : " exclusively"} by ${owner}` +
          `${age === undefined ? "" : `, for ${age.replace(/\.\d+s$/, "s")} now`}. Try again when that has ended.`,
        { passing: true },
      ),
  },
  {
    pattern: /(?:write|mkdir|create|open|sync|close) (\S+): (?:no space left on device|disk quota exceeded)/,
    failure: ({ location, act }, [file = location]) => full(act, file),
  },
  {
    pattern: /no space left on device|disk quota exceeded/,
    failure: ({ location, act }) => full(act, location),
  },
  {
    pattern: /(x509: .*)/,
    failure: ({ location }, [why = ""]) =>
      new Failure(`The server of ${location} has a certificate that is not trusted: ${sentence(why)}`),
  },
  {
    pattern: /(?:(?:Get|Head|Put|Post|Delete) "https?:[^"]*": (.*)|(dial tcp.*|.*i\/o timeout|.*connection reset.*))/,
    failure: ({ location, act }, found) =>
      new Failure(`restic did not reach ${location} to ${act}: ${sentence(found.join(""))}`, { passing: true }),
  },
  {
    pattern: /The specified bucket does not exist/,
    failure: ({ location }) => new Failure(`There is no bucket for ${location}. Make it first.`),
  },
  {
    pattern:
      /(Access ?Denied|Forbidden|InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|does not exist in our records|(?:calculated|request) signature|token .*expired|400 Bad Request)/i,
    failure: ({ location, act }, [why = ""]) =>
      new Failure(
        `${location} refused to ${act}: ${sentence(why)} Look at its credentials, its region and what they permit.`,
      ),
  },
  {
    pattern: /(\S+): permission denied/,
    failure: ({ act }, [file = ""]) =>
      new Failure(`restic may not ${act}: the rights of ${file} do not permit it. Run this as its owner.`),
  },
  {
    pattern: /no matching ID found/,
    failure: ({ location, act }) =>
      new Failure(`restic did not ${act}: ${location} has no such snapshot.`, { missing: true }),
  },
  {
    pattern: /path .* not found in snapshot/,
    failure: ({ act }) => new Failure(`restic did not ${act}: the snapshot does not have it.`, { missing: true }),
  },
  {
    pattern:
      /^.*(?:ciphertext verification failed|invalid data returned|id does not match|ID does not match|unexpected file size|wrong data returned|not found in (?:the )?index|hash mismatch).*$/m,
    failure: ({ location, act }, [line = ""]) =>
      new Failure(
        `The repository ${location} is damaged, so restic did not ${act}: ${sentence(line)} ` +
          "What does not need the damaged data is still whole.",
      ),
  },
  {
    status: 10,
    pattern: /Is there a repository at the following location|repository does not exist/,
    failure: ({ location }) => new Failure(`There is no repository at ${location}.`, { missing: true }),
  },
];

/** Why restic failed, and what to do about it. */
export function explain(asked: Asked, { status, said }: Ended): Failure {
  const text = inText(said);
  const place = { ...asked, location: shortLine(asked.location) };
  for (const { status: own, pattern, failure } of cases) {
    const found = pattern.exec(text);
    if (found !== null) return failure(place, found.length > 1 ? found.slice(1) : [...found]);
    if (own === status) return failure(place, []);
  }
  const why = text.split("\n").findLast((line) => !/^(Fatal: )?There were \d+ errors$/.test(line)) ?? "";
  return new Failure(`restic did not ${asked.act}: ${sentence(why === "" ? `it ${endOf(status)}` : why)}`);
}

function full(act: string, file: string): Failure {
  return new Failure(
    `The disk is full, so restic did not ${act}: no space is left at ${file}. Make room, then run it again.`,
  );
}

/** A line of somebody else's as a sentence. */
export const sentence = (line: string): string =>
  `${shortLine(line.replace(/^(Fatal|error): /, "")).replace(/[.:]$/, "")}.`;
