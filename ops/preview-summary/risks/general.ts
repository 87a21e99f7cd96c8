import { type Rule, say } from "../finding";
import { all, code, some } from "../words";

/** Parts of the program that are nothing by themselves: what they consist of is told of on its own. */
export const grouping: Rule = () => [];

/** A type that no rule knows. What removes or replaces is told of as if it did harm. */
export const unknownType: Rule = ({ type, name, operation, old, paths }) => {
  const called = `${code(type)} ${code(name)}`;
  if (operation === "create") return say("harmless", `${called} is made.`);
  if (operation === "update") return say("harmless", `${called} changes: ${some(paths)}.`);
  if (operation === "read" || operation === "import")
    return say("harmless", `${called} is ${operation === "read" ? "read" : "adopted as it is"}.`);
  if (old?.retainOnDelete === true) return say("harmless", `${called} is forgotten here, and stays.`);
  const done =
    operation === "delete"
      ? "deleted"
      : operation === "replace"
        ? `replaced for ${all(paths)}`
        : "changed in a way that is not known here";
  // Only what somebody wants to keep is protected.
  return old?.protect === true
    ? say("data loss", `${called} is **${done}**. It is protected, so \`pulumi up\` refuses.`)
    : say("downtime", `${called} is ${done}.`);
};
