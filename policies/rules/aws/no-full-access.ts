import { roleType } from "../../aws";
import type { ResourceRule } from "../../rule";
import { textAt, textsAt } from "../../values";

const full = /:aws:policy\/(.*\/)?(AdministratorAccess|PowerUserAccess|\w*FullAccess)$/;

export const noFullAccess: ResourceRule = {
  name: "no-full-access",
  threat: "privilege-gained",
  level: "mandatory",
  description: "None of Amazon's own policies that give everything, or all of a service, is attached.",
  remedy: "Attach a policy that names actions and resources.",
  judgedAtUp: "A first preview does not know the ARN of a policy that it has not made yet.",
  types: [
    roleType,
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  ],
  check: ({ props }, report) => {
    const attached = [textAt(props, "policyArn") ?? "", ...textsAt(props, "managedPolicyArns")];
    for (const arn of attached.filter((one) => full.test(one))) report(`attaches ${arn}`);
  },
};
