import { isGiven, roleType } from "../../aws";
import type { ResourceRule } from "../../rule";

export const permissionsBoundary: ResourceRule = {
  name: "permissions-boundary",
  threat: "privilege-gained",
  level: "advisory",
  description: "A role of IAM has a boundary to what it may ever do, where the account asks for one.",
  remedy: "Set permissionsBoundary to the ARN of the account's policy for it.",
  parameters: {
    required: { type: "boolean", default: false, description: "Whether the account asks for one." },
  },
  types: [roleType],
  check: ({ props }, report, { required }) => {
    if (required === true && !isGiven(props, "permissionsBoundary")) report("has no boundary to what it may ever do");
  },
};
