import { distributionType, isGiven } from "../../aws";
import type { ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

export const cdnSignedOrigin: ResourceRule = {
  name: "cdn-signed-origin",
  threat: "data-exposed",
  level: "mandatory",
  description: "CloudFront signs what it asks S3, so that the bucket can stay closed to everyone else.",
  remedy: 'Give the origin an OriginAccessControl whose signingBehavior is "always".',
  types: [distributionType, "aws:cloudfront/originAccessControl:OriginAccessControl"],
  check: ({ type, props }, report) => {
    if (type !== distributionType) {
      if (at(props, "signingBehavior") !== "always") report("does not sign every request");
      return;
    }
    for (const origin of listAt(props, "origins")) {
      const elsewhere = at(origin, "customOriginConfig") ?? at(origin, "vpcOriginConfig") ?? undefined;
      // A preview has not made the control yet, so it need not be known.
      if (elsewhere === undefined && !isGiven(origin, "originAccessControlId"))
        report(`asks its origin ${String(at(origin, "originId"))} without a signature`);
    }
  },
};
