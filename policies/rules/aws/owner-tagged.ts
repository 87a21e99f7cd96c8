import { bucketTypes, keyType } from "../../aws";
import type { ResourceRule } from "../../rule";
import { at, textsAt } from "../../values";

export const ownerTagged: ResourceRule = {
  name: "owner-tagged",
  threat: "change-unseen",
  level: "advisory",
  description: "Buckets and keys say by tags whose they are.",
  remedy: "Add the tags, to the resource or to all of its provider's (defaultTags).",
  parameters: {
    keys: { type: "array", items: { type: "string" }, default: ["owner"], description: "The keys of the tags." },
  },
  types: [...bucketTypes, keyType],
  check: ({ props }, report, parameters) => {
    const tags = new Map(Object.entries(at(props, "tags") ?? {}));
    const missing = textsAt(parameters, "keys").filter((key) => (tags.get(key) ?? "") === "");
    if (missing.length > 0) report(`does not say by a tag what it has to: ${missing.join(", ")}`);
  },
};
