import { parseBytes } from "../../../components/units";
import { claimsOf, claimType } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

/** Unlike elsewhere, a lone G is not ambiguous here: Kubernetes means 1000³. Not a number where it is not a size. */
function bytesOf(size: unknown): number {
  const parsed = parseBytes(String(size).replace(/[kMGTP]$/, "$&B"));
  return "value" in parsed ? parsed.value : NaN;
}

export const claimBounded: ResourceRule = {
  name: "claim-bounded",
  threat: "cost-run-away",
  level: "advisory",
  description: "A claim's size is within the bound of this rule.",
  remedy: "Lower the size, or raise the parameter of this rule.",
  types: [claimType, "kubernetes:apps/v1:StatefulSet"],
  parameters: { most: { type: "string", default: "1Ti", description: "The largest size of a claim." } },
  check: (resource, report, { most }) => {
    for (const { name, spec } of claimsOf(resource)) {
      const size = at(spec, "resources.requests.storage");
      if (!(bytesOf(size) <= bytesOf(most)))
        report(`has a size of ${String(size)} for ${name}, not ${String(most)} at most`);
    }
  },
};
