import { s3 } from "../../aws";
import { bucketAndObjects, namesWhatIsNotMade, refuse, statementsAt } from "../../aws-statements";
import type { ResourceRule } from "../../rule";
import { textAt } from "../../values";

export const tlsOnly: ResourceRule = {
  name: "tls-only",
  threat: "data-exposed",
  level: "mandatory",
  description: "The policy of an S3 bucket refuses everyone who comes without TLS.",
  remedy:
    "Deny s3:* on the bucket and its objects for the principal * where aws:SecureTransport is false, and under no other condition.",
  judgedAtUp: namesWhatIsNotMade,
  types: s3("bucketPolicy"),
  check: ({ props }, report) => {
    const statements = statementsAt(props, "policy");
    if (statements === undefined) return; // the rule policy-readable tells it
    const refused = refuse(statements, {
      action: "s3:*",
      resources: bucketAndObjects(textAt(props, "bucket") ?? ""),
      when: ({ operator, key, values }) =>
        operator === "Bool" && key === "aws:securetransport" && values.join() === "false",
    });
    if (!refused) report("does not refuse everyone who comes to the bucket or its objects without TLS");
  },
};
