import { type Breakable, describeRule, type Find, set } from "../../testing";
import { add } from "../../testing-aws";
import { noFullAccess } from "./no-full-access";

const attachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

describeRule(noFullAccess, [
  ...["AdministratorAccess", "PowerUserAccess", "AmazonS3FullAccess", "service-role/AWSQuickSetupFullAccess"].map(
    (name) => ({
      name: `a role with ${name}`,
      change: (_: Find, resources: Breakable[]) => {
        add(resources, attachment, { role: "storage", policyArn: `arn:aws:iam::aws:policy/${name}` });
      },
      says: `RolePolicyAttachment "other" attaches arn:aws:iam::aws:policy/${name}`,
    }),
  ),
  {
    name: "a role that names it itself",
    change: (find) => {
      set(find("Role", "storage-identity"), "managedPolicyArns", ["arn:aws:iam::aws:policy/IAMFullAccess"]);
    },
    says: 'Role "storage-identity" attaches arn:aws:iam::aws:policy/IAMFullAccess',
  },
  ...["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", "arn:aws:iam::123456789012:policy/FullAccess"].map((arn) => ({
    name: `a role with ${arn}`,
    change: (_: Find, resources: Breakable[]) => {
      add(resources, attachment, { role: "storage", policyArn: arn });
    },
    says: [],
  })),
]);
