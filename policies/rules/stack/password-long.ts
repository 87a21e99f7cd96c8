import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const passwordLong: ResourceRule = {
  name: "password-long",
  threat: "privilege-gained",
  level: "mandatory",
  description: "A password or key that a stack makes is too long to be guessed.",
  remedy: "Raise its length.",
  parameters: {
    shortest: {
      type: "integer",
      minimum: 16,
      default: 20,
      description: "The fewest characters that a password may have.",
    },
  },
  types: ["random:index/randomPassword:RandomPassword"],
  check: ({ props }, report, { shortest }) => {
    const length = Number(at(props, "length") ?? 0);
    if (length < Number(shortest)) report(`has ${length} characters, and may have no fewer than ${Number(shortest)}`);
  },
};
