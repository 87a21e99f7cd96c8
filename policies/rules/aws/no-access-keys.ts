import { isGiven } from "../../aws";
import type { ResourceRule } from "../../rule";

const provider = "pulumi:providers:aws";

export const noAccessKeys: ResourceRule = {
  name: "no-access-keys",
  threat: "privilege-gained",
  level: "mandatory",
  description: "Nobody signs in to AWS with a key that does not expire by itself.",
  remedy: "Use a role: that of a workload, or one that is taken on with a token (OpenID Connect).",
  types: ["aws:iam/accessKey:AccessKey", provider],
  check: ({ type, props }, report) => {
    if (type !== provider) report("is a static key");
    else if (isGiven(props, "accessKey")) report("signs in with a static key");
  },
};
