import { distributionType } from "../../aws";
import type { ResourceRule } from "../../rule";
import { at, listAt, textAt } from "../../values";

const safe: readonly unknown[] = ["redirect-to-https", "https-only"];

export const cdnHttps: ResourceRule = {
  name: "cdn-https",
  threat: "data-exposed",
  level: "mandatory",
  description: "CloudFront hands out nothing over plain HTTP.",
  remedy: "Set viewerProtocolPolicy to redirect-to-https or https-only in every cache behaviour.",
  types: [distributionType],
  check: ({ props }, report) => {
    const behaviours = [at(props, "defaultCacheBehavior"), ...listAt(props, "orderedCacheBehaviors")];
    for (const behaviour of behaviours.filter((one) => !safe.includes(at(one, "viewerProtocolPolicy")))) {
      const path = textAt(behaviour, "pathPattern");
      report(`lets viewers ask without TLS for ${path ?? "what has no behaviour of its own"}`);
    }
  },
};
