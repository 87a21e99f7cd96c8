import { s3 } from "../../aws";
import { bucketRefuses, namesWhatIsNotMade } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

export const tlsVersion: ResourceRule = {
  name: "tls-version",
  threat: "data-exposed",
  level: "advisory",
  description: "The policy of an S3 bucket refuses versions of TLS that are no longer safe.",
  remedy:
    "Deny s3:* on the bucket and its objects for the principal * where s3:TlsVersion is less than 1.2, and under no other condition.",
  judgedAtUp: namesWhatIsNotMade,
  types: s3("bucketPolicy"),
  check: (policy, report) => {
    const refused = bucketRefuses(
      policy,
      ({ operator, key, values }) =>
        operator === "NumericLessThan" && key === "s3:tlsversion" && values.some((value) => Number(value) >= 1.2),
    );
    if (refused === false) report("does not refuse everyone who comes to the bucket or its objects with TLS below 1.2");
  },
};
