import { z } from "zod";
import { text } from "./fields";

export const roleArn = () =>
  text(
    /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[A-Za-z0-9+=,.@_/-]+$/,
    "the ARN of a role, such as arn:aws:iam::123456789012:role/alfred-storage",
  );

/** `alfred-storage:aws.identity` */
export const identity = z.strictObject({
  kind: z
    .enum(["irsa", "pod-identity"])
    .describe("How pods take on a role: with tokens of the cluster (irsa), or by the agent of EKS (pod-identity)."),
  issuer: text(
    /^(https:\/\/)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(:[0-9]{1,5})?(\/[A-Za-z0-9._~-]+)*\/?$/,
    "an issuer such as oidc.eks.us-west-2.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF",
  )
    .transform((written) => written.replace(/^https:\/\//, "").replace(/\/$/, "")) // as IAM has it
    .optional()
    .describe("The cluster's OpenID Connect issuer, which is a provider in IAM. Only with kind: irsa."),
  cluster: text(
    /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/,
    "a name of an EKS cluster; 1 to 100 letters, digits, dashes and underscores are allowed, a letter or a digit first",
  )
    .optional()
    .describe("The name of the EKS cluster, which has the agent. Only with kind: pod-identity."),
  role: roleArn()
    .optional()
    .describe("A role that exists, by its ARN, and is left as it is. Default: the program makes one."),
  permissionsBoundary: text(
    /^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy\/[A-Za-z0-9+=,.@_/-]+$/,
    "the ARN of a policy, such as arn:aws:iam::123456789012:policy/boundary",
  )
    .optional()
    .describe("The ARN of a policy that bounds what the program's own role may ever do. Default: none."),
});
