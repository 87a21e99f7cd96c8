import { type Rule, say } from "../finding";
import { code } from "../words";

/** Passwords and keys that the program makes itself. */
export const generated: Rule = ({ operation, name }) => {
  const isKey = /-(token|url)-/.test(name);
  const called = `The ${isKey ? "key" : "password or key"} ${code(name)}`;
  if (operation === "create") return say("harmless", `${called} is made.`);
  if (operation === "delete") {
    const effect = isKey ? ": what it signed is refused from now on" : "";
    return say("security", `${called} is forgotten${effect}.`);
  }
  const effect = isKey ? ": what the old one signed is refused from now on" : "";
  return say("security", `${called} is made anew${effect}.`);
};
