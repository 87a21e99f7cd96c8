import { s3 } from "../../aws";
import { bucketRefuses, namesWhatIsNotMade } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

export const tlsOnly: ResourceRule = {
  name: "tls-only",
  threat: "data-exposed",
  level: "mandatory",
  description: "The policy of an S3 bucket refuses everyone who comes without TLS.",
  remedy:
    "Deny s3:* on the bucket and its objects for the principal * where aws:SecureTransport is false, and under no other condition.",
  judgedAtUp: namesWhatIsNotMade,
  types: s3("bucketPolicy"),
  check: (policy, report) => {
    const refused = bucketRefuses(
      policy,
      ({ operator, key, values }) => operator === "Bool" && key === "aws:securetransport" && values.join() === "false",
    );
    if (refused === false) report("does not refuse everyone who comes to the bucket or its objects without TLS");
  },
};
