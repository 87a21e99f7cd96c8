import type { ResourceRule } from "../../rule";
import { at } from "../../values";

const moments = [
  ["whenDeleted", "deleted"],
  ["whenScaled", "scaled down"],
] as const;

export const claimsKept: ResourceRule = {
  name: "claims-kept",
  threat: "data-lost",
  level: "mandatory",
  description: "The claims that a StatefulSet makes stay when it is deleted or scaled down.",
  remedy: "Set whenDeleted and whenScaled of persistentVolumeClaimRetentionPolicy to Retain, or leave them out.",
  types: ["kubernetes:apps/v1:StatefulSet"],
  check: ({ props }, report) => {
    for (const [field, when] of moments) {
      const policy = at(props, `spec.persistentVolumeClaimRetentionPolicy.${field}`) ?? "Retain";
      if (policy !== "Retain") report(`deletes the claims of its pods, with their data, when it is ${when}`);
    }
  },
};
