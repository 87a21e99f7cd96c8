import { allowedBy, identityTypes, isBoundBy, namesWhatIsNotMade, patternsFor } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

export const keyUseThroughService: ResourceRule = {
  name: "key-use-through-service",
  threat: "privilege-gained",
  level: "mandatory",
  description: "A key of KMS is used through a service such as S3, and not for whatever somebody holds in his hands.",
  remedy: "Add a condition on kms:ViaService, such as s3.us-west-2.amazonaws.com.",
  judgedAtUp: namesWhatIsNotMade,
  types: identityTypes,
  check: (resource, report) => {
    for (const statement of allowedBy(resource)) {
      const given = patternsFor(statement, ["kms:Decrypt", "kms:GenerateDataKey"]);
      if (given.length > 0 && !isBoundBy(statement, ["kms:viaservice"], /^[\w-]+\./))
        report(`gives ${given.join(", ")} without a service in between`);
    }
  },
};
