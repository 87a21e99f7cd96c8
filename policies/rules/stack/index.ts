import type { Rule } from "../../rule";
import { explicitProvider } from "./explicit-provider";
import { noSecretInPlainSight } from "./no-secret-in-plain-sight";
import { passwordLong } from "./password-long";

export const stackRules: readonly Rule[] = [explicitProvider, noSecretInPlainSight, passwordLong];
