import { keyType } from "../../aws";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const keyDeletionWindow: ResourceRule = {
  name: "key-deletion-window",
  threat: "data-lost",
  level: "mandatory",
  description: "KMS waits long enough before it deletes a key, so that a deletion can be called off.",
  remedy: "Set deletionWindowInDays to as many days as the rule asks for, or leave it out: KMS then waits for 30.",
  parameters: {
    days: { type: "integer", minimum: 7, maximum: 30, default: 30, description: "For how many days, at least." },
  },
  types: [keyType],
  check: ({ props }, report, { days }) => {
    const window: unknown = at(props, "deletionWindowInDays") ?? 30;
    if (!(Number(window) >= Number(days)))
      report(`is deleted ${String(window)} days after somebody asks for it, which is less than ${String(days)}`);
  },
};
