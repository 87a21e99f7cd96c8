import { unknown } from "../../rule";
import { describeRule, type Find, set } from "../../testing";
import { cdnSignedOrigin } from "./cdn-signed-origin";

const control = "origins.0.originAccessControlId";
const unsigned = 'Distribution "object-store" asks its origin objects without a signature';

describeRule(cdnSignedOrigin, [
  ...[undefined, ""].map((none) => ({
    name: none === undefined ? "an origin without a signature" : "an origin with a signature that is empty",
    stack: "full" as const,
    change: (find: Find) => {
      set(find("Distribution"), control, none);
    },
    says: unsigned,
  })),
  {
    name: "an origin of which it is said that it is nobody else's",
    stack: "full",
    change: (find) => {
      set(find("Distribution"), control, undefined);
      set(find("Distribution"), "origins.0.customOriginConfig", null);
      set(find("Distribution"), "origins.0.vpcOriginConfig", null);
    },
    says: unsigned,
  },
  {
    name: "a signature that a client can do without",
    stack: "full",
    change: (find) => {
      set(find("OriginAccessControl"), "signingBehavior", "no-override");
    },
    says: 'OriginAccessControl "object-store" does not sign every request',
  },
  {
    name: "a signature that is not made yet",
    stack: "full",
    change: (find) => {
      set(find("Distribution"), control, unknown);
    },
    says: [],
  },
  ...["customOriginConfig", "vpcOriginConfig"].map((elsewhere) => ({
    name: `an origin that is not S3's (${elsewhere})`,
    stack: "full" as const,
    change: (find: Find) => {
      set(find("Distribution"), "origins.0", { originId: "site", domainName: "example.com", [elsewhere]: {} });
    },
    says: [],
  })),
]);
