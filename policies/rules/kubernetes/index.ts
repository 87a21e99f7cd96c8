import type { Rule } from "../../rule";
import { claimProtected } from "./claim-protected";

export const kubernetesRules: readonly Rule[] = [claimProtected];
