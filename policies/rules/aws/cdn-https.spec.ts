import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { cdnHttps } from "./cdn-https";

describeRule(cdnHttps, [
  {
    name: "plain HTTP by default",
    stack: "full",
    change: (find) => {
      set(find("Distribution"), "defaultCacheBehavior.viewerProtocolPolicy", "allow-all");
    },
    says: 'Distribution "object-store" lets viewers ask without TLS for what has no behaviour of its own',
  },
  {
    name: "plain HTTP for a path",
    stack: "full",
    change: (find) => {
      set(find("Distribution"), "orderedCacheBehaviors.0.viewerProtocolPolicy", undefined);
    },
    says: 'Distribution "object-store" lets viewers ask without TLS for /user-uploads/*',
  },
  {
    name: "a behaviour of which it is not known",
    stack: "full",
    change: (find) => {
      set(find("Distribution"), "defaultCacheBehavior.viewerProtocolPolicy", unknown);
    },
    says: 'Distribution "object-store" cannot be judged: viewerProtocolPolicy is not known yet',
  },
  {
    name: "nothing but HTTPS",
    stack: "full",
    change: (find) => {
      set(find("Distribution"), "defaultCacheBehavior.viewerProtocolPolicy", "https-only");
    },
    says: [],
  },
]);
