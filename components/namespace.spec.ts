import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import { registered } from "../storagedb/testing-program";
import { namespaceOf } from "./namespace";

async function made(create: boolean) {
  let name: unknown;
  const all = await registered(() => {
    const provider = new k8s.Provider("kubernetes");
    name = namespaceOf({ provider, name: "alfred-platform", create, labels: { owner: "platform" } });
  });
  return { name, namespaces: all.filter(({ type }) => type.endsWith(":Namespace")) };
}

describe("the namespace", () => {
  it("enforces the restricted Pod Security Standard in one version, and is protected", async () => {
    const [namespace] = (await made(true)).namespaces;
    assert.equal(namespace?.protect, true);
    assert.deepEqual(namespace.inputs["metadata"], {
      name: "alfred-platform",
      labels: {
        owner: "platform",
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/enforce-version": "v1.34",
        "pod-security.kubernetes.io/audit": "restricted",
        "pod-security.kubernetes.io/audit-version": "v1.34",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/warn-version": "v1.34",
      },
    });
  });

  it("is left as it is where it exists", async () => {
    assert.deepEqual(await made(false), { name: "alfred-platform", namespaces: [] });
  });
});
