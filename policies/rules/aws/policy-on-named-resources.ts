import { allowedBy, covers, identityTypes, namesWhatIsNotMade } from "../../aws-statements";
import type { ResourceRule } from "../../rule";
import { textsAt } from "../../values";

/** Every resource, or every one of a service. */
const every = /^(arn:([^:]*:){4})?[*/]+$/;

export const policyOnNamedResources: ResourceRule = {
  name: "policy-on-named-resources",
  threat: "privilege-gained",
  level: "mandatory",
  description: "A policy of IAM names the resources, but for actions that AWS knows on all of them only.",
  remedy: "Name the resources by their ARNs.",
  parameters: {
    unbound: {
      type: "array",
      items: { type: "string" },
      default: [
        "sts:GetCallerIdentity",
        "s3:ListAllMyBuckets",
        "kms:GenerateRandom",
        "kms:ListAliases",
        "kms:ListKeys",
        "cloudwatch:PutMetricData",
        "ecr:GetAuthorizationToken",
        "ec2:Describe*",
        "logs:DescribeLogGroups",
        "xray:Put*",
      ],
      description: "Actions that may be given on every resource.",
    },
  },
  judgedAtUp: namesWhatIsNotMade,
  types: identityTypes,
  check: (resource, report, parameters) => {
    const unbound = textsAt(parameters, "unbound");
    for (const { actions, resources } of allowedBy(resource)) {
      const wide = resources.find((one) => every.test(one));
      const given = actions.filter((action) => !unbound.some((pattern) => covers(pattern, action)));
      if (wide !== undefined && given.length > 0) report(`gives ${given.join(", ")} on ${wide}`);
    }
  },
};
