import type { Rule } from "../../rule";
import { bucketVersioned } from "./bucket-versioned";

export const awsRules: readonly Rule[] = [bucketVersioned];
