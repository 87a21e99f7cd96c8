import { describeRule, type Find } from "../../testing";
import { allow } from "../../testing-aws";
import { roleTrustTokenBound } from "./role-trust-token-bound";

const issuer = "oidc.eks.us-west-2.amazonaws.com/id/0123456789ABCDEF";
const sub = { [`${issuer}:sub`]: "system:serviceaccount:alfred-platform:storage-service" };
const aud = { [`${issuer}:aud`]: "sts.amazonaws.com" };
const federated = { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` };
const token = (condition: Record<string, unknown>) => ({
  Principal: federated,
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: condition,
});

const free: Readonly<Record<string, readonly [condition: Record<string, unknown>, says: string]>> = {
  "anybody's token": [{ StringEquals: aud }, "sub"],
  "a token for anybody": [{ StringEquals: sub }, "aud"],
  "any token of the issuer": [{}, "sub and aud"],
  "tokens of many": [{ StringEquals: aud, StringLike: sub }, "sub"],
};

describeRule(roleTrustTokenBound, [
  ...Object.entries(free).map(([name, [condition, claims]]) => ({
    name: `a role for ${name}`,
    change: (find: Find) => {
      allow(find("Role", "storage-identity"), token(condition), "assumeRolePolicy");
    },
    says: `Role "storage-identity" can be taken on with a token whatever its ${claims}`,
  })),
  {
    name: "a role for any token, whose session may have tags",
    change: (find) => {
      const action = ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"];
      allow(find("Role", "storage-identity"), { ...token({}), Action: action }, "assumeRolePolicy");
    },
    says: 'Role "storage-identity" can be taken on with a token whatever its sub and aud',
  },
  {
    name: "a role for one account's tokens",
    change: (find) => {
      allow(find("Role", "storage-identity"), token({ StringEquals: { ...sub, ...aud } }), "assumeRolePolicy");
    },
    says: [],
  },
]);
