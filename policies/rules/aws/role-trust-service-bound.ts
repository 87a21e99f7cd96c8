import { roleType } from "../../aws";
import { allowedAt, isBoundBy, namesWhatIsNotMade, servicesOf, sourceKeys } from "../../aws-statements";
import type { ResourceRule } from "../../rule";
import { textsAt } from "../../values";

export const roleTrustServiceBound: ResourceRule = {
  name: "role-trust-service-bound",
  threat: "privilege-gained",
  level: "mandatory",
  description: "A service of Amazon's takes on a role only on behalf of whom the role names, not of anyone's.",
  remedy: "Add a condition on aws:SourceArn or aws:SourceAccount.",
  parameters: {
    silent: {
      type: "array",
      items: { type: "string" },
      default: ["ec2.amazonaws.com", "lambda.amazonaws.com"],
      description: "Services that do not say on whose behalf they come.",
    },
  },
  judgedAtUp: namesWhatIsNotMade,
  types: [roleType],
  check: ({ props }, report, parameters) => {
    const silent = textsAt(parameters, "silent");
    for (const statement of allowedAt(props, "assumeRolePolicy")) {
      const services = servicesOf(statement).filter((service) => !silent.includes(service));
      if (services.length > 0 && !isBoundBy(statement, sourceKeys))
        report(`can be taken on by ${services.join(", ")} on behalf of anyone`);
    }
  },
};
