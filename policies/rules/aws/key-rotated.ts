import { keyType } from "../../aws";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const keyRotated: ResourceRule = {
  name: "key-rotated",
  threat: "data-exposed",
  level: "mandatory",
  description: "KMS rotates a key by itself; what older material encrypted stays readable.",
  remedy: "Set enableKeyRotation: true.",
  types: [keyType],
  check: ({ props }, report) => {
    // KMS rotates no other kind.
    const symmetric = (at(props, "customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT") === "SYMMETRIC_DEFAULT";
    if (symmetric && at(props, "enableKeyRotation") !== true) report("is never rotated");
  },
};
