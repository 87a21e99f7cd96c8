import { distributionType } from "../../aws";
import { type ResourceRule, unknown } from "../../rule";
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
      if (elsewhere === undefined && !isGiven(origin))
        report(`asks its origin ${String(at(origin, "originId"))} without a signature`);
    }
  },
};

/** It need not be known: a preview has not made it yet. */
function isGiven(origin: unknown): boolean {
  const control = (origin as { readonly originAccessControlId?: unknown }).originAccessControlId;
  return control === unknown || (typeof control === "string" && control !== "");
}
