import assert from "node:assert/strict";
import type { RecordedResource } from "../monitor/record";
import { manifests } from "./manifests";

const recorded = (kind: string, inputs: Readonly<Record<string, unknown>>): RecordedResource => ({
  urn: "urn",
  type: `kubernetes:v1:${kind}`,
  name: "one",
  parent: null,
  dependsOn: [],
  protect: false,
  retainOnDelete: false,
  deletedWith: null,
  deleteBeforeReplace: null,
  ignoreChanges: [],
  inputs: { apiVersion: "v1", kind, ...inputs },
});

describe("manifests of the rehearsal", () => {
  it("are named by their place, kind and name", () => {
    const objects = [recorded("Service", { metadata: { name: "db-storage" } }), recorded("Secret", {})];
    assert.deepEqual(Object.keys(manifests(objects)), [
      "kubernetes/01-service-db-storage.yaml",
      "kubernetes/02-secret-one.yaml",
    ]);
  });

  it("quote what YAML 1.1 would take for a truth value or a number", () => {
    const annotations = { buffering: "off", answer: "yes", port: "8080", plain: "text" };
    const [text] = Object.values(manifests([recorded("ConfigMap", { metadata: { annotations } })]));
    assert.match(text ?? "", /buffering: "off"\n +answer: "yes"\n +port: "8080"\n +plain: text\n/);
  });

  it("hide what a Secret holds, marked or not", () => {
    const [text] = Object.values(manifests([recorded("Secret", { stringData: { ".env": "hunter2" } })]));
    assert.doesNotMatch(text ?? "", /hunter2/);
    assert.match(text ?? "", /\.env: "?\[secret\]"?/);
  });
});
