import type { ResourceRule } from "../../rule";

const kinds = ["Key", "ExternalKey", "ReplicaKey", "ReplicaExternalKey"];

export const keyProtected: ResourceRule = {
  name: "key-protected",
  threat: "data-lost",
  level: "mandatory",
  description: "A key of KMS is protected: without it nothing that it encrypted can be read again.",
  remedy: "Set protect: true among the resource's options.",
  types: kinds.map((kind) => `aws:kms/${kind.replace(/^./, (letter) => letter.toLowerCase())}:${kind}`),
  check: ({ protect }, report) => {
    if (!protect) report("is not protected, so an edit or a destroy can delete it with all that it encrypts");
  },
};
