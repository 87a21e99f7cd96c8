import type { Approval, ApprovedOperation } from "./approval";
import { nameOf, typeOf } from "./preview";

/** In what a later preview differs from what was approved, a sentence each. None: it is the same. */
export function differences(approved: Approval, now: Approval): string[] {
  if (approved.stack !== now.stack)
    return [`The approval is for the stack ${approved.stack}, and this is ${now.stack}.`];
  const [before, after] = [byUrn(approved), byUrn(now)];
  const gone = [...before.values()].filter(({ urn }) => !after.has(urn));
  return [
    ...[...after.values()].flatMap((one) => {
      const known = before.get(one.urn);
      return known === undefined ? [`Not approved: ${inWords(one)}.`] : changed(known, one);
    }),
    ...gone.map((one) => `Approved, and no longer to be done: ${inWords(one)}.`),
  ];
}

const byUrn = ({ operations }: Approval): Map<string, ApprovedOperation> =>
  new Map(operations.map((one) => [one.urn, one]));

const inWords = ({ operation, urn }: ApprovedOperation): string => `${operation} ${typeOf(urn)} ${nameOf(urn)}`;

function changed(before: ApprovedOperation, after: ApprovedOperation): string[] {
  const named = `${typeOf(after.urn)} ${nameOf(after.urn)}`;
  if (before.operation !== after.operation) {
    return [`${named}: approved was ${before.operation}, and now it is ${after.operation}.`];
  }
  const more = after.paths.filter((path) => !before.paths.includes(path));
  const fewer = before.paths.filter((path) => !after.paths.includes(path));
  if (more.length + fewer.length > 0) {
    const parts = [
      ...(more.length > 0 ? [`${more.join(", ")} would change, too`] : []),
      ...(fewer.length > 0 ? [`${fewer.join(", ")} would change no longer`] : []),
    ];
    return [`${named}: ${parts.join("; ")}.`];
  }
  return before.fingerprint === after.fingerprint ? [] : [`${named}: the same properties would get other values.`];
}
