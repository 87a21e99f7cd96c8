import { keyType, s3 } from "../../aws";
import { allowedAt, isBoundBy, namesWhatIsNotMade, servicesOf, sourceKeys } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

export const serviceNamedBySource: ResourceRule = {
  name: "service-named-by-source",
  threat: "data-exposed",
  level: "mandatory",
  description:
    "A service of Amazon's gets at a bucket or a key only on behalf of whom its policy names, not of anyone's.",
  remedy: "Add a condition on aws:SourceArn or aws:SourceAccount.",
  judgedAtUp: namesWhatIsNotMade,
  types: [...s3("bucketPolicy"), keyType, "aws:kms/keyPolicy:KeyPolicy"],
  check: ({ props }, report) => {
    for (const statement of allowedAt(props, "policy")) {
      const services = servicesOf(statement);
      if (services.length > 0 && !isBoundBy(statement, sourceKeys))
        report(`gives ${statement.actions.join(", ")} to ${services.join(", ")} on behalf of anyone`);
    }
  },
};
