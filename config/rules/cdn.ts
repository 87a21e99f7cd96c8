import type { Issue } from "../../components/issue";
import type { AwsSection } from "../aws";
import type { Usable } from "../parse";
import { error } from "./issues";

type Cdn = NonNullable<AwsSection["cdn"]>;

/** CloudFront in front of the public buckets. */
export function cdnIssues(cdn: Cdn, config: Usable): Issue[] {
  return [...certificateIssues(cdn), ...servedIssues(config)];
}

function certificateIssues({ aliases, certificate }: Cdn): Issue[] {
  const path = ["aws", "cdn", "certificate"];
  if (aliases !== undefined && certificate === undefined) {
    const message = "is missing, and CloudFront takes aws.cdn.aliases only with a certificate for them";
    return [error(path, message, "set it to the ARN of one in us-east-1, or remove aws.cdn.aliases")];
  }
  if (aliases !== undefined || certificate === undefined) return [];
  const message = "has no effect without aws.cdn.aliases, for which it would hold";
  return [error(path, message, "name them, or remove it")];
}

function servedIssues({ buckets, unread, service }: Usable): Issue[] {
  const path = ["aws", "cdn"];
  if (service !== undefined && service.multiTenant !== false) {
    const message = "serves nothing with service.multiTenant, where each tenant has buckets of its own";
    return [error(path, message, "remove it, or set service.multiTenant to false")];
  }
  if (buckets === undefined || unread === true || buckets.some(({ args }) => args.public)) return [];
  const message = "serves nothing, since no bucket of alfred-storage:buckets is public";
  return [error(path, message, "write public: true of those that it is for, or remove it")];
}
