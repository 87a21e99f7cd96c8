import assert from "node:assert/strict";
import { registered } from "../../storagedb/testing-program";
import { answers, around } from "../aws-fixture";
import { account } from "../simulated-access";
import { WorkloadIdentity, type WorkloadIdentityArgs } from ".";
import type { IdentityKind } from "./trust";

const irsa: IdentityKind = { kind: "irsa", issuer: "oidc.example.com/id/1" };
const podIdentity: IdentityKind = { kind: "pod-identity", cluster: "platform" };
const own: WorkloadIdentityArgs["role"] = { name: "service" };
const given: WorkloadIdentityArgs["role"] = { arn: `arn:aws:iam::${account}:role/given` };

/** What is made, and what the pods are marked with. */
async function made(identity: IdentityKind, role: WorkloadIdentityArgs["role"]) {
  let marks: unknown;
  const resources = await registered(() => {
    const one = new WorkloadIdentity("identity", {
      ...around(),
      identity,
      namespace: "alfred-platform",
      serviceAccount: "storage-service",
      role,
    });
    one.allow("objects", { Version: "2012-10-17", Statement: [] });
    marks = one.podAnnotations;
  }, answers);
  const types = resources.filter(({ type }) => type.startsWith("aws:")).map(({ type }) => type.split(":").at(-1));
  return { types: types.sort(), marks };
}

describe("WorkloadIdentity", () => {
  it("makes a role, what it may do, and an association where an agent hands out credentials", async () => {
    assert.deepEqual((await made(irsa, own)).types, ["Role", "RolePolicy"]);
    assert.deepEqual((await made(podIdentity, own)).types, ["PodIdentityAssociation", "Role", "RolePolicy"]);
  });

  it("leaves a role that exists as it is", async () => {
    assert.deepEqual((await made(irsa, given)).types, []);
    assert.deepEqual((await made(podIdentity, given)).types, ["PodIdentityAssociation"]);
  });

  it("marks pods by the way and the role that they start with, known before anything is made", async () => {
    const mark = (text: string) => ({ "alfred-storage.identity": text });
    assert.deepEqual((await made(irsa, own)).marks, mark("irsa service"));
    assert.deepEqual((await made(podIdentity, own)).marks, mark("pod-identity service"));
    assert.deepEqual((await made(irsa, given)).marks, mark(`irsa arn:aws:iam::${account}:role/given`));
  });
});
