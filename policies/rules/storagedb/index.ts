import type { Rule } from "../../rule";

export const storagedbRules: readonly Rule[] = [];
