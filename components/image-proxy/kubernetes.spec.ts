import assert from "node:assert/strict";
import { registered } from "../../storagedb/testing-program";
import type { ImageReference } from "../image-reference";
import { around, resources } from "../kubernetes-fixture";
import { ImageProxy, imageProxyUrl } from "./kubernetes";

describe("ImageProxy on Kubernetes", () => {
  it("answers where the storage service looks for it, and has no secret", async () => {
    const all = await registered(() => {
      const image = "darthsim/imgproxy:v3.31.4" as ImageReference;
      new ImageProxy("imgproxy", { ...around(), image, replicas: 2, resources });
    });
    assert.deepEqual(
      all
        .filter(({ type }) => type.startsWith("kubernetes:"))
        .map(({ type, name }) => `${type} ${name}`)
        .sort(),
      [
        "kubernetes:apps/v1:Deployment imgproxy",
        "kubernetes:core/v1:Service imgproxy",
        "kubernetes:core/v1:ServiceAccount imgproxy",
        "kubernetes:policy/v1:PodDisruptionBudget imgproxy",
      ],
    );
    const service = all.find(({ type }) => type.endsWith(":Service"))?.inputs["spec"] as { ports: { port: number }[] };
    assert.equal(imageProxyUrl, `http://imgproxy:${service.ports[0]?.port}`);
  });
});
