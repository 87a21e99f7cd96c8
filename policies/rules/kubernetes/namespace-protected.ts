import type { ResourceRule } from "../../rule";

export const namespaceProtected: ResourceRule = {
  name: "namespace-protected",
  threat: "data-lost",
  level: "mandatory",
  description: "A namespace is protected, so that pulumi destroy stops at it.",
  remedy: "Set protect: true among the resource's options.",
  types: ["kubernetes:core/v1:Namespace"],
  check: ({ protect }, report) => {
    if (!protect) report("is not protected, though its deletion deletes every claim in it");
  },
};
