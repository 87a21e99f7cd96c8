import type { Restic } from "./restic-call";
import { explain, sentence } from "./restic-failure";
import { inText } from "./restic-messages";
import { withTicks } from "./restic-ticks";

/** What restic ends with where the repository, and not the check, is what is wrong. */
const found = /repository contains errors|LoadIndex returned errors/;

/** Looks for damage, and gives what there is. */
export async function check(restic: Restic, readData: boolean | `${number}%`): Promise<string[]> {
  const act = "check the repository";
  const reading = readData === true ? ["--read-data"] : readData === false ? [] : [`--read-data-subset=${readData}`];
  const said: string[] = [];
  const ended = await withTicks(restic.listener.progress, "checking the repository", () =>
    restic.stream(["check", ...reading], { act, statuses: "any", onLine: (line) => said.push(inText(line)) }),
  );
  if (ended.status === 0) return [];
  if (!found.test(said.join("\n"))) throw explain(restic.asked(act), ended);
  return problemsIn(said);
}

/** What a check said on standard error, as sentences. */
export function problemsIn(said: readonly string[]): string[] {
  return said.flatMap((line) => {
    if (line === "" || found.test(line) || line.includes("retrying after")) return [];
    for (const [pattern, text] of known) {
      const match = pattern.exec(line.replace(/^error: /, ""));
      if (match !== null) return [text(match[1] ?? "")];
    }
    return [sentence(line)];
  });
}

const known: readonly [RegExp, (id: string) => string][] = [
  [/^Pack ID does not match, want (\w+)/, (id) => `The pack ${id} is damaged: its content is not what its name says.`],
  [/^pack (\w+): does not exist/, (id) => `The pack ${id} is missing.`],
  [
    /^pack (\w+): unexpected file size/,
    (id) => `The pack ${id} is damaged: it has another size than it was written with.`,
  ],
  [/^pack (\w+) contains \d+ errors/, (id) => `The pack ${id} is damaged: parts of it cannot be decrypted.`],
];
