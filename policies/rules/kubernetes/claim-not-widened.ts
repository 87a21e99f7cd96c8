import { claimsOf, claimType } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { listAt } from "../../values";

const narrow = new Set<unknown>(["ReadWriteOnce", "ReadWriteOncePod", "ReadOnlyMany"]);

export const claimNotWidened: ResourceRule = {
  name: "claim-not-widened",
  threat: "data-lost",
  level: "advisory",
  description: "A claim is for the writers of one node, since few programs share their files with others.",
  remedy: "Use ReadWriteOncePod or ReadWriteOnce, or say by an exception what keeps the writers apart.",
  types: [claimType, "kubernetes:apps/v1:StatefulSet"],
  check: (resource, report) => {
    for (const { name, spec } of claimsOf(resource)) {
      if (!listAt(spec, "accessModes").every((mode) => narrow.has(mode)))
        report(`lets pods on several nodes write to ${name} at once`);
    }
  },
};
