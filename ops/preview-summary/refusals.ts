import type { Message, Preview } from "./preview";
import { nameOf, typeOf } from "./preview";
import { dataIn } from "./risks/claims";
import { plain, shortened, some } from "./words";

/** As much of one message as is shown. */
const longest = 1500;

/** Why a preview failed: each reason once, with the resources that it is about and the data in them. */
export function refusalsOf(preview: Preview): string[] {
  const about = new Map<string, string[]>();
  for (const message of preview.messages) {
    if (message.severity !== "error") continue;
    const reason = reasonIn(message, preview);
    const urns = about.get(reason) ?? [];
    about.set(reason, message.urn === undefined ? urns : [...urns, message.urn]);
  }
  const told = [...about].map(([reason, urns]) => {
    const names = [...new Set(urns)].map((urn) => `${typeOf(urn).split(":").at(-1) ?? ""} ${nameOf(urn)}`);
    names.sort();
    return names.length === 0 ? reason : `${some(names)}: ${reason}`;
  });
  told.sort();
  if (told.length > 0 || !preview.failed || preview.violations?.some(({ level }) => level === "mandatory")) return told;
  return [silent];
}

const silent =
  "It does not say why. Which policy is violated it tells only with `PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true`; else its log tells more.";

/** Warnings, each once. */
export const warningsOf = ({ messages }: Preview): string[] => [
  ...new Set(
    messages.filter(({ severity }) => severity === "warning").map(({ text }) => plain(shortened(text, longest))),
  ),
];

/** The engine tells how to take the protection away, which is not the first thing to think of. */
const isProtected = /(cannot be|unable to) (deleted?|replaced?)\b[^]*(because it is protected|marked for protection)/;

/** The provider tells here how to forget what cannot be reached, which would make it all anew. */
const unread = "failed to read resource state due to unreachable cluster";

function reasonIn({ text, urn }: Message, { states }: Preview): string {
  if (text.includes(unread)) return "the cluster was not reached, so nobody knows what is there.";
  const [, , verb = ""] = isProtected.exec(text) ?? [];
  if (verb === "") return plain(shortened(withoutUrns(text), longest));
  const data = urn === undefined ? undefined : dataIn(typeOf(urn), states.get(urn));
  const holds = data === undefined ? "" : ` It holds data: ${plain(data)}.`;
  return verb.startsWith("replace")
    ? `it is protected and would be replaced.${holds} Put back what was changed of it, or of what it depends on.`
    : `it is protected and would be deleted.${holds} Put it back into the stack file.`;
}

/** Nobody reads a URN. */
const withoutUrns = (text: string): string => text.replace(/urn:pulumi:[^\s"'`]+/g, (urn) => nameOf(urn));
