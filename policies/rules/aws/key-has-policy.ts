import { isGiven, keyType } from "../../aws";
import type { StackRule } from "../../rule";

export const keyHasPolicy: StackRule = {
  name: "key-has-policy",
  threat: "data-exposed",
  level: "mandatory",
  description: "A key of KMS has a policy of its own: that of KMS lets whoever IAM gives kms:* read with every key.",
  remedy: "Set policy, or add a KeyPolicy for the key.",
  checkStack: (resources, report) => {
    for (const key of resources.filter(({ type }) => type === keyType)) {
      const beside = resources.some(
        ({ type, dependsOn }) => type === "aws:kms/keyPolicy:KeyPolicy" && dependsOn.includes(key.urn),
      );
      if (!isGiven(key.props, "policy") && !beside) report("has no policy of its own", key);
    }
  },
};
