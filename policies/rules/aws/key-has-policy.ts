import { keyType } from "../../aws";
import type { StackRule } from "../../rule";

export const keyHasPolicy: StackRule = {
  name: "key-has-policy",
  threat: "data-exposed",
  level: "mandatory",
  description: "A key of KMS has a policy of its own: that of KMS lets whoever IAM gives kms:* read with every key.",
  remedy: "Set policy, or add a KeyPolicy for the key.",
  checkStack: (resources, report) => {
    for (const key of resources.filter(({ type }) => type === keyType)) {
      const own = (key.props["policy"] ?? "") !== ""; // what is in it need not be known
      const beside = resources.some(
        ({ type, dependsOn }) => type === "aws:kms/keyPolicy:KeyPolicy" && dependsOn.includes(key.urn),
      );
      if (!own && !beside) report("has no policy of its own", key);
    }
  },
};
