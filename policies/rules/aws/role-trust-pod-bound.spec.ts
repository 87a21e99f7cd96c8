import { describeRule, type Find } from "../../testing";
import { rewrite } from "../../testing-aws";
import { roleTrustPodBound } from "./role-trust-pod-bound";

const source = { "aws:SourceAccount": "123456789012" };
const namespace = { "aws:RequestTag/kubernetes-namespace": "alfred-platform" };
const account = { "aws:RequestTag/kubernetes-service-account": "storage-service" };

const free: Readonly<Record<string, readonly [condition: Record<string, unknown>, says: string]>> = {
  "pods of every namespace": [{ StringEquals: { ...source, ...account } }, "namespace"],
  "pods of every service account": [{ StringEquals: { ...source, ...namespace } }, "service-account"],
  "pods whose namespace matches anything": [
    { StringEquals: { ...source, ...account }, StringLike: { "aws:RequestTag/kubernetes-namespace": "*" } },
    "namespace",
  ],
};

describeRule(
  roleTrustPodBound,
  Object.entries(free).map(([name, [condition, what]]) => ({
    name: `a role for ${name}`,
    change: (find: Find) => {
      const role = find("Role", "storage-identity");
      rewrite(role, "ServiceAccountByAgent", { Condition: condition }, "assumeRolePolicy");
    },
    says: `Role "storage-identity" can be taken on by pods whatever their ${what}`,
  })),
);
