import { bucketRule, partsOf } from "../../aws";
import { namesWhatIsNotMade, refuse, statementsAt } from "../../aws-statements";
import { listAt, textAt, textsAt } from "../../values";

export const noCustomerKeys = bucketRule({
  name: "no-customer-keys",
  threat: "data-exposed",
  level: "advisory",
  description:
    "Nobody encrypts objects of an S3 bucket with a key that he brings along, with which data is held to ransom.",
  remedy:
    "Deny s3:PutObject on its objects for the principal * where s3:x-amz-server-side-encryption-customer-algorithm is there (Null: false), or block SSE-C in its default encryption (blockedEncryptionTypes).",
  judgedAtUp: namesWhatIsNotMade,
  checkBucket: (bucket, report, resources) => {
    const blocked = partsOf(bucket, "bucketServerSideEncryptionConfiguration", resources)
      .flatMap(({ props }) => listAt(props, "rules"))
      .some((rule) => textsAt(rule, "blockedEncryptionTypes").includes("SSE-C"));
    if (blocked) return;
    for (const policy of partsOf(bucket, "bucketPolicy", resources)) {
      const statements = statementsAt(policy.props, "policy");
      if (statements === undefined) continue; // the rule policy-readable tells it
      const refused = refuse(statements, {
        action: "s3:PutObject",
        resources: [`${textAt(policy.props, "bucket") ?? ""}/*`],
        when: ({ operator, key, values }) =>
          operator === "Null" &&
          key === "s3:x-amz-server-side-encryption-customer-algorithm" &&
          values.join() === "false",
      });
      if (!refused) report("does not refuse objects that are encrypted with a key of whoever uploads them", policy);
    }
  },
});
