import type { Rule } from "../../rule";

export const stackRules: readonly Rule[] = [];
