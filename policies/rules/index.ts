import type { Rule } from "../rule";
import { bucketVersioned } from "./data/bucket-versioned";
import { claimProtected } from "./data/claim-protected";

/** Every rule of the pack, by threat. */
export const rules: readonly Rule[] = [bucketVersioned, claimProtected];
