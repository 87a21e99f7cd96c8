import assert from "node:assert/strict";
import { account, otherAccount, type Request, type Verdict, verdictOn } from "../simulated-access";
import { trustPolicy } from "./trust";

const region = "us-west-2";
const role = `arn:aws:iam::${account}:role/alfred-platform-prod-service`;
const who = { namespace: "alfred-platform", serviceAccount: "storage-service" };
const place = { account, region };

const cases = (subject: string, rows: readonly (readonly [string, Verdict, Request])[]) => {
  describe(subject, () => {
    for (const [name, verdict, request] of rows) {
      it(`${name}: ${verdict}`, async () => {
        assert.equal(await verdictOn(request), verdict);
      });
    }
  });
};

describe("The role of a service account, by the cluster's tokens", () => {
  const issuer = "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E";
  const of = trustPolicy({ kind: "irsa", issuer }, who, place);
  const comes = (subject: string, more: { issuer?: string; audience?: string; owner?: string } = {}): Request => {
    const { issuer: from = issuer, audience = "sts.amazonaws.com", owner = account } = more;
    return {
      principal: `arn:aws:iam::${owner}:oidc-provider/${from}`,
      action: "sts:AssumeRoleWithWebIdentity",
      resource: role,
      context: { [`${from}:sub`]: subject, [`${from}:aud`]: audience },
      of,
    };
  };
  const ours = "system:serviceaccount:alfred-platform:storage-service";
  cases("is taken on by", [["the service's account", "allowed", comes(ours)]]);
  cases("is not taken on by", [
    ["the same name in another namespace", "not allowed", comes(ours.replace("alfred-platform", "default"))],
    ["another account of the namespace", "not allowed", comes(ours.replace("storage-service", "default"))],
    ["an account whose name begins so", "not allowed", comes(`${ours}-2`)],
    ["a token that was made for somebody else", "not allowed", comes(ours, { audience: "vault" })],
    ["another cluster", "not allowed", comes(ours, { issuer: issuer.replace("EXAMPLED", "EXAMPLEE") })],
  ]);
  it("names the provider of the account's IAM", () => {
    assert.deepEqual(of.Statement[0]?.Principal, { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` });
  });
});

describe("The role of a service account, by EKS Pod Identity", () => {
  const cluster = `arn:aws:eks:${region}:${account}:cluster/platform`;
  const of = trustPolicy({ kind: "pod-identity", cluster: "platform" }, who, place);
  const comes = (changed: Readonly<Record<string, string>> = {}, principal = "pods.eks.amazonaws.com"): Request => ({
    principal,
    action: "sts:AssumeRole",
    resource: role,
    context: {
      "aws:SourceAccount": account,
      "aws:SourceArn": cluster,
      "aws:RequestTag/kubernetes-namespace": "alfred-platform",
      "aws:RequestTag/kubernetes-service-account": "storage-service",
      ...changed,
    },
    of,
  });
  cases("is taken on by", [["the service's account", "allowed", comes()]]);
  cases("is not taken on by", [
    ["the same name in another namespace", "not allowed", comes({ "aws:RequestTag/kubernetes-namespace": "default" })],
    [
      "another account of the namespace",
      "not allowed",
      comes({ "aws:RequestTag/kubernetes-service-account": "default" }),
    ],
    ["another cluster", "not allowed", comes({ "aws:SourceArn": cluster.replace("platform", "other") })],
    ["another AWS account's cluster", "not allowed", comes({ "aws:SourceAccount": otherAccount })],
    ["another service of Amazon's", "not allowed", comes({}, "ec2.amazonaws.com")],
  ]);
  it("lets EKS say by tags for whom it is", () => {
    assert.deepEqual(of.Statement[0]?.Action, ["sts:AssumeRole", "sts:TagSession"]);
  });
});

it("The ARNs of a role's trust are those of its partition", () => {
  const cn = { account, region: "cn-north-1" };
  const text = JSON.stringify(trustPolicy({ kind: "pod-identity", cluster: "platform" }, who, cn));
  assert.ok(text.includes(`arn:aws-cn:eks:cn-north-1:${account}:cluster/platform`));
});
